"""Marks in narration: named moments that are neither shown nor said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.computing import trace_of
from core.lesson import Lesson
from core.mending.lints import lints
from core.problems import LessonError
from core.words.gaps import astray
from core.words.language import MODEL, languages, own_pack
from core.words.marks import names_in, placed, problems_in, unmarked
from core.words.script import Cue, cue_of, scripts_of
from core.words.templates import TemplateError
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]

SOFTMAX = "storyboard: [{{beat: softmax, say: {{sharpen: {say!r}}}}}]\n"


def sharpen(lesson_of: Reader, say: str) -> Cue:
    lesson = lesson_of(SMALLEST + SOFTMAX.format(say=say))
    (script,) = scripts_of(lesson, trace_of(lesson))
    return script.cue("sharpen")


def test_a_mark_is_neither_said_nor_shown(lesson_of: Reader) -> None:
    cue = sharpen(lesson_of, "Cold{@cold}, and one wins; hot{@hot}, and all do.")
    assert cue.text == "Cold, and one wins; hot, and all do."


def test_a_mark_comes_when_what_is_before_it_has_been_said(lesson_of: Reader) -> None:
    cue = sharpen(lesson_of, "{weight(bank, money)} is much. Cold{@cold}, all. Hot{@hot}.")
    (cold, hot) = cue.marks
    assert cue.text[: cold.character].endswith("is much. Cold")
    assert cue.text[: hot.character].endswith("all. Hot")
    assert cold.seconds == pytest.approx(cue.seconds * cold.character / len(cue.text))
    assert cue.moment("hot") == hot.seconds
    assert cue.moment("warm") is None


def test_marks_come_in_the_texts_own_order() -> None:
    cue = cue_of("sharpen", "Hot, then cold.", {"hot": 3, "cold": 14}, 15)
    assert cue.in_order("cold", "hot") == ("hot", "cold")
    assert cue_of("sharpen", "Hot.", {"hot": 3}, 15).in_order("cold", "hot") == ("cold", "hot")
    assert cue_of("sharpen", "", {"hot": 0}, 15).marks == ()


def test_spaces_that_are_not_said_count_for_nothing() -> None:
    text, places = placed("One   two{@a}   {@b}three", str)
    assert (text, places) == ("One two three", {"a": 7, "b": 8})


def test_braces_and_placeholders_stay_as_they_are() -> None:
    assert unmarked("{{@no}} {word}{@cold}!") == "{{@no}} {word}!"
    assert names_in("{{@no}} {word}{@cold}!") == ("cold",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Cold{@cald}.",
            "no mark {@cald} here; “sharpen” offers {@cold} {@hot}; did you mean",
        ),
        ("Cold{@cold}, {@cold}.", "wanted {@cold} once, got it 2 times"),
        ("Cold{@}.", "cannot read {@}; wanted a mark such as {@cold}"),
    ],
)
def test_a_mark_that_nobody_waits_for_is_refused(lesson_of: Reader, text: str, wanted: str) -> None:
    with pytest.raises(LessonError) as caught:
        sharpen(lesson_of, text)
    assert wanted in str(caught.value)


def test_a_mark_stands_only_in_what_is_said(lesson_of: Reader) -> None:
    with pytest.raises(LessonError, match="a mark stands only in what is said"):
        lesson_of(SMALLEST + "storyboard: [{beat: softmax, heading: 'Cold{@cold}'}]\n")


def test_a_cue_without_marks_says_so() -> None:
    assert problems_in("So{@so}.", "ghost", ()) == ["no mark {@so} here; “ghost” offers no marks"]
    with pytest.raises(TemplateError):
        names_in("{@1}")


@pytest.mark.parametrize("code", languages())
def test_every_language_has_the_marks_of_the_english_texts(code: str) -> None:
    assert list(astray(own_pack(code), own_pack(MODEL))) == []


def test_a_pack_that_lacks_a_mark_is_told_of(
    lesson_of: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [("softmax", "sharpen", "lacks the mark {@hot} (else)")]
    monkeypatch.setattr("core.mending.lints.astray", lambda *_: found)
    lesson = lesson_of(SMALLEST + "language: es\nstoryboard: [softmax]\n")
    told = [str(each) for each in lints(lesson, trace_of(lesson))]
    assert any("softmax.say.sharpen lacks the mark {@hot} (else); mend it" in one for one in told)

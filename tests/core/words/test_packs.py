"""Every language says what English says, at the same cues, and begins with a sound lesson."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.beats import BEATS
from core.catalogue.framing import Recap
from core.catalogue.promises import PROMISES
from core.computing import trace_of
from core.lesson import Lesson, Promise
from core.reading.lesson import read_lesson
from core.words import templates
from core.words.beginning import beginning
from core.words.filling import Filler
from core.words.gaps import gaps
from core.words.language import Choice, Language, language_pack, languages, own_pack
from core.words.marks import unmarked
from core.words.script import scripts_of
from studio.check.checking import findings_of

ENGLISH = own_pack("en")
OTHERS = [code for code in languages() if code != "en"]
ROOT = Path(__file__).parents[3]
LESSONS = [ROOT / "configs" / "minimal.yaml", *sorted((ROOT / "tests/lessons").glob("*.yaml"))]

# What shipped languages have no words for, though English has: their films speak English there.
GAPS: dict[str, str] = {
    # a place: the languages; `"pull": "es fr"` (a whole beat), `"pull.say.ghost": "hi"`
}


def texts(pack: Language) -> Iterator[tuple[str, Choice]]:
    """Every text of a pack by where it stands."""
    yield from ((f"labels.{name}", each) for name, each in pack.labels.items())
    yield from ((f"promises.{name}", each) for name, each in pack.promises.items())
    for beat, words in pack.beats.items():
        yield from ((f"{beat}.{place}", each) for place, each in words.texts.items())


def test_there_are_the_languages_that_viewers_asked_in() -> None:
    assert {"en", "es", "fr", "hi"} <= set(languages())


def test_english_has_words_for_every_beat_and_promise() -> None:
    assert list(ENGLISH.beats) == list(BEATS)
    assert set(ENGLISH.promises) == set(PROMISES)
    assert all("else" in choice.conditions for choice in ENGLISH.promises.values())


def test_what_shipped_languages_lack_is_decided_here() -> None:
    found = dict[str, list[str]]()
    for code in OTHERS:
        for place in gaps(own_pack(code), ENGLISH):
            found.setdefault(place, []).append(code)
    assert {place: " ".join(codes) for place, codes in found.items()} == GAPS


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_the_texts_of_english_in_their_order(code: str) -> None:
    ours = dict(texts(own_pack(code)))
    assert list(ours) == [place for place, _ in texts(ENGLISH) if place in ours]
    assert set(own_pack(code).comparing) <= set(ENGLISH.comparing)


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_speaks_of_all_else_only_where_english_does(code: str) -> None:
    ours, theirs = dict(texts(own_pack(code))), dict(texts(ENGLISH))
    for place, choice in ours.items():
        assert "else" in theirs[place].conditions or "else" not in choice.conditions, place


@pytest.mark.parametrize("code", languages())
def test_every_template_can_be_read(code: str) -> None:
    for place, choice in texts(own_pack(code)):
        for _, template in choice.variants:
            if place.startswith("promises."):
                assert templates.parse(template), place
            else:
                known = frozenset(templates.WORD_NAMES)
                assert templates.problems_in(unmarked(template).replace("{0}", ""), known) == [], (
                    place
                )


@pytest.mark.parametrize("kind", PROMISES)
@pytest.mark.parametrize("code", languages())
def test_a_promise_is_stated_with_its_own_values(code: str, kind: str) -> None:
    lesson = read_lesson(LESSONS[0])
    trace = trace_of(lesson)
    filler = Filler(lesson, trace, Recap(), language_pack(code).numerals)
    values = PROMISES[kind].model_validate(_least_options(PROMISES[kind])).judge(trace).values
    for _, template in language_pack(code).promises[kind].variants:
        assert filler.stated(template, values)


def _least_options(promise: type[Promise]) -> dict[str, Any]:
    """What a promise needs, said of the words of the smallest lesson."""
    words: dict[Any, Any] = {str: "money", tuple[str, ...]: ("money", "bank")}
    return {
        str(field.validation_alias or name): words[field.annotation]
        for name, field in promise.model_fields.items()
        if field.is_required()
    }


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.stem)
def test_every_lesson_can_be_told_in_it(code: str, file: Path, tmp_path: Path) -> None:
    scripts = scripts_of(*_told_in(code, file, tmp_path))
    english = scripts_of(*_told_in("en", file, tmp_path))
    for ours, theirs in zip(scripts, english, strict=True):
        assert [cue.name for cue in ours.cues] == [cue.name for cue in theirs.cues]
        assert set(ours.labels) == set(theirs.labels)
        assert ours.seconds <= 2 * theirs.seconds


def _told_in(code: str, file: Path, folder: Path) -> tuple[Lesson, object]:
    lines = [line for line in file.read_text("utf-8").splitlines() if "language:" not in line]
    copy = folder / f"{file.stem}-{code}.yaml"
    copy.write_text("\n".join([*lines, f"language: {code}"]) + "\n", encoding="utf-8")
    lesson = read_lesson(copy)
    return lesson, trace_of(lesson)


@pytest.mark.parametrize("code", languages())
def test_its_first_lesson_is_sound_and_clear(code: str, tmp_path: Path) -> None:
    path = tmp_path / "first.yaml"
    path.write_text(beginning(code), encoding="utf-8")
    found = findings_of(path)
    warnings = [each for each in found.warnings if each.path != "language"]  # GAPS decides these
    assert (found.mistakes, warnings, found.promises) == ((), [], 2)
    assert read_lesson(path).language == code

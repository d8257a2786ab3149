"""What a language has no words for is said and shown in English, and `check` tells of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from core.catalogue.beats import storyboard_of
from core.computing import trace_of
from core.lesson import Lesson
from core.reading.lesson import read_lesson
from core.words.beginning import beginning
from core.words.gaps import gaps, loans
from core.words.language import Choice, own_pack
from core.words.script import Script, scripts_of
from studio.check.checking import findings_of
from tests.core.conftest import SMALLEST
from tests.languages import Packs

Reader = Callable[[str], Lesson]

BARE = SMALLEST + "language: es\nexpect: [closer: {to: money}]\n"
SPANISH = BARE + "storyboard: [mixing, softmax, pull, recap]\n"


def spoken(lesson: Lesson) -> dict[str, Script]:
    trace = trace_of(lesson)
    board = storyboard_of(lesson, trace)
    return {spec.beat: script for spec, script in zip(board, scripts_of(lesson, trace))}


def warnings(text: str, folder: Path) -> list[str]:
    """What `check` warns of that concerns the language."""
    file = folder / "bank.yaml"
    file.write_text(text, encoding="utf-8")
    found = findings_of(file)
    assert found.mistakes == ()
    return [each.message for each in found.warnings if each.path == "language"]


LACKING = [
    (("beats", "pull"), "pull", "heading", "Company pulls"),
    (("beats", "pull"), "pull", "say.analogy", "It is like gravity"),
    (("beats", "pull", "heading"), "pull", "heading", "Company pulls"),
    (("beats", "pull", "say"), "pull", "say.ghost", "Has “bank” itself changed?"),
    (("beats", "pull", "say", "ghost"), "pull", "say.ghost", "Has “bank” itself changed?"),
    (("beats", "pull", "say", "measure", "closer"), "pull", "say.measure", "Measure it."),
    (("beats", "pull", "labels", "copy_moves"), "pull", "label.copy_moves", "a copy moves"),
    (("labels", "before"), "pull", "label.before", "before"),
    (("promises", "closer"), "recap", "label.promise1", "“bank” ends closer to “money”: "),
]


@pytest.mark.parametrize(("path", "beat", "place", "english"), LACKING)
def test_what_a_language_lacks_is_said_in_english_and_nothing_else_is(
    path: tuple[str, ...], beat: str, place: str, english: str, lesson_of: Reader, packs: Packs
) -> None:
    lesson = lesson_of(SPANISH)
    before = spoken(lesson)
    packs.without("es", *path)
    after = spoken(lesson)
    assert after[beat].words[place].startswith(english)
    changed = {
        (name, key)
        for name, script in after.items()
        for key, text in script.words.items()
        if text != before[name].words[key]
    }
    assert (beat, place) in changed
    assert {name for name, _ in changed} == ({*after} if path[0] == "labels" else {beat})


def test_numbers_within_english_words_stay_in_the_lessons_language(
    lesson_of: Reader, packs: Packs
) -> None:
    packs.without("es", "beats", "pull")
    packs.without("es", "promises", "closer")
    scripts = spoken(lesson_of(SPANISH))
    said = scripts["pull"].cue("measure").text
    assert re.fullmatch(r"Measure it\. The gap to “money” was 1,\d\d; now it is 0,\d\d\.", said)
    assert scripts["pull"].cue("pull").text.endswith(": 48\u00a0%.")
    assert re.search(r"1,\d\d\s→\s0,\d\d$", scripts["recap"].label("promise1"))


def test_check_names_what_is_lacking_in_a_line_a_beat(packs: Packs, tmp_path: Path) -> None:
    assert warnings(SPANISH, tmp_path) == []
    packs.without("es", "beats", "pull", "heading")
    packs.without("es", "beats", "pull", "say", "measure", "closer")
    packs.without("es", "beats", "mixing", "labels")
    packs.without("es", "labels", "before")
    packs.without("es", "promises", "closer")
    remedy = "so these are English; add them to configs/languages/es.yaml"
    assert warnings(SPANISH, tmp_path) == [
        f"es has no words for what beats share (labels.before), {remedy}",
        f"es has no words for “mixing” (labels.inside), {remedy}",
        f"es has no words for “pull” (heading, say.measure), {remedy}",
        f"es has no words for “recap” (promises.closer), {remedy}",
    ]


def test_every_gap_of_a_pack_is_named_by_its_place(packs: Packs) -> None:
    decided = list(gaps(own_pack("es"), own_pack("en")))
    for path in (
        *(("labels", "before"), ("promises", "closer"), ("comparing", "differs")),
        *(("beats", "mixing"), ("beats", "pull", "heading"), ("beats", "pull", "say", "ghost")),
        ("beats", "pull", "say", "measure", "closer"),
    ):
        packs.without("es", *path)
    found = gaps(own_pack("es"), own_pack("en"))
    assert [place for place in found if place not in decided] == [
        *("labels.before", "promises.closer", "comparing.differs"),
        *("mixing", "pull.heading", "pull.say.ghost", "pull.say.measure (closer)"),
    ]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (("beats", "pull", "say", "measure", "else"), "storyboard: [pull]\n"),
        (("beats", "softmax", "say", "mask"), "storyboard: [softmax]\n"),
        (("promises", "ranks"), "storyboard: [recap]\n"),
        (("promises", "closer"), "storyboard: [pull]\n"),
        (("beats", "pull", "say", "ghost"), "storyboard: [{beat: pull, say: {ghost: Mira.}}]\n"),
        (("beats", "pull", "heading"), "storyboard: [{beat: pull, heading: Tira}]\n"),
        (("beats", "pull", "labels", "copy"), "storyboard: [{beat: pull, labels: {copy: Va}}]\n"),
        (("beats", "mixing"), "storyboard: [pull]\n"),
        (("beats", "end", "say"), "storyboard: [{beat: end, lines: [Gracias]}]\n"),  # is silent
    ],
)
def test_what_a_lesson_does_not_call_for_is_no_loan(
    path: tuple[str, ...], more: str, packs: Packs, tmp_path: Path
) -> None:
    packs.change("es", lambda pack: pack["beats"]["pull"]["labels"].update(copy="copia"))
    packs.change("en", lambda pack: pack["beats"]["pull"]["labels"].update(copy="a copy"))
    packs.without("es", *path)
    assert warnings(BARE + more, tmp_path) == []


def test_a_language_may_begin_with_nothing(lesson_of: Reader, packs: Packs) -> None:
    english = spoken(lesson_of(SMALLEST))
    (packs.folder / "xx.yaml").write_text("numbers: {point: ','}\n", encoding="utf-8")
    lesson = lesson_of(SMALLEST + "language: xx\n")
    for beat, script in spoken(lesson).items():
        assert script.heading == english[beat].heading
        assert [cue.name for cue in script.cues] == [cue.name for cue in english[beat].cues]
        assert set(script.labels) == set(english[beat].labels)
    assert "was 1,72" in spoken(lesson)["pull"].cue("measure").text
    found = loans(lesson, trace_of(lesson))
    assert set(found) == {None, *spoken(lesson)}


def test_a_first_lesson_in_a_language_without_an_example_is_that_of_english(
    packs: Packs, tmp_path: Path
) -> None:
    packs.without("es", "example")
    file = tmp_path / "first.yaml"
    file.write_text(beginning("es"), encoding="utf-8")
    lesson = read_lesson(file)
    assert (lesson.language, lesson.title) == ("es", "Which light?")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("path", "told"),
    [
        (("beats", "pull"), "there are no words for pull"),
        (("promises", "closer"), "there are no words for the promise closer"),
    ],
)
def test_what_english_lacks_too_is_a_mistake(
    path: tuple[str, ...], told: str, language: str, packs: Packs, tmp_path: Path
) -> None:
    for code in ("en", "es"):
        packs.without(code, *path)
    file = tmp_path / "bank.yaml"
    file.write_text(SPANISH.replace("language: es", f"language: {language}"), encoding="utf-8")
    messages = [each.message for each in findings_of(file).mistakes]
    assert messages == [f"{told}; add them to configs/languages/en.yaml"]


# -- variants ----------------------------------------------------------------------------------

MODEL = Choice((("a and b", "AB"), ("a", "A"), ("b", "B"), ("else", "E")))
FACTS = [frozenset(each) for count in range(3) for each in combinations("ab", count)]


@pytest.mark.parametrize("count", range(4))
def test_a_variant_that_is_lacking_is_lent_under_its_condition(count: int) -> None:
    for kept in combinations(MODEL.variants, count):
        mine = Choice(tuple((condition, text.lower()) for condition, text in kept))
        whole = mine.completed(MODEL)
        for facts in FACTS:
            wanted = MODEL.pick(facts)
            assert wanted
            own = wanted.lower()
            has_own = own in [text for _, text in mine.variants]
            assert whole.pick(facts) == (own if has_own else wanted)


def test_a_finer_variant_of_a_languages_own_stays_before_what_is_lent() -> None:
    mine = Choice((("c", "fine"), ("a", "mine"), ("else", "all")))
    whole = mine.completed(MODEL)
    assert whole.pick(frozenset("bc")) == "fine"
    assert whole.pick(frozenset("ab")) == "AB"
    assert whole.pick(frozenset()) == "all"


def test_a_text_for_all_else_is_not_said_where_english_is_silent() -> None:
    masked = Choice((("masked", "M"),))
    whole = Choice((("else", "always"),)).completed(masked)
    assert whole.pick(frozenset()) is None
    assert whole.pick(frozenset({"masked"})) == "M"

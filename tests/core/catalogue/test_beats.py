"""The catalogue knows what each beat needs, and the default film is made of what can be fed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.catalogue.beats import BEATS, default_storyboard, storyboard_of
from core.catalogue.casting import cast_of
from core.catalogue.maps import LinearMap
from core.catalogue.pull import ContextSwap, Pull
from core.catalogue.similarity import Scores, Similarity
from core.computing import trace_of
from core.lesson import Lesson
from core.reading.lesson import read_lesson
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]
ROOT = Path(__file__).parents[3]

UNTOLD = [ROOT / "configs" / "minimal.yaml", *sorted((ROOT / "tests" / "lessons").glob("*.yaml"))]


def beats_of(name: str) -> list[str]:
    lesson = read_lesson(ROOT / name)
    return [spec.beat for spec in storyboard_of(lesson, trace_of(lesson))]


@pytest.mark.parametrize("name", ["bank", "apple", "crane"])
def test_shipped_lessons_play_their_beats_in_order(name: str) -> None:
    played = beats_of(f"configs/{name}.yaml")
    assert len(played) > 10
    assert played == [beat for beat in BEATS if beat in played]


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("configs/minimal", {"word_map"}),
        ("tests/lessons/eight_tokens", {"context_swap"}),
        ("tests/lessons/zero", {"similarity", "word_map"}),
        ("tests/lessons/identical", {"pull", "context_swap", "word_map"}),
        ("tests/lessons/four_dimensional", {"linear_map"}),
        ("tests/lessons/hindi", {"word_map"}),
    ],
)
def test_the_default_storyboard_leaves_out_what_cannot_be_fed(name: str, missing: set[str]) -> None:
    assert missing.isdisjoint(beats_of(f"{name}.yaml"))


@pytest.mark.parametrize("file", UNTOLD, ids=lambda file: file.stem)
def test_the_default_storyboard_leaves_out_nothing_else(file: Path) -> None:
    lesson = read_lesson(file)
    trace = trace_of(lesson)
    played = [spec.beat for spec in default_storyboard(lesson, trace)]
    assert played == [name for name in BEATS if name in played]
    for name in set(BEATS).difference(played):
        spec = BEATS[name](beat=name)
        assert spec.needs(lesson, trace) or not spec.is_worth_showing(trace), name


def test_every_beat_says_its_idea_in_one_sentence() -> None:
    for spec_class in BEATS.values():
        assert spec_class.idea.endswith(".")
        assert spec_class.__doc__


def test_needs_are_told_as_sentences(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST.replace("[money bank, river bank]", "[bank]"))
    trace = trace_of(lesson)
    for spec in (Scores(), Pull(), ContextSwap()):
        (unmet,) = spec.needs(lesson, trace)[:1]
        assert unmet.startswith("needs ")
    assert Pull(head=2).needs(lesson, trace) == ["needs head 2, but the lesson has 1"]
    assert Pull(word="river").needs(lesson, trace)[0].startswith("needs “river” in “bank”")


def test_nine_tokens_are_not_too_many(lesson_of: Reader) -> None:
    def played(sentence: str) -> set[str]:
        lesson = lesson_of(SMALLEST.replace("[money bank, river bank]", f"[{sentence}]"))
        return {spec.beat for spec in default_storyboard(lesson, trace_of(lesson))}

    assert played("money bank" + " river money" * 4) == played("money bank river")


def test_a_lesson_without_maps_shows_an_example(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST)
    trace = trace_of(lesson)
    (spec,) = [one for one in default_storyboard(lesson, trace) if isinstance(one, LinearMap)]
    assert [step.name for step in spec.found(trace).steps] == ["rotate", "stretch", "shear"]
    assert "moves something" in LinearMap().needs(lesson, trace)[0]


def test_the_cast_is_the_focus_and_its_strongest_context(lesson_of: Reader) -> None:
    trace = trace_of(lesson_of(SMALLEST))
    cast = cast_of(Pull(sentence=2), trace)
    assert (cast.word, cast.context, cast.other_context) == ("bank", "river", "money")
    chosen = cast_of(Similarity(word="money", partner="bank"), trace)
    assert (chosen.word, chosen.context, chosen.other_asking) == ("money", "bank", None)

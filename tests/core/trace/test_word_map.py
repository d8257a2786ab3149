"""The word map: distances in all dimensions, neighbours, and what a picture of them loses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from core.catalogue.beats import default_storyboard
from core.catalogue.words import WordMap as WordMapSpec
from core.catalogue.words import word_map_of
from core.computing import trace_of
from core.lesson import Lesson
from core.maths.linear import locked
from core.reading.lesson import read_lesson
from core.trace.records import Trace, WordMap
from core.trace.word_map import MOST_MAPPED, word_maps
from core.words.facts import facts_of
from core.words.script import script_of
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]
ROOT = Path(__file__).parents[3]


def trace(name: str) -> Trace:
    return trace_of(read_lesson(ROOT / f"{name}.yaml"))


def mapped(table: np.ndarray, focus: int = 0) -> WordMap:
    words = [f"w{row}" for row in range(len(table))]
    table = locked(table)
    (found,) = word_maps(words, table, table[:, :2], words[focus], [()])
    return found


def test_integers_by_hand() -> None:
    found = mapped(np.array([[0, 0, 0], [3, 4, 0], [0, 0, 12], [3, 4, 12.0]]), focus=1)
    assert found.distances.tolist() == [
        [0, 5, 12, 13],
        [5, 0, 13, 12],
        [12, 13, 0, 5],
        [13, 12, 5, 0],
    ]
    assert found.nearest.tolist() == [[1, 2, 3], [0, 3, 2], [3, 0, 1], [2, 1, 0]]
    assert found.cosines[1] == pytest.approx([0, 1, 0, 5 / 13])
    assert found.spread.shares == pytest.approx([144 / 169, 25 / 169, 0])
    assert np.allclose(
        found.drawn[0], [[0, 0, 12, 12], [0, 0, 12, 12], [12, 12, 0, 0], [12, 12, 0, 0]]
    )
    assert np.allclose(found.drawn[1], found.distances)
    assert found.shortened[0, 0] == pytest.approx([0, 1, 0, 1 / 13])
    assert found.mean_shortened[0] == pytest.approx((1 + 1 + 2 / 13) / 6)
    assert found.worst[0].tolist() == [0, 1]
    assert not found.shortened[1:].any()
    assert not found.loses


@pytest.mark.parametrize("width", [1, 2, 3, 7, 300])
@pytest.mark.parametrize("count", [1, 2, 3, 13])
def test_as_scipy_measures(width: int, count: int) -> None:
    table = np.random.default_rng(width * count).normal(size=(count, width))
    found = mapped(table)
    assert np.allclose(found.distances, cdist(table, table))
    assert np.allclose(found.cosines, 1 - cdist(table, table, "cosine"))
    for number in range(3):
        shown = found.spread.places[:, : number + 1]
        assert np.allclose(found.drawn[number], cdist(shown, shown), atol=1e-9)
    assert np.all(found.drawn <= found.distances * (1 + 1e-9))
    assert np.all((found.shortened >= 0) & (found.shortened <= 1))
    pairs = np.triu_indices(count, 1)
    if count > 1:
        lost = 1 - found.drawn[1][pairs] / found.distances[pairs]
        assert found.mean_shortened[1] == pytest.approx(lost.mean(), abs=1e-9)


def test_the_picture_loses_the_less_the_more_directions_it_has() -> None:
    found = trace("tests/lessons/fifty_dimensional").word_maps[0]
    assert np.all(np.diff(found.mean_shortened) < 0)
    one, other = found.worst[1]
    gone = found.distances - found.drawn[1]
    assert gone[one, other] == gone.max()
    assert found.worst_shortened[1] == found.shortened[1, one, other]
    assert found.loses


@pytest.mark.parametrize("scale", [1e-300, 1e-6, 1e6])
def test_scale_changes_distances_alone(scale: float) -> None:
    table = np.random.default_rng(3).normal(size=(7, 5))
    one, other = mapped(table), mapped(table * scale)
    assert np.allclose(other.distances / scale, one.distances)
    assert np.allclose(one.shortened, other.shortened)
    assert np.array_equal(one.nearest, other.nearest)
    assert np.array_equal(one.worst, other.worst)


@pytest.mark.parametrize(
    "table", [np.zeros((3, 4)), np.full((5, 3), 0.1), np.eye(6), np.ones((1, 9)), np.eye(2)]
)
def test_poor_tables_have_no_nan(table: np.ndarray) -> None:
    found = mapped(table)
    for array in (found.distances, found.cosines, found.places, found.drawn, found.shortened):
        assert np.isfinite(array).all()
        assert not array.flags.writeable
    for array in (found.nearest, found.worst, found.mean_shortened, found.worst_shortened):
        assert not array.flags.writeable


def test_of_equally_near_words_the_first_in_the_table_comes_first() -> None:
    """Distances that are equal but for rounding: 0.4 − 0.1 is not 0.7 − 0.4."""
    found = mapped(np.array([[0.4], [0.1], [0.7], [9.0]]))
    assert found.distances[0, 1] > found.distances[0, 2]
    assert found.nearest[0].tolist() == [1, 2, 3]
    assert mapped(np.eye(5)).nearest[3].tolist() == [0, 1, 2, 4]


def test_flat_words_are_drawn_as_they_are() -> None:
    bank = trace("configs/bank")
    found = bank.word_maps[0]
    assert found.exact
    assert found.places is bank.table_2d is bank.table
    assert not found.loses
    wide = trace("tests/lessons/four_dimensional").word_maps[0]
    assert wide.places is wide.spread.places


def test_the_bank_stands_between_two_groups() -> None:
    found = trace("configs/bank").word_maps[0]
    groups = [{found.words[place] for place in group} for group in found.groups.groups]
    assert groups == [{"money", "cash", "loan"}, {"river", "water", "shore"}]
    assert [found.words[place] for place in found.nearest[found.focus][:3]] == [
        "loan",
        "money",
        "shore",
    ]


# -- what a beat needs -------------------------------------------------------------------------


def unmet(spec: WordMapSpec, lesson: Lesson) -> list[str]:
    return spec.needs(lesson, trace_of(lesson))


def test_chosen_words_are_mapped_by_themselves(lesson_of: Reader) -> None:
    board = "storyboard: [{beat: word_map, words: [river, money]}]"
    lesson = lesson_of(SMALLEST + "  cash: [3, 0.2]\n" + board)
    found = word_map_of(lesson.storyboard[0], trace_of(lesson))
    assert found is not None
    assert found.words == ("money", "river", "bank")
    assert found.rows == (0, 1, 2)
    assert found.distances.shape == (3, 3)


def test_two_words_are_no_map(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST + "storyboard: [{beat: word_map, words: [money]}]")
    assert unmet(WordMapSpec(words=("money",)), lesson) == ["needs at least 3 words to map, got 2"]


def test_what_it_needs_is_told(lesson_of: Reader) -> None:
    lesson = lesson_of(SMALLEST)
    assert unmet(WordMapSpec(), lesson) == []
    assert "did you mean “money”?" in unmet(WordMapSpec(words=("mony",)), lesson)[0]
    assert "3 numbers or more" in unmet(WordMapSpec(view="3d"), lesson)[0]
    same = lesson_of(SMALLEST.replace("[2.6, 0.8]", "[1.2, 1.8]").replace("-0.8, 2.4", "1.2, 1.8"))
    assert "different places" in unmet(WordMapSpec(), same)[0]


def test_a_table_of_too_many_words_wants_a_choice(lesson_of: Reader) -> None:
    more = "".join(f"  w{number}: [{number}, 1]\n" for number in range(MOST_MAPPED))
    lesson = lesson_of(SMALLEST + more)
    assert trace_of(lesson).word_maps == ()
    assert "choose some with `words:`" in unmet(WordMapSpec(), lesson)[0]
    drawn = {spec.beat for spec in default_storyboard(lesson, trace_of(lesson))}
    assert "word_map" not in drawn


def test_it_is_shown_by_itself_where_it_adds_something(lesson_of: Reader) -> None:
    few = lesson_of(SMALLEST)
    assert "word_map" not in {one.beat for one in default_storyboard(few, trace_of(few))}
    five = lesson_of(SMALLEST + "  cash: [3, 0.2]\n  water: [-1, 2]\n")
    assert "word_map" in {one.beat for one in default_storyboard(five, trace_of(five))}
    wide = read_lesson(ROOT / "tests/lessons/four_dimensional.yaml")
    assert "word_map" in {one.beat for one in default_storyboard(wide, trace_of(wide))}


def test_it_turns_only_where_depth_shows_more(lesson_of: Reader) -> None:
    fifty, four = trace("tests/lessons/fifty_dimensional"), trace("tests/lessons/four_dimensional")
    assert WordMapSpec().turns(fifty)
    assert not WordMapSpec(view="2d").turns(fifty)
    assert not WordMapSpec().turns(four)  # three words always lie in a plane
    lesson = read_lesson(ROOT / "tests/lessons/four_dimensional.yaml")
    assert "spread in 3 directions" in unmet(WordMapSpec(view="3d"), lesson)[0]
    assert not WordMapSpec().turns(trace_of(lesson_of(SMALLEST)))


# -- what it says ------------------------------------------------------------------------------


def test_what_is_said_is_what_is_measured() -> None:
    lesson = read_lesson(ROOT / "tests/lessons/fifty_dimensional.yaml")
    spoken = {cue.name: cue.text for cue in script_of(lesson, trace_of(lesson), 0).cues}
    found = trace_of(lesson).word_maps[0]
    near = found.nearest[found.focus]
    assert f"“{found.words[near[0]]}” lies nearest" in spoken["near"]
    assert f"{found.distances[found.focus, near[0]]:.2f} away" in spoken["near"]
    assert f"keeps {found.spread.kept[1] * 100:.0f}%" in spoken["lost"]
    assert f"{found.mean_shortened[1] * 100:.0f}% too short" in spoken["lost"]
    assert f"keep {found.spread.kept[2] * 100:.0f}%" in spoken["turn"]


def test_the_facts_choose_the_words(lesson_of: Reader) -> None:
    bank = read_lesson(ROOT / "configs/bank.yaml")
    facts = facts_of(bank, trace_of(bank), WordMapSpec())
    assert {"grouped", "loses_nothing", "flat"} <= facts
    assert "turned" not in facts
    few = lesson_of(SMALLEST)
    assert "grouped" not in facts_of(few, trace_of(few), WordMapSpec())


def test_any_two_rows_can_be_compared_in_words(lesson_of: Reader) -> None:
    say = "{row_distance(money, river)} {row_cosine(river, river)} {nearest} {kept:.0%} {mapped}"
    board = f"storyboard: [{{beat: word_map, say: {{near: '{say}'}}}}]"
    lesson = lesson_of(SMALLEST + board)
    script = script_of(lesson, trace_of(lesson), 0)
    wanted = np.hypot(2.6 + 0.8, 0.8 - 2.4)
    assert script.cue("near").text == f"{wanted:.2f} 1.00 money 100% 3"

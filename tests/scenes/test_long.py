"""What stands for many words is true of all of them, and what has no honest sum is not drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from manim import VMobject

from core.catalogue.casting import drawn
from core.maths.attention import softmax
from core.trace.records import SentenceTrace
from scenes.kit.beat import Beat
from scenes.kit.checks.truth import misreadings, sourced
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.arrows import Arrow, Pull
from scenes.kit.plane.reach import hull_of
from scenes.kit.stages.excerpt import excerpt, places_of_tokens
from scenes.kit.stages.opening import Opening
from scenes.kit.theme import NIGHT
from scenes.kit.type.number import Number
from scenes.kit.type.words import DOTS
from scenes.sets.softmax.shares import Share
from scenes.sets.tokens.lookups import MOST_ROWS, lookups
from tests.scenes.rehearsals import (
    SHAPES,
    STRESS,
    configured,
    lesson_of,
    made,
    storyboard,
)
from tests.scenes.test_truth import corrupt

LONGEST = next(path for path in STRESS if path.stem == "sixty_four_tokens")
LAST = 7  # the column that stands for all others


def staged(name: str, shape: str = "16:9") -> Beat:
    with configured(shape):
        beat = made(LONGEST, storyboard(LONGEST).index(name), shape)
        beat.set_stage()
    return beat


def sentence() -> SentenceTrace:
    return lesson_of(LONGEST)[1].sentences[0]


# -- numbers -----------------------------------------------------------------------------------


def test_the_sum_is_that_of_the_whole_sentence() -> None:
    beat: Any = staged("softmax")
    head, asking = sentence().heads[0], beat.cast.in_full.asking
    assert float(beat.lanes.total.source.value) == head.exponential_sums[asking]
    assert sum(bar.source.value for bar in beat.lanes.bars) == pytest.approx(
        float(head.exponential_sums[asking])
    )


@pytest.mark.parametrize("temperature", [0.25, 1.0, 4.0])
def test_at_another_temperature_the_rest_have_what_each_of_them_would_have(
    temperature: float,
) -> None:
    beat: Any = staged("softmax")
    full = beat.cast.in_full
    each = softmax(full.head.masked[full.asking][None] / temperature).weights[0]
    told = beat.lanes.heated(temperature).weights
    assert told.sum() == pytest.approx(1)
    assert told[LAST] == pytest.approx(each[list(beat.cast.rest)].sum())


@pytest.mark.parametrize("name", ["softmax", "mixing", "pull"])
def test_a_changed_picture_of_the_rest_is_caught(name: str) -> None:
    beat: Any = staged(name)
    parts = {"softmax": lambda: beat.lanes.parts, "pull": lambda: [*beat.pulls, beat.card]}
    shown = parts.get(name, lambda: [beat.values, beat.card, *beat.shares.values()])()
    beat.add(*shown)
    assert misreadings(beat.mobjects, beat.trace) == []
    kinds = set()
    for prop in of_the_rest(beat):
        saved = prop.copy()
        if corrupt(prop):
            kinds.add(type(prop))
            assert misreadings([prop], beat.trace), type(prop).__name__
            prop.__dict__.update(saved.__dict__)
    wanted = {"softmax": {Number, Share}, "mixing": {Number, Arrow}, "pull": {Number, Pull}}
    assert kinds >= wanted[name]


def of_the_rest(beat: Beat) -> Iterator[Any]:
    """The props that show a number of all those who are left out."""
    for prop in list(sourced(beat.mobjects)):
        index = prop.source.index
        if (index if isinstance(index, int) else index[-1]) == LAST:
            yield prop


def test_nobody_asks_for_all_others() -> None:
    """Their query, key and score are told nowhere; their share in the grid of shares only."""
    beat: Any = staged("softmax")
    assert [len(row) for row in beat.stage.grid.cells] == [LAST] * LAST
    assert len(beat.lanes.cells) == LAST
    assert len(staged("projections").cast.sentence.tokens) == LAST  # type: ignore[attr-defined]
    for masked, told in ((True, 0.0), (False, 1.0)):
        grid = beat._grid(masked=masked)
        opacities = {float(row[LAST].number.ink[0].fill_opacity) for row in grid.cells}
        assert opacities == {told}
        assert len(grid.row_names) == LAST


def test_every_output_lies_in_the_hull_of_all_values() -> None:
    beat: Any = staged("mixing")
    assert len(beat.outputs) == LAST
    assert len(beat.values.tips) == LAST + 1 + len(beat.cast.rest)
    assert all(
        beat.layout.stage.holds(Region(*mark.tip[:2], *mark.tip[:2]), 0.01)
        for mark in beat.values.rest
    )


def test_distances_are_those_between_the_words_of_the_whole_sentences() -> None:
    beat: Any = staged("context_swap")
    trace = beat.trace
    here, there = trace.sentences[0], trace.sentences[1]
    wanted = np.linalg.norm(here.heads[0].outputs[here.focus] - there.heads[0].outputs[there.focus])
    assert float(beat.overlay.number.source.value) == pytest.approx(float(wanted))


# -- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sentence_too_long_for_the_frame_opens_around_its_focus(shape: str) -> None:
    trace = lesson_of(LONGEST)[1]
    opening = Opening(NIGHT, Layout.of(shape), trace)
    for shown, whole, chips in zip(
        opening.excerpts, trace.sentences, opening.sentences, strict=False
    ):
        assert shown.focus is not None
        assert chips.tokens[shown.focus].word.words == "bank"
        assert 8 < len(shown.words) < len(whole.words)
        assert all(
            word == (DOTS if place is None else whole.words[place])
            for word, place in zip(shown.words, shown.places, strict=True)
        )


def test_an_excerpt_keeps_to_the_sentence() -> None:
    one = sentence()
    focus = places_of_tokens(one)[one.focus or 0]
    assert excerpt(one, 64).words == one.words
    assert excerpt(one, 64).places == tuple(range(64))
    assert excerpt(one, 1).words == (DOTS, "bank", DOTS)
    cut = excerpt(one, 10)
    assert cut.places[0] is None and cut.places[-1] is None
    assert focus in cut.places
    assert cut.words[[*cut.places].index(focus)] == "bank"


@pytest.mark.parametrize("rows", [4, 6, 30])
def test_as_many_tokens_look_up_their_rows_as_a_table_has_room_for(rows: int) -> None:
    trace = lesson_of(LONGEST)[1]
    opened = [excerpt(one, 20) for one in trace.sentences]
    found = lookups(trace, opened, rows)
    asked = {row for each in found for row in each.rows}
    assert len(asked) <= min(rows, MOST_ROWS)
    for each in found:
        assert each.others + len(each.tokens) == 64
        assert each.focus is not None and each.rows[each.focus] == trace.row("bank")


# -- a hull that goes on beyond its stage ------------------------------------------------------

STAGE = Region(0, 0, 4, 4)


def corners(*points: tuple[float, float]) -> list[np.ndarray]:
    return [np.array([x, y, 0.0]) for x, y in points]


def test_a_hull_inside_is_drawn_whole() -> None:
    hull = hull_of(corners((1, 1), (3, 1), (2, 3)), "#ffffff", STAGE)
    assert isinstance(hull, VMobject) and len(hull.points)


def test_a_hull_that_reaches_beyond_is_cut_at_the_border() -> None:
    area, edges = hull_of(corners((1, -4), (3, -4), (3, 2), (1, 2)), "#ffffff", STAGE)
    assert area.get_corner(np.array([-1, -1, 0])).tolist() == [1, 0, 0]
    assert area.get_corner(np.array([1, 1, 0])).tolist() == [3, 2, 0]
    bottom = [line for line in edges.points.reshape(-1, 4, 3) if np.all(line[:, 1] < 1e-9)]
    assert bottom == []  # no edge where it merely leaves the stage


def test_the_summed_cast_is_the_beats_own() -> None:
    beat = staged("pull")
    again = drawn(beat.cast.in_full, beat.trace, "summed")
    assert again.sentence is beat.cast.sentence

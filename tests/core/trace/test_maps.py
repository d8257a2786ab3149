"""A map followed step by step starts at the identity and ends at its matrix, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.catalogue.maps import LinearMap
from core.computing import trace_of
from core.maths.linear import (
    EXAMPLE_MAP,
    MapChoice,
    NamedMap,
    Step,
    partly,
    shearing,
    steps_of,
    whole,
)
from core.reading.lesson import read_lesson
from core.trace.maps import map_trace, plane_matrix_problem
from core.trace.records import MapTrace, Trace

BANK = Path(__file__).parents[3] / "configs" / "bank.yaml"
TABLE = np.array([[2.0, 3.0], [5.0, 7.0], [0.0, 0.0]])
QUARTER = MapChoice((NamedMap("rotate", (90.0,)), NamedMap("stretch", (2.0, 3.0))))


@pytest.fixture(scope="module")
def bank() -> Trace:
    return trace_of(read_lesson(BANK))


def test_by_hand() -> None:
    quarter = map_trace(QUARTER, TABLE)
    assert quarter.products.tolist() == [
        [[1, 0], [0, 1]],
        [[0, -1], [1, 0]],
        [[0, -2], [3, 0]],
    ]
    assert quarter.landings[2].tolist() == [[0, 3], [-2, 0]]
    assert quarter.images[2, 0].tolist() == [-6, 6]
    assert quarter.parts[2, 0].tolist() == [[0, 6], [-6, 0]]
    assert quarter.coordinates[-1].tolist() == [1, 1]


def test_the_parts_of_every_word_add_up_to_its_image() -> None:
    example = map_trace(EXAMPLE_MAP, TABLE)
    assert np.allclose(example.parts.sum(axis=2), example.images)


def test_a_head_keeps_its_own_matrix_and_its_queries_are_the_images(bank: Trace) -> None:
    head, sentence = bank.sentences[0].heads[0], bank.sentences[0]
    followed = bank.map_of_head(0, "W_Q")
    assert followed is not None
    assert followed.matrix is head.W_Q
    assert np.array_equal(followed.products[-1], head.W_Q)
    assert np.allclose(followed.images[-1][list(sentence.rows)], head.queries)
    assert bank.map_of_head(1, "W_Q") is None


def test_a_beat_finds_its_map(bank: Trace) -> None:
    assert LinearMap(map="W_V").found(bank) is bank.map_of_head(0, "W_V")
    assert LinearMap(map=EXAMPLE_MAP).found(bank).choice == EXAMPLE_MAP


@pytest.mark.parametrize(
    "step",
    [
        *steps_of(EXAMPLE_MAP),
        whole(np.array([[1.0, 2.0], [0.5, -3.0]])),
        whole(np.array([[1.0, 2.0], [2.0, 4.0]])),
        whole(np.zeros((2, 2))),
        whole(shearing(0.5, 0.0)),
    ],
)
def test_every_way_leads_from_the_identity_to_the_matrix(step: Step) -> None:
    assert np.allclose(partly(step, 0.0), np.eye(2))
    assert np.array_equal(partly(step, 1.0), step.matrix)
    assert np.allclose(partly(step, 1 - 1e-9), step.matrix, atol=1e-6)


@pytest.mark.parametrize("t", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("named", [True, False])
def test_a_rotation_shrinks_nothing_on_its_way(t: float, named: bool) -> None:
    (step,) = steps_of(MapChoice((NamedMap("rotate", (170.0,)),)))
    lengths = np.linalg.norm(partly(step if named else whole(step.matrix), t), axis=0)
    assert lengths == pytest.approx([1, 1])


@pytest.mark.parametrize(("row", "fits"), [([1.0, 2.0], True), ([1e5, 0], False), ([0, 0], False)])
def test_an_arrow_out_of_proportion_gives_way_to_one_that_can_be_seen(
    row: list[float], fits: bool
) -> None:
    followed: MapTrace = map_trace(EXAMPLE_MAP, np.array([row]))
    assert followed.row_to_follow(0) == (0 if fits else 1)


@pytest.mark.parametrize(
    ("choice", "width", "bad"),
    [
        (MapChoice(rows=((1.0, 2.0), (3.0, 4.0))), 5, False),
        (MapChoice(rows=((1.0, 2.0, 3.0), (3.0, 4.0, 5.0))), 3, True),
        (EXAMPLE_MAP, 2, False),
        (EXAMPLE_MAP, 3, True),
    ],
)
def test_only_maps_of_the_plane_are_followed(choice: MapChoice, width: int, bad: bool) -> None:
    assert plane_matrix_problem(choice, width) is bad

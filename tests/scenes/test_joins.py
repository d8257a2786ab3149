"""Beats that share a stage: the last picture of one is the first of the next, to the pixel."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.beats import joined, storyboard_of
from tests.scenes.rehearsals import (
    SHAPES,
    SHIPPED,
    STRESS,
    configured,
    lesson_of,
    made,
    shapes_of,
)

ONE_LONG = [path for path in STRESS if path.stem == "twelve_tokens"]
JOINS = [
    pytest.param(path, position, shape, id=f"{path.stem}-{one.beat}-{two.beat}-{shape}")
    for path in [*SHIPPED, *ONE_LONG]
    for board in [storyboard_of(*lesson_of(path))]
    for position, (one, two) in enumerate(pairwise(board))
    if joined(one, two)
    for shape in shapes_of(path, position)
]


@pytest.mark.parametrize(("path", "position", "shape"), JOINS)
def test_a_join_can_not_be_seen(path: Path, position: int, shape: str) -> None:
    with configured(shape):
        one = made(path, position, shape)
        one.joins_after = True
        one.rehearse()
        last = np.asarray(one.picture(), dtype=int)
        two = made(path, position + 1, shape)
        two.set_stage()
        two.add(*two._present)
        first = np.asarray(two.picture(), dtype=int)
    assert np.abs(last - first).max() <= 2
    assert last.std() > 1, "the shared stage is empty"


def test_there_are_joins() -> None:
    assert len(JOINS) >= 3 * len(SHAPES)

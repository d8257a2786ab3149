"""What would be at another temperature, or with a key elsewhere, and what it is computed from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pytest

from core.computing import trace_of
from core.lesson import Lesson
from core.trace.records import HeadTrace
from core.trace.what_ifs import MovedKey, Tempered, moved_key, tempered

LESSON = """
title: Supposed
sentences: [[east, north, zero]]
focus: east
embeddings: {east: [4, 0], north: [0, 3], zero: [0, 0]}
attention: {similarity: dot, mask: causal, temperature: 2}
"""


@pytest.fixture
def head(lesson_of: Callable[[str], Lesson]) -> HeadTrace:
    return trace_of(lesson_of(LESSON)).sentences[0].heads[0]


def arrays(record: Tempered | MovedKey) -> dict[str, np.ndarray]:
    every = {each.name: getattr(record, each.name) for each in fields(record)}
    return {name: value for name, value in every.items() if isinstance(value, np.ndarray)}


def test_a_row_at_another_temperature_is_the_softmax_of_its_scores_divided_anew(
    head: HeadTrace,
) -> None:
    # “north” scores east 0 and itself 9 / 2; three times as hot, 9 / 6
    row = tempered(head, asking=1, multiple=3.0)
    assert row.temperature.tolist() == [6.0]
    assert row.exponentials == pytest.approx([1.0, math.exp(1.5), 0.0])
    assert row.total == pytest.approx([1.0 + math.exp(1.5)])
    assert row.weights == pytest.approx(np.array([1.0, math.exp(1.5), 0.0]) / row.total[0])


def test_at_its_own_temperature_a_row_is_the_lessons(head: HeadTrace) -> None:
    for asking in range(3):
        assert tempered(head, asking, 1.0).weights == pytest.approx(head.weights[asking])


def test_those_that_one_number_stands_for_are_added_up_at_the_end(head: HeadTrace) -> None:
    apart = tempered(head, asking=2, multiple=0.5)
    together = tempered(head, asking=2, multiple=0.5, rest=[0, 2])
    assert together.weights == pytest.approx([apart.weights[1], apart.weights[[0, 2]].sum()])
    assert together.weights.sum() == pytest.approx(1.0)


def test_a_turned_key_keeps_its_length_and_casts_another_shadow(head: HeadTrace) -> None:
    # the query of “east” is (4, 0), the key of “north” (0, 3)
    turned = moved_key(head, (0, 1), bearing=0.0)
    assert turned.query.tolist() == [4.0, 0.0]
    assert turned.key == pytest.approx([3.0, 0.0])
    assert turned.shadow == pytest.approx([3.0, 0.0])
    assert (turned.length[0], turned.cosine[0], turned.dot[0]) == pytest.approx((3.0, 1.0, 12.0))
    assert turned.angle[0] == pytest.approx(0.0)


def test_a_shadow_behind_the_origin_belongs_to_a_dot_product_below_zero(head: HeadTrace) -> None:
    turned = moved_key(head, (0, 1), bearing=math.radians(120), factor=2.0)
    assert turned.key == pytest.approx([-3.0, 3.0 * math.sqrt(3.0)])
    assert turned.shadow == pytest.approx([-3.0, 0.0])
    assert turned.dot[0] == pytest.approx(-12.0)
    assert math.degrees(turned.angle[0]) == pytest.approx(120.0)


def test_a_key_that_is_not_moved_is_the_lessons_to_the_last_bit(head: HeadTrace) -> None:
    for pair in np.ndindex(3, 3):
        still = moved_key(head, (pair[0], pair[1]))
        assert still.key.tolist() == head.pairs_2d[pair][1].tolist()
        assert still.dot[0] == head.dots[pair]
        assert still.angle[0] == head.angles[pair]


def test_a_key_without_length_has_no_shadow_and_meets_at_a_right_angle(head: HeadTrace) -> None:
    still = moved_key(head, (0, 2), bearing=1.0)
    assert (still.shadow.tolist(), still.cosine.tolist()) == ([0.0, 0.0], [0.0])
    assert still.angle[0] == math.pi / 2


@pytest.mark.parametrize("multiple", [0.25, 4.0])
def test_a_what_if_can_be_computed_again_from_what_it_was_given(
    head: HeadTrace, multiple: float
) -> None:
    for record in (tempered(head, 2, multiple, [0]), moved_key(head, (0, 1), multiple, multiple)):
        assert all(any(given is own for own in vars(head).values()) for given in record.given)
        again = arrays(record.again())
        assert all(np.array_equal(array, again[name]) for name, array in arrays(record).items())
        assert not any(array.flags.writeable for array in arrays(record).values())

"""Dot product, cosine, angle and distance, checked by hand and at their edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.maths.similarity import angles, cosines, defined, distances, dots, lengths, scaled_dots

finite = st.floats(-1e6, 1e6, allow_nan=False, allow_subnormal=False)


def test_a_dot_product_by_hand() -> None:
    queries, keys = (
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[4.0, 5.0], [0.0, 1.0], [2.0, 2.0]]),
    )
    assert dots(queries, keys).tolist() == [[14, 2, 6], [7, -1, 4]]


def test_a_scaled_dot_product_is_divided_by_the_root_of_the_width() -> None:
    assert scaled_dots(np.array([[1.0, 1, 1, 1]]), np.array([[3.0, 3, 3, 3]])).tolist() == [[6]]


def test_a_cosine_by_hand() -> None:
    got = cosines(np.array([[3.0, 1.0]]), np.array([[1.0, 2.0], [-1.0, 3.0], [-6.0, -2.0]]))
    assert got[0] == pytest.approx([math.sqrt(0.5), 0, -1])


def test_angles_are_exact_where_acos_would_fail() -> None:
    near = np.array([[1.0, 0.0]]), np.array([[1.0, 1e-9], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]])
    assert angles(*near)[0] == pytest.approx([1e-9, 0, math.pi, math.pi / 2], rel=1e-12)


def test_a_zero_arrow_has_no_direction_but_no_nan_either() -> None:
    zero, one = np.zeros((1, 2)), np.array([[1.0, 2.0]])
    assert cosines(zero, one).tolist() == [[0]]
    assert angles(zero, one).tolist() == [[math.pi / 2]]
    assert defined(zero, one).tolist() == [[False]]
    assert defined(one, one).tolist() == [[True]]


@pytest.mark.parametrize("size", [1e-200, 1e-6, 1.0, 1e200])
def test_tiny_and_huge_arrows_keep_length_and_direction(size: float) -> None:
    arrow = np.array([[3.0, 4.0]]) * size
    assert lengths(arrow)[0] == pytest.approx(5 * size)
    assert cosines(arrow, np.array([[4.0, 3.0]])) == pytest.approx(0.96)


def test_distances_by_hand() -> None:
    got = distances(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[3.0, 4.0]]))
    assert got.tolist() == [[5], [0]]


@given(arrays(float, (3, 5), elements=finite), arrays(float, (7, 5), elements=finite))
def test_cosines_and_angles_never_leave_their_ranges(queries: np.ndarray, keys: np.ndarray) -> None:
    assert np.all(np.abs(cosines(queries, keys)) <= 1)
    assert np.all((angles(queries, keys) >= 0) & (angles(queries, keys) <= math.pi))


@given(arrays(float, (2, 3), elements=st.floats(-10, 10)), arrays(float, (5, 3), elements=finite))
def test_the_cosine_is_the_cosine_of_the_angle(queries: np.ndarray, keys: np.ndarray) -> None:
    assert np.allclose(np.cos(angles(queries, keys)), cosines(queries, keys), atol=1e-12)

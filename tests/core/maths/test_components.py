"""Principal components: by hand, as another computation has them, and always with one sign."""

from __future__ import annotations

import numpy as np
import pytest

from core.maths.components import Components, components

CASES = {
    "line": np.array([[3.0], [-1.0], [2.0], [2.5]]),
    "plane": np.random.default_rng(1).normal(size=(7, 2)) * [3, 1],
    "space": np.random.default_rng(2).normal(size=(11, 3)),
    "few words": np.random.default_rng(3).normal(size=(5, 13)),
    "many words": np.random.default_rng(4).normal(size=(60, 50)),
    "wide": np.random.default_rng(5).normal(size=(17, 300)),
}
POOR = {
    "one word": np.array([[2.0, -3.0, 5.0, 7.0, 11.0]]),
    "two words": np.array([[2.0, -3.0, 5.0, 7.0], [1.0, 1.0, -1.0, 2.0]]),
    "equal words": np.full((5, 7), 0.1),
    "zero words": np.zeros((3, 5)),
    "one-hot words": np.eye(7),
    "a line in space": np.outer([1.0, 2.0, 5.0, -3.0], [2.0, -1.0, 0.5, 3.0, 1.0]),
    "a square": np.array([[1.0, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0]]),
}
ALL = CASES | POOR


def distances(points: np.ndarray) -> np.ndarray:
    return np.linalg.norm(points[:, None] - points[None], axis=-1)


def leads(axis: np.ndarray) -> float:
    """The first of an axis's largest coordinates."""
    sizes = np.abs(axis)
    return float(axis[int(np.argmax(sizes >= sizes.max() * (1 - 1e-6)))])


def test_by_hand() -> None:
    found = components(np.array([[1.0, 5, 2], [7, 5, 2], [4, 3, 2], [4, 7, 2]]))
    assert found.centre.tolist() == [4, 5, 2]
    assert np.allclose(found.axes, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert np.allclose(found.places, [[-3, 0, 0], [3, 0, 0], [0, -2, 0], [0, 2, 0]])
    assert found.shares == pytest.approx([9 / 13, 4 / 13, 0])
    assert found.kept == pytest.approx([9 / 13, 1, 1])


@pytest.mark.parametrize("points", CASES.values(), ids=CASES)
def test_as_the_covariance_has_them(points: np.ndarray) -> None:
    """Computed the other way: eigenvalues of the covariance, without a singular value."""
    found, width = components(points), points.shape[1]
    centred = points - points.mean(axis=0)
    spreads, directions = np.linalg.eigh(centred.T @ centred)
    spreads, directions = spreads[::-1][:3], directions.T[::-1][:3]
    known = min(3, width, len(points) - 1)
    assert np.allclose(found.centre, points.mean(axis=0))
    assert found.shares[:known] == pytest.approx(spreads[:known] / np.sum(centred**2))
    for axis, direction, places in zip(found.axes, directions[:known], found.places.T):
        signed = direction * np.sign(leads(direction))
        assert np.allclose(axis, signed, atol=1e-9)
        assert np.allclose(places, centred @ signed, atol=1e-9)


@pytest.mark.parametrize("points", ALL.values(), ids=ALL)
def test_axes_are_orthonormal_and_nothing_is_nan(points: np.ndarray) -> None:
    found = components(points)
    real = min(3, points.shape[1])
    assert np.allclose(found.axes[:real] @ found.axes[:real].T, np.eye(real), atol=1e-9)
    assert not found.axes[real:].any()
    assert found.places.shape == (len(points), 3)
    for array in (found.centre, found.axes, found.places, found.shares, found.kept):
        assert array.dtype == np.float64
        assert not array.flags.writeable
        assert np.isfinite(array).all()


@pytest.mark.parametrize("points", ALL.values(), ids=ALL)
def test_each_axis_has_the_sign_of_its_largest_coordinate(points: np.ndarray) -> None:
    for axis in components(points).axes:
        assert not axis.any() or leads(axis) > 0


@pytest.mark.parametrize("points", ALL.values(), ids=ALL)
@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_words_changes_nothing(points: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(points))
    one, other = components(points), components(points[order])
    assert np.allclose(one.axes, other.axes, atol=1e-6)
    assert np.allclose(one.places[order], other.places, atol=1e-6)
    assert np.allclose(one.shares, other.shares)


def test_tied_axes_lean_to_the_first_coordinates() -> None:
    found = components(np.eye(5))
    first = np.eye(5)[0] - 0.2  # the first coordinate, less its part along (1, 1, 1, 1, 1)
    assert np.allclose(found.axes[0], first / np.linalg.norm(first))
    assert found.shares == pytest.approx([0.25] * 3)
    assert np.allclose(found.axes[1][0], 0)
    assert found.axes[1][1] > 0


def test_in_a_square_the_axes_are_the_coordinates() -> None:
    found = components(POOR["a square"])
    assert np.allclose(found.axes, np.eye(3))
    assert found.shares == pytest.approx([0.5, 0.5, 0])


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e-9, 1e6, 1e150, 1e300])
def test_scale_changes_lengths_alone(scale: float) -> None:
    points = CASES["few words"]
    one, other = components(points), components(points * scale)
    assert np.allclose(one.axes, other.axes, atol=1e-9)
    assert np.allclose(one.shares, other.shares)
    assert np.allclose(other.places / scale, one.places)


def test_where_they_stand_changes_nothing() -> None:
    points = CASES["few words"]
    one, other = components(points), components(points + 1000.0)
    assert np.allclose(one.places, other.places, atol=1e-9)
    assert np.allclose(one.axes, other.axes, atol=1e-9)


def test_equal_words_spread_nowhere_and_lose_nothing() -> None:
    found = components(POOR["equal words"])
    assert not found.places.any()
    assert not found.shares.any()
    assert found.kept.tolist() == [1, 1, 1]


def kept_by(found: Components, points: np.ndarray) -> float:
    spread = np.sum((points - points.mean(axis=0)) ** 2)
    return float(np.sum(found.places[:, :2] ** 2) / spread)


@pytest.mark.parametrize("points", CASES.values(), ids=CASES)
def test_what_is_kept_is_what_the_picture_shows(points: np.ndarray) -> None:
    found = components(points)
    assert found.kept[1] == pytest.approx(kept_by(found, points))
    assert np.all(np.diff(found.kept) >= 0)
    assert np.all(found.kept <= 1)


@pytest.mark.parametrize("points", [CASES["line"], CASES["plane"], CASES["space"]])
def test_three_directions_hold_all_of_three_numbers(points: np.ndarray) -> None:
    found = components(points)
    assert found.kept[2] == 1
    assert np.allclose(distances(found.places), distances(points))

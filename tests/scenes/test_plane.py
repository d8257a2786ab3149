"""Numbers become points and back; nothing leaves its region."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scenes.kit.layout import Layout, Region
from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import FULL_PULL, Arrow, Ghost, Pull
from scenes.kit.plane.labels import box_of, overlap, place, tag
from scenes.kit.plane.plane import MovingGrid, Plane, lattice
from scenes.kit.plane.view import View
from scenes.kit.segments import clipped
from scenes.kit.theme import NIGHT
from scenes.kit.type.words import Words

STAGE = Layout.of("16:9").stage
VECTORS = arrays(float, (5, 2), elements=st.floats(-1e5, 1e5, allow_subnormal=False))


@settings(deadline=None)
@given(VECTORS)
def test_every_vector_fits_its_region(vectors: np.ndarray) -> None:
    view = View.fitting(STAGE, vectors)
    points = view.point(vectors)
    assert points[:, 0].min() >= STAGE.left and points[:, 0].max() <= STAGE.right
    assert points[:, 1].min() >= STAGE.bottom and points[:, 1].max() <= STAGE.top


@settings(deadline=None)
@given(VECTORS)
def test_a_point_is_read_back_as_its_vector(vectors: np.ndarray) -> None:
    view = View.fitting(STAGE, vectors)
    scale = max(float(np.abs(vectors).max()), 1e-9)
    assert np.allclose(view.numbers(view.point(vectors)), vectors, atol=1e-9 * scale)


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e5])
def test_the_plane_works_at_any_scale(size: float) -> None:
    view = View.fitting(STAGE, np.array([[1.0, 0.5], [-0.3, 0.2]]) * size)
    assert 0.3 < view.step * view.scale < 2.5
    assert np.isfinite(Plane(NIGHT, view).get_all_points()).all()


@pytest.mark.parametrize(
    "matrix",
    [
        np.eye(2),
        [[1, 1], [0, 1]],
        [[0, 0], [0, 0]],
        [[1, 2], [2, 4]],
        [[1e-6, 0], [0, 1e6]],
        [[-3, 1], [2, 5]],
    ],
)
def test_a_moved_grid_stays_inside_and_finite(matrix: object) -> None:
    view = View.fitting(STAGE, np.array([[1.0, 2.0], [-2.0, 1.0]]))
    grid = MovingGrid(NIGHT, view, np.array(matrix, dtype=float))
    if len(grid.points):
        assert np.isfinite(grid.points).all()
        assert grid.points[:, 0].min() >= STAGE.left - 1e-9
        assert grid.points[:, 1].max() <= STAGE.top + 1e-9


def test_an_unmoved_grid_covers_the_whole_region() -> None:
    view = View.fitting(STAGE, np.array([[2.0, 1.5]]))
    ends = np.array([point for line in lattice(view, np.eye(2), view.step) for point in line])
    reach = view.step * view.scale
    assert ends[:, 0].min() == pytest.approx(STAGE.left) and ends[:, 0].max() == pytest.approx(
        STAGE.right
    )
    assert STAGE.top - ends[:, 1].max() < reach


def test_lines_are_clipped_at_the_border() -> None:
    box = Region(0, 0, 2, 1)
    cut = clipped(np.array([-1.0, 0.5, 0]), np.array([5.0, 0.5, 0]), box)
    assert cut is not None
    assert np.allclose(cut, [[0, 0.5, 0], [2, 0.5, 0]])
    assert clipped(np.array([-1.0, 2.0, 0]), np.array([5.0, 2.0, 0]), box) is None


@pytest.mark.parametrize("vector", [[2.0, 1.0], [-1.0, 0.5], [0.0, -2.0], [0.3, 0.0]])
def test_an_arrow_shows_its_vector(vector: list[float]) -> None:
    numbers = np.array([vector, [2.0, 2.0]])
    arrow = Arrow(NIGHT, View.fitting(STAGE, numbers), numbers, 0)
    assert np.allclose(arrow.drawn(), vector)


def test_a_vector_of_no_length_is_a_dot_that_can_be_seen() -> None:
    numbers = np.array([[0.0, 0.0], [1.0, 1.0]])
    view = View.fitting(STAGE, numbers)
    arrow, ghost = Arrow(NIGHT, view, numbers, 0), Ghost(NIGHT, view, numbers, 0)
    assert arrow.is_dot and arrow.width > 0.1
    assert np.allclose(arrow.drawn(), 0)
    assert ghost.width > 0.1


@pytest.mark.parametrize("weight", [0.05, 0.3, 0.98])
def test_a_pull_is_as_wide_as_its_weight(weight: float) -> None:
    pulls, weights = np.array([[[0.5, 0.2]]]), np.array([[weight]])
    view = View.fitting(STAGE, np.array([[2.0, 1.0]]))
    pull = Pull(NIGHT, view, pulls, weights, (0, 0), np.array([1.0, 0.5]))
    assert pull.drawn_width() == pytest.approx(FULL_PULL * weight)
    assert pull.drawn_weight() == pytest.approx(weight)
    assert np.allclose(pull.drawn(), [0.5, 0.2])


@pytest.mark.parametrize("degrees", [3, 45, 89, 90, 135, 177])
def test_an_arc_spans_its_angle(degrees: float) -> None:
    angle = np.radians(degrees)
    view = View.fitting(STAGE, np.array([[2.0, 1.0]]))
    one, other = np.array([1.0, 0.0]), np.array([np.cos(angle), np.sin(angle)])
    arc = AngleArc(NIGHT, view, one, other, np.array([angle]), 0)
    assert arc.drawn() == pytest.approx(angle, abs=0.01)


@pytest.mark.parametrize("spread", [0.02, 0.3, 1.2])
def test_labels_of_crowded_arrows_do_not_overlap(spread: float) -> None:
    angles = 0.6 + spread * np.arange(4)
    numbers = np.stack([2 * np.cos(angles), 2 * np.sin(angles)], axis=1)
    view = View.fitting(STAGE, numbers)
    arrows = [Arrow(NIGHT, view, numbers, row) for row in range(4)]
    words = [Words(NIGHT, text) for text in ("money", "bank", "river", "loan")]
    place(
        [tag(word, arrow.tip, arrow.start) for word, arrow in zip(words, arrows, strict=True)],
        STAGE,
        [arrow.segment for arrow in arrows],
    )
    boxes = [box_of(word) for word in words]
    assert all(STAGE.holds(box) for box in boxes)
    assert all(overlap(a, b) < 0.01 for i, a in enumerate(boxes) for b in boxes[:i])

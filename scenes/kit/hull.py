"""What a weighted average can reach: the convex hull of the values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject
from scipy.spatial import ConvexHull, QhullError

FAINT = 0.12  # opacity of its fill
AREA, SEGMENT = 2.0, 9.0  # stroke widths of a hull with an area, and of one without


def hull_corners(points: Sequence[np.ndarray]) -> np.ndarray:
    """The corners [k, 3] of the convex hull of points [3]; for points on one line, its ends."""
    corners = np.array(points)
    try:
        return np.array(corners[ConvexHull(corners[:, :2]).vertices])
    except (QhullError, ValueError):
        flat = corners - corners.mean(axis=0)
        along = flat @ np.linalg.svd(flat)[2][0]
        return np.array(corners[[int(along.argmin()), int(along.argmax())]])


def hull_of(points: Sequence[np.ndarray], colour: str) -> VMobject:
    """The convex hull of points [3]; for points on one line, the segment."""
    corners = hull_corners(points)
    width = AREA if len(corners) > 2 else SEGMENT
    hull = VMobject(
        stroke_color=colour,
        stroke_width=width,
        stroke_opacity=0.5,
        fill_color=colour,
        fill_opacity=FAINT,
    )
    hull.set_points_as_corners([*corners, corners[0]])
    return hull

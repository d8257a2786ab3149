"""What a weighted average can reach: the convex hull of the values."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import VMobject
from scipy.spatial import ConvexHull, QhullError

from scenes.kit.segments import arc, as_points, discs

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


def rounded_hull(points: Sequence[np.ndarray], radius: float) -> np.ndarray:
    """The outline [4k, 3] around all circles of this radius around points [3], counter-clockwise.

    Straight along the hull's edges, a piece of a circle around each of its corners.
    """
    corners = hull_corners(points)
    apart = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1) > 1e-9
    if not apart.any():
        return discs(corners[:1], radius)
    corners = corners[apart]
    edges = np.roll(corners, -1, axis=0) - corners
    away = np.arctan2(-edges[:, 0], edges[:, 1])  # each edge's direction outward
    curves: list[np.ndarray] = []
    for corner, before, after in zip(corners, np.roll(away, 1), away, strict=True):
        sweep = (after - before) % math.tau
        pieces = max(1, math.ceil(sweep / (math.pi / 2) - 1e-9))
        bends = [
            arc(corner, radius, before + sweep * k / pieces, sweep / pieces) for k in range(pieces)
        ]
        if curves:
            curves += [as_points([(curves[-1][-1], bends[0][0])])]
        curves += bends
    curves += [as_points([(curves[-1][-1], curves[0][0])])]
    return np.vstack(curves)


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

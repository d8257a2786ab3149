"""The convex hull of points."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from scenes.kit.segments import arcs, as_points, discs


def hull_corners(points: Sequence[np.ndarray]) -> np.ndarray:
    """The corners [k, 3] of the convex hull of points [3]; for points on one line, its ends."""
    corners = np.array(points)
    try:
        return np.array(corners[ConvexHull(corners[:, :2]).vertices])
    except (QhullError, ValueError):
        flat = corners - corners.mean(axis=0)
        along = flat @ np.linalg.svd(flat)[2][0]
        return np.array(corners[[int(along.argmin()), int(along.argmax())]])


def rounded(corners: np.ndarray, radius: float) -> np.ndarray:  # [k, 3] -> [4 n, 3]
    """The outline around circles of this radius at a hull's corners, counter-clockwise."""
    following = np.roll(corners, -1, axis=0)
    apart = np.linalg.norm(following - corners, axis=1) > 1e-9
    if not apart.any():
        return discs(corners[:1], radius)
    corners, edges = corners[apart], (following - corners)[apart]
    away = np.arctan2(-edges[:, 0], edges[:, 1])  # each edge's direction outward
    before = np.roll(away, 1)
    sweeps = (away - before) % math.tau
    pieces = max(1, math.ceil(float(sweeps.max()) / (math.pi / 2) - 1e-9))
    starts = before[:, None] + sweeps[:, None] * np.arange(pieces) / pieces
    bends = corners[:, None, None] + radius * arcs(starts, sweeps[:, None] / pieces)
    ends = bends[:, -1, -1], np.roll(bends[:, 0, 0], -1, axis=0)
    sides = as_points(np.stack(ends, axis=1)).reshape(-1, 1, 4, 3)
    return np.concatenate([bends, sides], axis=1).reshape(-1, 3)

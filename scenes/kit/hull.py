"""The convex hull of points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import ConvexHull, QhullError


def hull_corners(points: Sequence[np.ndarray]) -> np.ndarray:
    """The corners [k, 3] of the convex hull of points [3]; for points on one line, its ends."""
    corners = np.array(points)
    try:
        return np.array(corners[ConvexHull(corners[:, :2]).vertices])
    except (QhullError, ValueError):
        flat = corners - corners.mean(axis=0)
        along = flat @ np.linalg.svd(flat)[2][0]
        return np.array(corners[[int(along.argmin()), int(along.argmax())]])

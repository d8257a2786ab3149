"""Straight lines as Manim keeps curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Segment = tuple[np.ndarray, np.ndarray]
"""A straight line's ends, points [3]."""


def as_points(lines: Sequence[Segment]) -> np.ndarray:
    """Straight lines as Manim keeps curves: four points each, [4k, 3]."""
    if not lines:
        return np.zeros((0, 3))
    ends: np.ndarray = np.array(lines)  # [k, 2, 3]
    steps = np.linspace(0, 1, 4)[None, :, None]
    return ((1 - steps) * ends[:, :1] + steps * ends[:, 1:]).reshape(-1, 3)

"""How vectors of any width are drawn in the plane."""

from __future__ import annotations

import numpy as np

from core.maths.linear import Array, locked
from core.trace.records import View


def view_of(vectors: Array) -> View:  # [m, d]
    """The plane that keeps most of these vectors' squared length (uncentred SVD).

    Signs are fixed: each axis's largest coordinate is positive. Where singular values tie, the
    plane is one of many equally good ones, and the same one every time.
    """
    width = vectors.shape[1]
    if width <= 2:
        return View(locked(np.eye(2)[:, :width]), 1.0, True, locked([1.0]))
    largest = float(np.max(np.abs(vectors), initial=0.0)) or 1.0
    _, strengths, axes = np.linalg.svd(vectors / largest, full_matrices=False)
    basis = np.zeros((2, width))
    basis[: min(2, len(axes))] = axes[:2]
    if len(axes) < 2:
        basis[1] = _perpendicular(basis[0])
    leading = basis[np.arange(2), np.argmax(np.abs(basis), axis=1)]
    basis *= np.where(leading < 0, -1.0, 1.0)[:, None]
    total = float(np.sum(strengths**2))
    kept = float(np.sum(strengths[:2] ** 2)) / total if total > 0 else 1.0
    kept = min(kept, 1.0)
    return View(locked(basis), kept, False, locked([kept]))


def _perpendicular(axis: Array) -> Array:  # [d] -> [d]
    """One direction at a right angle to this one."""
    helper = np.zeros_like(axis)
    helper[int(np.argmin(np.abs(axis)))] = 1.0
    across = helper - (helper @ axis) * axis
    return np.asarray(across / np.linalg.norm(across))

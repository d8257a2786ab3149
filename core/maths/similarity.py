"""How alike two sets of arrows are: dot product, cosine, scaled dot product, angle.

Axes: n askers (rows), m asked (columns), d coordinates. A zero arrow has no direction: its cosine
is 0 and its angle 90°, by decree, and `defined` says where that happened.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from core.maths.linear import Array

Similarity = Literal["scaled", "dot", "cosine"]


def lengths(vectors: Array) -> Array:  # [n, d] -> [n]
    """How long each arrow is; scaled first, so that tiny and huge arrows keep their length."""
    scaled, largest = _scaled(vectors)
    return np.asarray(np.sqrt(np.add.reduce(scaled * scaled, axis=-1)) * largest[..., 0])


def _scaled(vectors: Array) -> tuple[Array, Array]:  # [n, d] -> [n, d], [n, 1]
    """Arrows divided by their largest coordinate, and that; a zero arrow stays as it is."""
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(largest > 0, largest, 1.0)), np.asarray(largest)


def dots(queries: Array, keys: Array) -> Array:  # [n, d], [m, d] -> [n, m]
    """Dot product of every query with every key."""
    return queries @ keys.T


def scaled_dots(queries: Array, keys: Array) -> Array:  # [n, d], [m, d] -> [n, m]
    """Dot products divided by √d (Vaswani et al. 2017, section 3.2.1)."""
    return dots(queries, keys) / math.sqrt(queries.shape[-1])


def defined(queries: Array, keys: Array) -> np.ndarray:  # [n, d], [m, d] -> bool [n, m]
    """Where both arrows have a direction."""
    return (lengths(queries) > 0)[:, None] & (lengths(keys) > 0)[None, :]


def cosines(queries: Array, keys: Array) -> Array:  # [n, d], [m, d] -> [n, m]
    """Cosine of the angle from every query to every key; 0 for an arrow without length."""
    return np.clip(directions(queries) @ directions(keys).T, -1.0, 1.0)


def angles(queries: Array, keys: Array) -> Array:  # [n, d], [m, d] -> [n, m] radians, 0 to pi
    """Angle between every query and every key; a right angle for an arrow without length.

    2·atan2(|u − v|, |u + v|) (Kahan): exact where acos of a cosine near ±1 loses half its digits.
    """
    u, v = directions(queries)[:, None, :], directions(keys)[None, :, :]
    turn = 2 * np.arctan2(np.linalg.norm(u - v, axis=-1), np.linalg.norm(u + v, axis=-1))
    return np.asarray(np.where(defined(queries, keys), turn, math.pi / 2))


def directions(vectors: Array) -> Array:  # [n, d] -> [n, d]
    """Each arrow made one long; zero arrows stay zero."""
    scaled, _ = _scaled(vectors)
    norms = np.sqrt(np.add.reduce(scaled * scaled, axis=-1, keepdims=True))
    return np.asarray(scaled / np.where(norms > 0, norms, 1.0))


def distances(points: Array, others: Array) -> Array:  # [n, d], [m, d] -> [n, m]
    """How far every point is from every other."""
    gaps = points[:, None, :] - others[None, :, :]
    return lengths(gaps.reshape(-1, points.shape[-1])).reshape(len(points), len(others))


def similarities(kind: Similarity, queries: Array, keys: Array) -> Array:
    """The similarity that the lesson chose, of every query with every key: [n, m]."""
    measure = {"scaled": scaled_dots, "dot": dots, "cosine": cosines}[kind]
    return measure(queries, keys)

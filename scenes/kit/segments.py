"""Simple outlines as Manim keeps curves, made at once (Manim's own shapes take a millisecond)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.kit.layout import Region

QUARTER = 4 / 3 * (2**0.5 - 1)  # of the radius: how far a quarter of a circle's handles reach

THIRDS = np.linspace(0, 1, 4)  # where a straight curve's points stand

Segment = tuple[np.ndarray, np.ndarray]
"""A straight line's ends, points [3]."""


def as_points(lines: Sequence[Segment] | np.ndarray) -> np.ndarray:
    """Straight lines as Manim keeps curves: four points each, [4k, 3]."""
    if not len(lines):
        return np.zeros((0, 3))
    ends: np.ndarray = np.asarray(lines)  # [k, 2, 3]
    steps = THIRDS[None, :, None]
    return ((1 - steps) * ends[:, :1] + steps * ends[:, 1:]).reshape(-1, 3)


def clipped(start: np.ndarray, end: np.ndarray, region: Region) -> Segment | None:
    """The part of a segment inside a region (Liang and Barsky 1984), or None."""
    direction = end - start
    enter, leave = 0.0, 1.0
    for rate, room in (
        (-direction[0], start[0] - region.left),
        (direction[0], region.right - start[0]),
        (-direction[1], start[1] - region.bottom),
        (direction[1], region.top - start[1]),
    ):
        if abs(rate) < 1e-12:
            if room < 0:
                return None
            continue
        crossing = room / rate
        if rate < 0:
            enter = max(enter, crossing)
        else:
            leave = min(leave, crossing)
    if enter >= leave:
        return None
    return start + enter * direction, start + leave * direction


def around(points: np.ndarray) -> Region:  # [k, 3]
    """The upright rectangle around points."""
    (left, bottom, _), (right, top, _) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Region(left, bottom, right, top)


def boxed(region: Region, radius: float = 0.0) -> np.ndarray:
    """An upright rectangle, perhaps with round corners, [4k, 3]."""
    left, bottom, right, top = region.left, region.bottom, region.right, region.top
    corners = np.array([[right, top, 0], [left, top, 0], [left, bottom, 0], [right, bottom, 0.0]])
    if radius <= 0:
        return as_points(list(zip(corners, np.roll(corners, -1, axis=0), strict=True)))
    inward = radius * np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0.0]])
    flat, steep = np.array([1, 0, 0]), np.array([0, 1, 0])
    enters = corners + inward * np.array([steep, flat, steep, flat])  # counter-clockwise
    leaves = corners + inward * np.array([flat, steep, flat, steep])
    handles = [ends + QUARTER * (corners - ends) for ends in (enters, leaves)]
    bends = np.stack([enters, *handles, leaves], axis=1)  # [4, 4, 3]
    sides = as_points(list(zip(leaves, np.roll(enters, -1, axis=0), strict=True))).reshape(4, 4, 3)
    return np.stack([bends, sides], axis=1).reshape(-1, 3)


def arcs(starts: np.ndarray, sweeps: np.ndarray) -> np.ndarray:  # [...], [...] -> [..., 4, 3]
    """Pieces of the circle of radius one, each a curve that sweeps a quarter of it at most."""
    angles = np.stack([starts, starts + sweeps], axis=-1)
    level = np.zeros_like(angles)
    arms = np.stack([np.cos(angles), np.sin(angles), level], axis=-1)  # [..., 2, 3]
    ways = np.stack([-arms[..., 1], arms[..., 0], level], axis=-1)
    reach = (4 / 3 * np.tan(np.broadcast_to(sweeps, starts.shape) / 4))[..., None, None]
    handles = arms + reach * ways * np.array([[1.0], [-1.0]])
    return np.concatenate([arms[..., :1, :], handles, arms[..., 1:, :]], axis=-2)


def discs(centres: np.ndarray, radius: float) -> np.ndarray:  # [k, 3] -> [16 k, 3]
    """Circles around points, all turning one way, so that filled together they melt into one."""
    return np.asarray((centres[:, None, :] + radius * CIRCLE[None]).reshape(-1, 3))


CIRCLE = arcs(np.arange(4) * np.pi / 2, np.full(4, np.pi / 2)).reshape(-1, 3)  # [16, 3]

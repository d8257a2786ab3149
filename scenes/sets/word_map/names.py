"""Names for many points: those that matter, and then as many as there is room for."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence

import numpy as np
from manim import Mobject

from scenes.kit.layout import Region
from scenes.kit.segments import Segment

NEAR = (0.04, 0.1)  # from a dot's rim to its name
FAR = (0.2, 0.35, 0.55, 0.8, 1.1)  # and to one that must find room
DIRECTIONS = 16
MARGIN = 0.035  # kept free around a name
CROSSED, TWICE = 0.25, 2  # what a line through a name costs, in Manim units; and so often at most
CONFUSED = 1.0  # and that it stands nearer to another dot
COVERED = 5.0  # and that it covers something, or leaves the bounds
UNTOLD = 2.0  # and that it is left out
ORDERS = 40  # in which names may choose, besides their own
TURN = 0.02  # and that it does not stand to the right of its dot, half-way round


def settle(
    main: Mapping[int, Mobject],
    others: Mapping[int, Mobject],
    points: np.ndarray,  # [m, 3]
    radii: Sequence[float],
    bounds: Region,
    lines: Sequence[Segment] = (),
    taken: Sequence[Region] = (),
) -> list[int]:
    """Move names to their dots and tell which of the others found room; `main` always do.

    Names are given by their points' places. They keep off dots, each other, what is taken, and, at
    a price, lines. They choose in turn, in several orders, of which the best is taken.
    """
    fixed = _corners([*taken, *map(_around, points, radii)])
    ends: np.ndarray = np.array(lines).reshape(-1, 2, 3)[:, :, :2]
    names = {**main, **others}
    spots, costs = dict[int, np.ndarray](), dict[int, np.ndarray]()
    for row, name in names.items():
        distances = (*NEAR, *FAR) if row in main else NEAR
        spots[row] = own = _spots(points[row], radii[row], name, distances)
        spoilt = _meets(own, fixed) + ~_inside(own, bounds) + 0.0
        if row in main:
            spoilt = COVERED * spoilt + CONFUSED * _strays(own, points, row)
        else:
            spoilt[spoilt + _strays(own, points, row) > 0] = np.inf
        crossed = CROSSED * np.minimum(_crossed(own, ends), TWICE)
        costs[row] = _costs(own, points[row]) + crossed + spoilt
    trials = [_chosen(order, spots, costs, main) for order in _orders(list(main), list(others))]
    chosen = min(trials, key=lambda trial: trial[0])[1]
    for row, spot in chosen.items():
        left, bottom, right, top = spots[row][spot]
        names[row].move_to(np.array([(left + right) / 2, (bottom + top) / 2, 0.0]))
    return [row for row in others if row in chosen]


def _orders(main: list[int], others: list[int]) -> list[list[int]]:
    """Orders in which names choose: their own, and others that are the same every time."""
    shuffled = np.random.default_rng(0)
    count = ORDERS if len(main) + len(others) > 1 else 0
    mixed = [[*shuffled.permutation(main), *shuffled.permutation(others)] for _ in range(count)]
    return [[*main, *others], *([int(row) for row in order] for order in mixed)]


def _chosen(
    order: Sequence[int],
    spots: Mapping[int, np.ndarray],
    costs: Mapping[int, np.ndarray],
    main: Container[int],
) -> tuple[float, dict[int, int]]:
    """Which spot each name takes that finds one, and what all of it costs."""
    found, total = dict[int, int](), 0.0
    boxes = np.zeros((0, 4))
    for row in order:
        hidden = _meets(spots[row], boxes)
        cost = costs[row] + np.where(hidden > 0, COVERED if row in main else np.inf, 0.0)
        best = int(cost.argmin())
        if np.isfinite(cost[best]):
            found[row] = best
            boxes = np.vstack([boxes, spots[row][best]])
        total += min(float(cost[best]), UNTOLD)
    return total, found


def _around(point: np.ndarray, radius: float) -> Region:
    x, y = point[:2]
    return Region(x - radius, y - radius, x + radius, y + radius)


def _corners(regions: Sequence[Region]) -> np.ndarray:  # [k, 4] left, bottom, right, top
    return np.array([[r.left, r.bottom, r.right, r.top] for r in regions]).reshape(-1, 4)


def _spots(  # [k, 4]
    point: np.ndarray, radius: float, name: Mobject, distances: Sequence[float]
) -> np.ndarray:
    """Boxes for a name all around its point: the nearest first, and those to its right."""
    half = np.array([name.width / 2, name.height / 2])
    turns = sorted(range(DIRECTIONS), key=lambda turn: min(turn, DIRECTIONS - turn))
    found = []
    for distance in distances:
        for turn in turns:
            angle = math.tau * turn / DIRECTIONS
            way = np.array([math.cos(angle), math.sin(angle)])
            room = half + radius + distance
            reach = 1 / max(abs(way) / room)
            middle = point[:2] + way * reach
            found.append([*(middle - half), *(middle + half)])
    return np.array(found)


def _costs(spots: np.ndarray, point: np.ndarray) -> np.ndarray:
    """How far each spot is from its point, and how far round."""
    gaps = _gaps(spots, point[None])[:, 0]
    middles = (spots[:, :2] + spots[:, 2:]) / 2 - point[:2]
    return np.asarray(gaps + TURN * np.abs(np.arctan2(middles[:, 1], middles[:, 0])) / math.pi)


def _gaps(spots: np.ndarray, points: np.ndarray) -> np.ndarray:  # [k, 4], [m, 3] -> [k, m]
    """How far each point lies outside each box."""
    low, high = spots[:, None, :2], spots[:, None, 2:]
    off = np.maximum(np.maximum(low - points[None, :, :2], points[None, :, :2] - high), 0.0)
    return np.asarray(np.linalg.norm(off, axis=2))


def _strays(spots: np.ndarray, points: np.ndarray, row: int) -> np.ndarray:  # [k]
    """Whether a spot could be taken for the name of another point."""
    gaps = _gaps(spots, points)
    return np.asarray(gaps[:, row] > gaps.min(axis=1) + 1e-9)


def _inside(spots: np.ndarray, bounds: Region) -> np.ndarray:
    low = spots[:, :2] >= np.array([bounds.left, bounds.bottom])
    high = spots[:, 2:] <= np.array([bounds.right, bounds.top])
    return np.asarray(low.all(axis=1) & high.all(axis=1))


def _meets(spots: np.ndarray, boxes: np.ndarray) -> np.ndarray:  # [k, 4], [n, 4] -> [k]
    """How many of these boxes a spot and its margin lie on."""
    low = np.maximum(spots[:, None, :2] - MARGIN, boxes[None, :, :2])
    high = np.minimum(spots[:, None, 2:] + MARGIN, boxes[None, :, 2:])
    return np.asarray((high > low).all(axis=2).sum(axis=1))


def _crossed(spots: np.ndarray, ends: np.ndarray) -> np.ndarray:  # [k, 4], [s, 2, 2] -> [k]
    """How many of these segments run through each box (Liang and Barsky 1984, all at once)."""
    start, along = ends[None, :, 0], ends[None, :, 1] - ends[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (spots[:, None, :2] - start) / along
        other = (spots[:, None, 2:] - start) / along
    level = along == 0
    outside = level & ((start < spots[:, None, :2]) | (start > spots[:, None, 2:]))
    enter = np.where(level, -np.inf, np.minimum(one, other)).max(axis=2, initial=0.0)
    leave = np.where(level, np.inf, np.maximum(one, other)).min(axis=2, initial=1.0)
    return np.asarray(((enter < leave) & ~outside.any(axis=2)).sum(axis=1))

"""Names beside arrows: placed so that they cover neither each other nor any line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from manim import Mobject

from scenes.kit.layout import Region
from scenes.kit.plane import Segment, clipped

DISTANCES = (0.14, 0.3, 0.5, 0.8)  # between a tip and the nearest edge of its label
DIRECTIONS = 16
WAY_BACK = (0.0, 0.3, 0.6)  # places along an arrow, from its tip, that a label may keep to
MARGIN = 0.05  # kept free around a label
NEAR = 0.09  # between a segment and a label beside it
ALONG = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.9, 1.0, 0.2)  # shares of a segment that are tried
OVERLAP, CROSSING, OUTSIDE, FAR, TURN = 60.0, 14.0, 200.0, 1.2, 0.5  # what each flaw costs


@dataclass(frozen=True)
class Tag:
    """A label to place: what to move, the point it names, and the way it would rather lie.

    Where there is no room around the point, it may lie along the way back from it, `back` far.
    """

    label: Mobject
    point: np.ndarray
    away: np.ndarray
    back: float = 0.0


def tag(label: Mobject, tip: np.ndarray, start: np.ndarray) -> Tag:
    """A label at an arrow's tip, which would rather lie on beyond the tip."""
    along = tip - start
    length = float(np.linalg.norm(along))
    if length < 1e-9:
        return Tag(label, tip, np.array([0.0, 1.0, 0.0]))
    return Tag(label, tip, along / length, length)


def place(
    tags: Sequence[Tag],
    bounds: Region,
    lines: Sequence[Segment] = (),
    taken: Sequence[Region] = (),
) -> None:
    """Move every label to the spot that costs least: free of lines, of others, within bounds.

    Greedy, then two rounds in which each label may choose again knowing all others.
    """
    spots: list[Region | None] = [None] * len(tags)
    for _ in range(3):
        for number, each in enumerate(tags):
            others = [spot for i, spot in enumerate(spots) if i != number and spot is not None]
            best = min(
                _candidates(each),
                key=lambda spot: _cost(spot, each, bounds, lines, [*taken, *others]),
            )
            spots[number] = best
    for each, spot in zip(tags, spots, strict=True):
        if spot is not None:
            each.label.move_to(np.array([*spot.centre, 0.0]))


def beside(
    label: Mobject,
    segment: Segment,
    bounds: Region,
    lines: Sequence[Segment] = (),
    taken: Sequence[Region] = (),
) -> bool:
    """Move a label close to a segment, where it costs least; whether it found a clear spot.

    It would rather stand at the middle than near an end, and above than below.
    """
    start, end = segment
    along = end - start
    length = float(np.linalg.norm(along))
    across = np.array([-along[1], along[0]]) / length if length > 1e-9 else np.array([1.0, 0.0])
    across = across if (across[1], across[0]) > (0.0, 0.0) else -across
    reach = abs(across[0]) * label.width / 2 + abs(across[1]) * label.height / 2 + NEAR
    best, least = None, math.inf
    for share in ALONG:
        for side in (1, -1):
            x, y = (start + share * along)[:2] + across * side * reach
            half_width, half_height = label.width / 2, label.height / 2
            spot = Region(x - half_width, y - half_height, x + half_width, y + half_height)
            tagged = Tag(label, np.array([x, y, 0.0]), np.array([0.0, 1.0, 0.0]))
            cost = _cost(spot, tagged, bounds, lines, taken) + abs(share - 0.5) + 0.1 * (side < 0)
            if cost < least:
                best, least = spot, cost
    assert best is not None
    label.move_to(np.array([*best.centre, 0.0]))
    return clear_of(best, lines, taken)


def clear_of(spot: Region, lines: Sequence[Segment], taken: Sequence[Region]) -> bool:
    """Whether nothing runs through a box: where not every label finds room, those stay out."""
    return not any(clipped(start, end, spot) is not None for start, end in lines) and not any(
        overlap(spot, other) > 0 for other in taken
    )


def gap(spot: Region, point: np.ndarray) -> float:
    """How far a point [3] lies outside a box."""
    across = max(spot.left - point[0], 0.0, point[0] - spot.right)
    down = max(spot.bottom - point[1], 0.0, point[1] - spot.top)
    return math.hypot(across, down)


def box_of(mobject: Mobject, margin: float = 0.0) -> Region:
    """The upright box around a mobject."""
    left, bottom = mobject.get_corner(np.array([-1.0, -1.0, 0.0]))[:2]
    right, top = mobject.get_corner(np.array([1.0, 1.0, 0.0]))[:2]
    return Region(left - margin, bottom - margin, right + margin, top + margin)


def _candidates(each: Tag) -> list[Region]:
    width, height = each.label.width, each.label.height
    found = []
    anchors = [each.point - each.away * each.back * share for share in WAY_BACK]
    for point, distance in product(anchors if each.back else anchors[:1], DISTANCES):
        for turn in range(DIRECTIONS):
            angle = math.tau * turn / DIRECTIONS
            x, y = math.cos(angle), math.sin(angle)
            reach = 1 / max(abs(x) / (width / 2 + distance), abs(y) / (height / 2 + distance))
            cx, cy = point[0] + x * reach, point[1] + y * reach
            found.append(Region(cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2))
    return found


def _cost(
    spot: Region, each: Tag, bounds: Region, lines: Sequence[Segment], taken: Sequence[Region]
) -> float:
    wide = spot.inset(-MARGIN)
    cost = OVERLAP * sum(1 + overlap(wide, other) for other in taken if overlap(wide, other) > 0)
    for start, end in lines:
        cut = clipped(start, end, wide)
        if cut is not None:
            cost += CROSSING * (0.3 + float(np.linalg.norm(cut[1] - cut[0])))
    if not bounds.holds(spot):
        cost += OUTSIDE * (1 + outside(spot, bounds))
    way = np.array(spot.centre) - each.point[:2]
    distance = float(np.linalg.norm(way))
    cosine = float(way @ each.away[:2]) / distance if distance > 1e-9 else 0.0
    return cost + FAR * distance + TURN * (1 - cosine)


def overlap(one: Region, other: Region) -> float:
    """The area that two boxes share."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.top, other.top) - max(one.bottom, other.bottom)
    return max(0.0, width) * max(0.0, height)


def outside(spot: Region, bounds: Region) -> float:
    """How far a box sticks out of its bounds, all sides together."""
    return (
        max(0.0, bounds.left - spot.left)
        + max(0.0, spot.right - bounds.right)
        + max(0.0, bounds.bottom - spot.bottom)
        + max(0.0, spot.top - bounds.top)
    )

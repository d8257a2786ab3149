"""Names beside arrows: placed so that they cover neither each other nor any line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from manim import DL, UP, UR, Mobject

from scenes.kit.layout import Region, at
from scenes.kit.segments import Segment, clipped

DISTANCES = (0.14, 0.22, 0.32, 0.5, 0.8, 1.1)  # between a tip and the nearest edge of its label
DIRECTIONS = 16
WAY_BACK = (0.0, 0.3, 0.6)  # places along an arrow, from its tip, that a label may keep to
ORDERS = 24  # in which labels may choose, besides their own
ROUNDS = 6  # in which every label may choose again
MARGIN = 0.05  # kept free around a label
NEAR = 0.09  # between a segment and a label beside it
ALONG = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.9, 1.0, 0.2)  # shares of a segment that are tried
SOFT = 1.5  # what crossing a line costs that may run behind a label
CUT_OFF, SHY = 2.5, 0.15  # what a line between a label and its point costs; not quite at it
CONFUSED = 2.0  # what it costs to stand nearer to another point than to one's own
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

    @property
    def anchors(self) -> list[np.ndarray]:
        """The points that it may lie at, the one it names first."""
        anchors = [self.point - self.away * self.back * share for share in WAY_BACK]
        return anchors if self.back else anchors[:1]


def tag(label: Mobject, tip: np.ndarray, start: np.ndarray) -> Tag:
    """A label at an arrow's tip, which would rather lie on beyond the tip."""
    along = tip - start
    length = float(np.linalg.norm(along))
    if length < 1e-9:
        return Tag(label, tip, UP)
    return Tag(label, tip, along / length, length)


def at_tip(label: Mobject, tip: np.ndarray, start: np.ndarray) -> Tag:
    """A label that names an arrow's tip, and may not lie along its shaft."""
    return replace(tag(label, tip, start), back=0.0)


def place(
    tags: Sequence[Tag],
    bounds: Region,
    lines: Sequence[Segment] = (),
    taken: Sequence[Region] = (),
    soft: Sequence[Segment] = (),
    points: Sequence[np.ndarray] = (),
) -> None:
    """Move every label to a spot: free of lines, of one another, within bounds, near its point.

    Lines that are `soft` may run behind a label where that brings it much nearer to its point.
    A label would rather not stand nearer to other `points` [3], nor to another label's, than to
    its own.

    The sum of all costs is made small by letting the labels choose in turn, knowing the others,
    until none would move, in several orders, of which the best is taken.
    """
    spots = [_candidates(each) for each in tags]
    named = [*(each.point for each in tags), *points]
    costs = [
        np.array(
            [
                _cost(spot, each, bounds, lines, taken) + _confusion(spot, each, named)
                for spot in own
            ]
        )
        for each, own in zip(tags, spots, strict=True)
    ]
    boxes = [np.array([_corners(spot) for spot in own]) for own in spots]
    for each, own, box, cost in zip(tags, spots, boxes, costs, strict=True):
        cost += SOFT * np.array([_crossing(spot, soft) for spot in own])
        cost += CUT_OFF * _lines_between(box, each, lines)
    trials = [_settled(costs, boxes, order) for order in _orders(len(tags))]
    if tags:
        _, chosen = min(trials, key=lambda trial: trial[0])
        for each, own, choice in zip(tags, spots, chosen, strict=True):
            each.label.move_to(at(own[choice]))


def _orders(count: int) -> list[list[int]]:
    """Orders in which labels choose: their own, and others that are the same every time."""
    shuffled = np.random.default_rng(0)
    others = [shuffled.permutation(count).tolist() for _ in range(ORDERS)]
    return [list(range(count)), *(others if count > 1 else [])]


def _settled(
    costs: list[np.ndarray], boxes: list[np.ndarray], order: list[int]
) -> tuple[float, list[int]]:
    """Which candidate each label takes in the end, and what all of them cost together."""
    chosen: dict[int, int] = {}
    for _ in range(ROUNDS):
        before = dict(chosen)
        for label in order:
            others = [boxes[other][spot] for other, spot in chosen.items() if other != label]
            chosen[label] = int((costs[label] + _crowding(boxes[label], others)).argmin())
        if chosen == before:
            break
    total = sum(float(costs[label][spot]) for label, spot in chosen.items())
    taken = [boxes[label][spot] for label, spot in chosen.items()]
    total += sum(float(_crowding(box[None], taken[:number])[0]) for number, box in enumerate(taken))
    return total, [chosen[label] for label in range(len(costs))]


def _corners(spot: Region) -> tuple[float, float, float, float]:
    return spot.left, spot.bottom, spot.right, spot.top


def _crowding(candidates: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """What each candidate [k, 4] costs for lying on boxes [4] of others: [k]."""
    cost = np.zeros(len(candidates))
    for other in others:
        width = np.minimum(candidates[:, 2], other[2]) - np.maximum(candidates[:, 0], other[0])
        height = np.minimum(candidates[:, 3], other[3]) - np.maximum(candidates[:, 1], other[1])
        width, height = width + 2 * MARGIN, height + 2 * MARGIN
        area = np.maximum(width, 0.0) * np.maximum(height, 0.0)
        cost += np.where(area > 0, OVERLAP * (1 + area), 0.0)
    return cost


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
            tagged = Tag(label, np.array([x, y, 0.0]), UP)
            cost = _cost(spot, tagged, bounds, lines, taken) + abs(share - 0.5) + 0.1 * (side < 0)
            if cost < least:
                best, least = spot, cost
    assert best is not None
    label.move_to(at(best))
    return clear_of(best.inset(-MARGIN), lines, taken)


def clear_of(spot: Region, lines: Sequence[Segment], taken: Sequence[Region]) -> bool:
    """Whether nothing runs through a box: where not every label finds room, those stay out."""
    return not any(clipped(start, end, spot) is not None for start, end in lines) and not any(
        overlap(spot, other) > 0 for other in taken
    )


def strayed(spot: Region, each: Tag) -> float:
    """How far a box lies from what it names."""
    return min(gap(spot, anchor) for anchor in each.anchors)


def gap(spot: Region, point: np.ndarray) -> float:
    """How far a point [3] lies outside a box."""
    across = max(spot.left - point[0], 0.0, point[0] - spot.right)
    down = max(spot.bottom - point[1], 0.0, point[1] - spot.top)
    return math.hypot(across, down)


def box_of(mobject: Mobject, margin: float = 0.0) -> Region:
    """The upright box around a mobject."""
    left, bottom = mobject.get_corner(DL)[:2]
    right, top = mobject.get_corner(UR)[:2]
    return Region(left - margin, bottom - margin, right + margin, top + margin)


def _candidates(each: Tag) -> list[Region]:
    width, height = each.label.width, each.label.height
    found = []
    for point, distance in product(each.anchors, DISTANCES):
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
    cost += CROSSING * _crossing(spot, lines)
    if not bounds.holds(spot):
        cost += OUTSIDE * (1 + outside(spot, bounds))
    way = np.array(spot.centre) - each.point[:2]
    distance = float(np.linalg.norm(way))
    cosine = float(way @ each.away[:2]) / distance if distance > 1e-9 else 0.0
    return cost + FAR * distance + TURN * (1 - cosine)


def _crossing(spot: Region, lines: Sequence[Segment]) -> float:
    """How much of these lines runs through a box and its margin."""
    wide = spot.inset(-MARGIN)
    cuts = [clipped(start, end, wide) for start, end in lines]
    return sum(0.3 + float(np.linalg.norm(cut[1] - cut[0])) for cut in cuts if cut is not None)


def _lines_between(boxes: np.ndarray, each: Tag, lines: Sequence[Segment]) -> np.ndarray:
    """How many lines run between each box [k, 4] and what it names: [k]."""
    if not lines:
        return np.zeros(len(boxes))
    anchors = np.array(each.anchors)[:, None, :2]  # [a, 1, 2]
    nearest = np.clip(anchors, boxes[:, :2], boxes[:, 2:])  # [a, k, 2]
    choice = np.linalg.norm(nearest - anchors, axis=2).argmin(axis=0)  # [k]
    start = nearest[choice, np.arange(len(boxes))][:, None]  # [k, 1, 2]
    end = anchors[choice]  # [k, 1, 2]
    end = end + SHY * (start - end)  # an arrow that ends at the point does not run between
    ends: np.ndarray = np.array(lines)[None, :, :, :2]  # [1, m, 2, 2]
    one, other = ends[:, :, 0], ends[:, :, 1]
    apart = _turn(start, end, one) * _turn(start, end, other) < 0
    across = _turn(one, other, start) * _turn(one, other, end) < 0
    return np.asarray((apart & across).sum(axis=1), dtype=float)


def _turn(start: np.ndarray, end: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Positive where a point [..., 2] lies left of the way from start to end."""
    along, off = end - start, point - start
    return np.asarray(along[..., 0] * off[..., 1] - along[..., 1] * off[..., 0])


def _confusion(spot: Region, each: Tag, points: Sequence[np.ndarray]) -> float:
    """What it costs that a label could be read as the name of another point."""
    return CONFUSED if misleads(spot, each, points) else 0.0


def misleads(spot: Region, each: Tag, points: Sequence[np.ndarray]) -> bool:
    """Whether a box is nearer to one of these points [3] than to the one that it names."""
    mine = strayed(spot, each)
    apart = [point for point in points if float(np.linalg.norm(point - each.point)) > NEAR]
    return any(gap(spot, point) < mine for point in apart)


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

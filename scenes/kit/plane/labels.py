"""Names beside arrows: placed so that they cover neither each other nor any line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manim import DL, UP, UR, Mobject

from scenes.kit.layout import ROUNDING, Region, at
from scenes.kit.segments import Segment, clipped

DISTANCES = (0.14, 0.22, 0.32, 0.5, 0.8, 1.1)  # between a tip and the nearest edge of its label
DIRECTIONS = 16
ANGLES = [math.tau * turn / DIRECTIONS for turn in range(DIRECTIONS)]
WAYS = np.array([(math.cos(angle), math.sin(angle)) for angle in ANGLES])  # from a tip to its label
WAY_BACK = (0.0, 0.3, 0.6)  # places along an arrow, from its tip, that a label may keep to
ORDERS = 24  # in which labels may choose, besides their own
ROUNDS = 6  # in which every label may choose again
MARGIN = 0.05  # kept free around a label
AROUND = MARGIN * np.array([-1.0, -1.0, 1.0, 1.0])  # what the margin adds to a box
NEAR = 0.09  # between a segment and a label beside it
ALONG = (0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.9, 1.0, 0.2)  # shares of a segment that are tried
SOFT = 1.5  # what crossing a line costs that may run behind a label
CUT_OFF, SHY = 2.5, 0.15  # what a line between a label and its point costs; not quite at it
CONFUSED = 2.0  # what it costs to stand nearer to another point than to one's own
LEVEL = 1e-12  # units: what is no slope
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
    if not tags:
        return
    named = [*(each.point for each in tags), *points]
    boxes = [_candidates(each) for each in tags]
    costs = [
        _cost(own, each, bounds, lines, taken)
        + CONFUSED * _misleading(own, each, named)
        + SOFT * _crossing(own, soft)
        + CUT_OFF * _lines_between(own, each, lines)
        for each, own in zip(tags, boxes, strict=True)
    ]
    trials = [_settled(costs, boxes, order) for order in _orders(len(tags))]
    _, chosen = min(trials, key=lambda trial: trial[0])
    for each, own, choice in zip(tags, boxes, chosen, strict=True):
        each.label.move_to(at(Region(*own[choice].tolist())))


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


def _crowding(
    candidates: np.ndarray, others: Sequence[np.ndarray], margin: float = 2 * MARGIN
) -> np.ndarray:
    """What each candidate [k, 4] costs for lying on boxes [4] of others, or near them: [k]."""
    cost = np.zeros(len(candidates))
    for other in others:
        width = np.minimum(candidates[:, 2], other[2]) - np.maximum(candidates[:, 0], other[0])
        height = np.minimum(candidates[:, 3], other[3]) - np.maximum(candidates[:, 1], other[1])
        width, height = width + margin, height + margin
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
            (cost,) = _cost(_corners(spot)[None], tagged, bounds, lines, taken)
            cost += abs(share - 0.5) + 0.1 * (side < 0)
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


def _corners(spot: Region) -> np.ndarray:
    return np.array([spot.left, spot.bottom, spot.right, spot.top])


def _candidates(each: Tag) -> np.ndarray:
    """The boxes around a label's places, [k, 4]: left, bottom, right, top."""
    half = np.array([each.label.width, each.label.height]) / 2
    rooms = half + np.array(DISTANCES)[:, None]  # [d, 2]
    reach = 1 / (np.abs(WAYS) / rooms[:, None]).max(axis=2)  # [d, w]
    anchors = np.array(each.anchors)[:, None, None, :2]  # [a, 1, 1, 2]
    centres = (anchors + WAYS * reach[..., None]).reshape(-1, 2)
    return np.hstack([centres - half, centres + half])


def _cost(
    boxes: np.ndarray, each: Tag, bounds: Region, lines: Sequence[Segment], taken: Sequence[Region]
) -> np.ndarray:
    """What each box [k, 4] costs by itself: [k]."""
    cost = _crowding(boxes + AROUND, [_corners(other) for other in taken], margin=0.0)
    cost += CROSSING * _crossing(boxes, lines)
    room = _corners(bounds)
    out = np.maximum(np.hstack([room[:2] - boxes[:, :2], boxes[:, 2:] - room[2:]]), 0.0)  # [k, 4]
    cost += np.where((out > ROUNDING).any(axis=1), OUTSIDE * (1 + out.sum(axis=1)), 0.0)
    ways = (boxes[:, :2] + boxes[:, 2:]) / 2 - each.point[:2]
    distances = np.linalg.norm(ways, axis=1)
    agreement = ways @ each.away[:2]
    cosines = np.divide(agreement, distances, out=np.zeros(len(ways)), where=distances > ROUNDING)
    return np.asarray(cost + FAR * distances + TURN * (1 - cosines))


def _crossing(boxes: np.ndarray, lines: Sequence[Segment]) -> np.ndarray:
    """How much of these lines runs through each box [k, 4] and its margin: [k]."""
    if not lines:
        return np.zeros(len(boxes))
    ends: np.ndarray = np.array(lines)[..., :2]  # [m, 2, 2]
    inside = _shares_inside(boxes + AROUND, ends)  # [k, m]
    lengths = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    return np.asarray(np.where(inside > 0, 0.3 + inside * lengths, 0.0).sum(axis=1))


def _shares_inside(boxes: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which share of each segment [m, 2, 2] lies in each box [k, 4], as `clipped` cuts: [k, m]."""
    start, along = ends[:, 0], ends[:, 1] - ends[:, 0]  # [m, 2]
    rooms = np.stack([boxes[:, None, :2] - start, boxes[:, None, 2:] - start], axis=2)  # to sides
    level = np.abs(along) < LEVEL
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = np.sort(rooms / along[None, :, None], axis=2)  # [k, m, 2, 2]: enter, leave
    beside = (rooms[:, :, 0] > 0) | (rooms[:, :, 1] < 0)  # a level segment that never enters
    enter = np.where(level, np.where(beside, np.inf, -np.inf), crossings[:, :, 0]).max(axis=2)
    leave = np.where(level, np.inf, crossings[:, :, 1]).min(axis=2)
    return np.asarray(np.maximum(np.minimum(leave, 1.0) - np.maximum(enter, 0.0), 0.0))


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


def _misleading(boxes: np.ndarray, each: Tag, points: Sequence[np.ndarray]) -> np.ndarray:
    """Which boxes [k, 4] are nearer to another of these points than to what they name: [k]."""
    apart = [point for point in points if float(np.linalg.norm(point - each.point)) > NEAR]
    if not apart:
        return np.zeros(len(boxes), dtype=bool)
    mine = _gaps(boxes, np.array(each.anchors)).min(axis=1)
    return np.asarray(_gaps(boxes, np.array(apart)).min(axis=1) < mine)


def _gaps(boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """How far each point [p, 3] lies outside each box [k, 4]: [k, p]."""
    at = points[None, :, :2]
    off = np.maximum(np.maximum(boxes[:, None, :2] - at, at - boxes[:, None, 2:]), 0.0)
    return np.asarray(np.hypot(off[..., 0], off[..., 1]))


def misleads(spot: Region, each: Tag, points: Sequence[np.ndarray]) -> bool:
    """Whether a box is nearer to one of these points [3] than to the one that it names."""
    return bool(_misleading(_corners(spot)[None], each, points)[0])


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

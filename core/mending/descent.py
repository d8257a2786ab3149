"""The smallest change of some numbers that satisfies every constraint, as far as a search can tell.

Axes: n numbers, g groups of numbers that move together, p constraints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from core.maths.linear import Array

PULLS = (
    0.1,
    0.01,
    1e-3,
    1e-4,
    1e-7,
)  # how hard the start holds, beside the constraints' squares
STRESS = 10.0
FIRST_FEEL = 0.1  # units: a group this far away is held half as hard as one that has not moved
SEED = 2017
RADII = (0.2, 0.5, 1.0, 0.3, 0.7, 1.5)  # units: how far away other tries begin
CENTRES = (1.0, 1.0, 1.0, 0.7, 0.5, 0.3)  # of the start: nearer to 0, softmax is softer
MOST_FRUITLESS = 5  # tries in a row that came no nearer
STEPS = 15  # of one descent
ROOMY = 0.002**2  # a lack that leaves most constraints most of their room to spare
NEGLIGIBLE = 1e-4  # units: a number that moved less did not move
PASSES = 8
MOST_BESIDE = 500  # looks while rounding
WIDE = range(-4, 5)  # steps of the last decimal
MOST_PAIRED = 8  # numbers of which two are rounded otherwise at a time
HOPELESS = 100.0  # stands for what is not finite


@dataclass(frozen=True, eq=False)
class Standing:
    """How the constraints stand at some numbers."""

    shortfalls: Array  # [p] 0 where there is room to spare
    unmet: NDArray[np.bool_]  # [p] without regard to room to spare

    @property
    def met(self) -> bool:
        """Whether all of them are."""
        return not self.unmet.any()


@dataclass(frozen=True, eq=False)
class Met:
    """Numbers that satisfy every constraint, and the most decimals that any of them needed."""

    numbers: Array  # [n]
    decimals: int
    change: float  # in units


class _SpentError(Exception):
    """Looked often enough."""


@dataclass(frozen=True, eq=False)
class Goal:
    """Numbers to start from, and the constraints that they are to satisfy."""

    start: Array  # [n]
    low: Array  # [n]
    high: Array  # [n]
    units: Array  # [n] a change of one
    groups: tuple[slice, ...]  # [g]
    look: Callable[[Array], Standing]
    most: int  # looks, after which the search goes no further
    free: tuple[bool, ...] | None = None  # [g] which groups may move; None: all
    seen: dict[bytes, Standing] = field(default_factory=dict)

    def at(self, x: Array) -> Standing:
        """How the constraints stand here; never asked twice."""
        key = x.tobytes()
        if key not in self.seen:
            self.seen[key] = self.look(x)
        return self.seen[key]

    @property
    def is_spent(self) -> bool:
        """Whether it is time to stop searching."""
        return len(self.seen) >= self.most

    def change(self, x: Array) -> float:
        """How far all groups have moved, in units, and a little for each that did."""
        return float(sum(move + FIRST_FEEL for move in self._moves(x) if move > NEGLIGIBLE))

    def moved(self, x: Array) -> list[int]:
        """The groups that are not where they began."""
        return [number for number, move in enumerate(self._moves(x)) if move > NEGLIGIBLE]

    def lack(self, x: Array) -> float:
        """How far the constraints are from being met, in one number."""
        return float(np.sum(np.minimum(self.at(x).shortfalls, HOPELESS) ** 2))

    def only(self, *groups: int) -> Goal:
        """The same goal, with other groups held."""
        return replace(self, free=tuple(each in groups for each in range(len(self.groups))))

    def merit(self, x: Array) -> tuple[bool, float]:
        """The smaller, the better, where every constraint is met: first with room to spare."""
        return not self.is_roomy(x), self.change(x)

    def is_roomy(self, x: Array) -> bool:
        """Whether the constraints are met with room to spare."""
        return self.at(x).met and self.lack(x) <= ROOMY

    def _moves(self, x: Array) -> list[float]:
        away = (x - self.start) / self.units
        return [float(np.linalg.norm(away[group])) for group in self.groups]


def nearest_met(goal: Goal, decimals: Sequence[int], tries: int) -> Met | None:
    """Rounded numbers that satisfy every constraint, nearest the start; None if none are found."""
    ways = [*tried_from_start(goal)] or next(filter(None, tried_elsewhere(goal, tries)), [])
    for digits in decimals:
        rounded = [each for x in ways if (each := _rounded(goal, x, digits)) is not None]
        if rounded:
            best = min((_least_of(goal, x, digits) for x in rounded), key=goal.merit)
            best = _with_fewer(goal, best, digits)
            return Met(best, digits, goal.change(best))
    return None


def tried_from_start(goal: Goal) -> Iterator[Array]:
    """Unrounded numbers that satisfy every constraint, on the way down from the start."""
    yield from (x for x in _descents(goal, goal.start) if goal.at(x).met)


def tried_elsewhere(goal: Goal, tries: int) -> Iterator[list[Array]]:
    """The same on the ways from other places, one list a place: the best of several each time."""
    random = np.random.default_rng(SEED)
    least, fruitless = np.inf, 0
    for number in range(tries):
        if goal.is_spent or fruitless == MOST_FRUITLESS:
            return
        radius = RADII[number % len(RADII)]
        places = [_elsewhere(goal, random, radius, centre) for centre in CENTRES]
        ways = [*_descents(goal, min(places, key=goal.lack))]
        yield [x for x in ways if goal.at(x).met]
        lack = min(map(goal.lack, ways), default=np.inf)
        fruitless = fruitless + 1 if lack > 0.99 * least else 0
        least = min(least, lack)


def _elsewhere(goal: Goal, random: np.random.Generator, radius: float, centre: float) -> Array:
    """A place that far from so much of the start."""
    away = radius * random.standard_normal(len(goal.start)) * goal.units
    place = np.clip(goal.start * centre + away, goal.low, goal.high)
    return np.where(_free(goal), place, goal.start)


def nearest(goal: Goal) -> Array:
    """Of all numbers looked at, those that meet the most constraints, and lack the least."""
    places = [goal.start, *map(np.frombuffer, goal.seen)]
    return min(places, key=lambda x: (goal.at(x).unmet.sum(), goal.lack(x)))


def restored(goal: Goal, x: Array) -> Array:
    """The same, with every group and number back where it was that need not have moved."""
    groups = sorted(goal.moved(x), key=lambda each: float(_distance(goal, x, each)))
    numbers = [slice(at, at + 1) for at in range(len(x))]
    for part in [*(goal.groups[each] for each in groups), *numbers]:
        back = x.copy()
        back[part] = goal.start[part]
        x = back if _is_as_good(goal, back, x) else x
    return x


def drawn_back(goal: Goal, x: Array, digits: int) -> Array:
    """The same, with every number so many steps of the last decimal nearer as can be."""
    step = 10.0**-digits
    for at in np.flatnonzero(x != goal.start):
        strides = 2 ** int(np.log2(max(1.0, abs(x[at] - goal.start[at]) / step)))
        while strides >= 1:
            back = x.copy()
            way = goal.start[at] - x[at]
            back[at] = np.round(x[at] + np.copysign(strides * step, way), digits)
            if abs(way) > strides * step and _is_as_good(goal, back, x):
                x = back
            else:
                strides //= 2
    return x


def _least_of(goal: Goal, x: Array, digits: int) -> Array:
    return drawn_back(goal, restored(goal, x), digits)


def _is_as_good(goal: Goal, back: Array, x: Array) -> bool:
    """Whether numbers that moved less satisfy every constraint, with as much room or enough."""
    return goal.at(back).met and (goal.is_roomy(back) or goal.lack(back) <= goal.lack(x))


def _distance(goal: Goal, x: Array, group: int) -> float:
    part = goal.groups[group]
    return float(np.linalg.norm(((x - goal.start) / goal.units)[part]))


def _with_fewer(goal: Goal, best: Array, digits: int) -> Array:
    """Less of a change by moving one group alone, if that is possible."""
    moved = goal.moved(best)
    if len(moved) < 2:
        return best
    found = [best]
    for group in moved:
        alone = goal.only(group)
        rounded = (_rounded(alone, x, digits) for x in tried_from_start(alone))
        found.extend(_least_of(alone, x, digits) for x in rounded if x is not None)
    return min(found, key=goal.merit)


def _free(goal: Goal) -> NDArray[np.bool_]:  # [n]
    free = np.zeros(len(goal.start), dtype=bool)
    for number, group in enumerate(goal.groups):
        free[group] = goal.free is None or goal.free[number]
    return free


def _descents(goal: Goal, begin: Array) -> Iterator[Array]:
    """Where the constraints' squares, and a pull back to the start that grows weaker, are least.

    What stays unmet is stressed ever more: some constraints are narrow, and have little to spare.
    """
    x, stress = begin, np.ones(len(goal.at(goal.start).shortfalls))
    for pull in PULLS:
        try:
            x = _descent(goal, x, pull, stress)
        except _SpentError:
            return
        yield x
        stress = np.where(goal.at(x).unmet, stress * STRESS, stress)


def _descent(goal: Goal, begin: Array, pull: float, stress: Array) -> Array:
    """One least-squares descent, in units. Groups that moved are held less, so that few move."""
    free = _free(goal)
    if not free.any():
        return begin
    units, origin = goal.units[free], goal.start[free] / goal.units[free]
    hold = np.ones(len(goal.start))
    for number, group in enumerate(goal.groups):
        hold[group] = pull * FIRST_FEEL / (FIRST_FEEL + _distance(goal, begin, number))
    root = np.sqrt(hold[free])

    def whole(z: Array) -> Array:
        x = begin.copy()
        x[free] = z * units
        return x

    def residuals(z: Array) -> Array:
        if goal.is_spent:
            raise _SpentError
        shortfalls = np.minimum(goal.at(whole(z)).shortfalls, HOPELESS)
        return np.concatenate([stress * shortfalls, root * (z - origin)])

    low, high = goal.low[free] / units, goal.high[free] / units
    begun = np.clip(begin[free] / units, low, high)
    found = least_squares(
        residuals, begun, bounds=(low, high), x_scale=1.0, max_nfev=STEPS, xtol=1e-7, ftol=1e-7
    )
    return whole(found.x)


def _rounded(goal: Goal, x: Array, digits: int) -> Array | None:
    """Numbers of so few decimals beside these that satisfy every constraint; what stood, stays."""
    moving = np.abs(x - goal.start) / goal.units > NEGLIGIBLE
    ten = 10.0**digits
    inside = np.clip(np.round(x * ten), np.ceil(goal.low * ten), np.floor(goal.high * ten))
    y = np.where(moving, np.round(inside / ten, digits), goal.start)
    looked = len(goal.seen)
    for _ in range(PASSES):
        if goal.at(y).met:
            beside = _beside(goal, y, _a_step_away(moving), (-1, 1), digits)
            roomy = (y,) if goal.is_roomy(y) else filter(goal.is_roomy, beside)
            return min(roomy, key=goal.change, default=y)
        if len(goal.seen) > looked + MOST_BESIDE:
            break
        for places, steps in ((_a_step_away(moving), (-1, 1)), (_around(goal, moving), WIDE)):
            better = min(_beside(goal, y, places, steps, digits), key=goal.lack, default=y)
            if goal.lack(better) < goal.lack(y):
                break
        else:
            break
        y = better
    return y if goal.at(y).met else None


def _a_step_away(moving: NDArray[np.bool_]) -> list[list[int]]:
    """Every moving number, and every two of them if they are few."""
    all_moving = np.flatnonzero(moving).tolist()
    pairs = map(list, combinations(all_moving, 2)) if len(all_moving) <= MOST_PAIRED else ()
    return [*([at] for at in all_moving), *pairs]


def _around(goal: Goal, moving: NDArray[np.bool_]) -> list[list[int]]:
    """Every two moving numbers of a group."""
    groups = [np.arange(len(moving))[group] for group in goal.groups]
    return [list(pair) for group in groups for pair in combinations(group[moving[group]], 2)]


def _beside(
    goal: Goal, y: Array, places: list[list[int]], steps: Sequence[int], digits: int
) -> Iterator[Array]:
    """Numbers so many steps of the last decimal away, in some places at a time."""
    for where in places:
        for number in product(steps, repeat=len(where)):
            near = y.copy()
            near[where] = np.round(near[where] + np.array(number) * 10.0**-digits, digits)
            if np.all((goal.low <= near) & (near <= goal.high)):
                yield near

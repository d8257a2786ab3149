"""The directions in which points spread most: principal components, the same ones every time.

Axes: m points, d coordinates, k components. Pearson 1901; by the singular value decomposition of
the centred points, which are first made about one long, so that their scale plays no part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.maths.linear import Array, locked

TIED = 1e-9  # of the largest spread: two closer than this are equal, one below it is none
LEADING = 1e-6  # of an axis's largest coordinate: one that is smaller by less is as large
NEW = 1e-3  # length that a direction must add to those before; below 1/√1024, so enough do


@dataclass(frozen=True, eq=False)
class Components:
    """The points seen along their k directions of largest spread, from their centre."""

    centre: Array  # [d] the points' mean
    axes: Array  # [k, d] orthonormal, largest spread first; zero rows where d < k
    places: Array  # [m, k] each point from the centre, along the axes
    shares: Array  # [k] share of all spread (variance) along each axis, 0 to 1
    kept: Array  # [k] share that the first 1, 2, … k axes keep together; 1 where nothing spreads


def components(points: Array, count: int = 3) -> Components:  # [m, d]
    """The first `count` principal components of these points.

    Signs are fixed: of each axis's largest coordinates (equal ones to a millionth), the first is
    positive. Where spreads tie, every choice of axes is as good: the first then leans to the first
    coordinate as far as it can, the next to the next, and so on. So neither depends on the points'
    order.
    """
    lowest = points.min(axis=0)
    above = points - lowest  # where all points are equal, exactly zero
    middle = above.mean(axis=0)
    largest = float(np.abs(above - middle).max()) or 1.0
    scaled = (above - middle) / largest
    _, strengths, directions = np.linalg.svd(scaled, full_matrices=False)
    spreading = strengths > TIED * strengths[0]
    axes = _axes(directions[spreading], strengths[spreading], count)
    places = scaled @ axes.T * largest
    places[:, int(spreading.sum()) :] = 0.0
    shares = _shares(strengths * spreading, count)
    kept = np.minimum(np.cumsum(shares), 1.0)
    kept[max(0, int(spreading.sum()) - 1) :] = 1.0
    return Components(
        locked(lowest + middle), locked(axes), locked(places), locked(shares), locked(kept)
    )


def _shares(strengths: Array, count: int) -> Array:  # [r] -> [count]
    squares = strengths**2
    total = float(squares.sum())
    shares = np.zeros(count)
    shares[: len(squares)] = squares[:count] / total if total > 0 else 0.0
    return shares


def _axes(directions: Array, strengths: Array, count: int) -> Array:  # [r, d], [r] -> [count, d]
    """The directions with signs and ties settled; then others at right angles to all of them."""
    width = directions.shape[1]
    ends = [place + 1 for place, pair in enumerate(pairwise(strengths)) if _apart(*pair, strengths)]
    found: list[Array] = []
    for start, end in pairwise([0, *ends, len(strengths)]):
        tied = directions[start:end]
        found += [tied[0]] if len(tied) == 1 else _leaning(_onto(tied), width, len(tied))
    if len(found) < min(count, width):
        found += _leaning(_off(directions), width, min(count, width) - len(found))
    axes = np.zeros((count, width))
    for number, axis in enumerate(found[:count]):
        axes[number] = _signed(axis)
    return axes


def _apart(one: float, other: float, strengths: Array) -> bool:
    return bool(one - other > TIED * strengths[0])


def _signed(axis: Array) -> Array:  # [d] -> [d]
    sizes = np.abs(axis)
    leading = int(np.argmax(sizes >= sizes.max() * (1 - LEADING)))
    return -axis if axis[leading] < 0 else axis


def _onto(basis: Array) -> Callable[[int], Array]:  # [r, d]
    """A coordinate's direction, as far as it lies in the space of these axes."""
    return lambda coordinate: basis.T @ basis[:, coordinate]


def _off(basis: Array) -> Callable[[int], Array]:  # [r, d]
    """A coordinate's direction, as far as it lies outside the space of these axes."""

    def shadow(coordinate: int) -> Array:
        rest = -(basis.T @ basis[:, coordinate])
        rest[coordinate] += 1.0
        return np.asarray(rest)

    return shadow


def _leaning(shadow: Callable[[int], Array], width: int, count: int) -> list[Array]:
    """Orthonormal axes of a space, as near as can be to the coordinates, in their order."""
    found: list[Array] = []
    for coordinate in range(width):
        axis = shadow(coordinate)
        for _ in range(2):  # the second time for what rounding left
            for other in found:
                axis = axis - (other @ axis) * other
        length = float(np.linalg.norm(axis))
        if length > NEW:
            found.append(axis / length)
        if len(found) == count:
            break
    return found

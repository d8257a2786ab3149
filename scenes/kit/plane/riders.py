"""What rides along when a matrix moves the plane: arrows, their names, columns of digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from manim import Animation, AnimationGroup, Mobject, UpdateFromAlphaFunc
from manim.utils.rate_functions import smooth

from scenes.kit.plane.arrows import Arrow
from scenes.kit.source import Source

GLIMPSES = 9  # looks at a motion, to keep it inside its region
ARRIVED = 1 - 1e-9  # a share of the way that is the whole way, but for rounding

PlaneMotion = Callable[[float], np.ndarray]
"""Matrices [2, 2] over 0..1."""


@dataclass(frozen=True, eq=False)
class Rider:
    """A prop, how it looks under a matrix on the way, and how it rests at a numbered stop."""

    prop: Mobject
    show: Callable[[np.ndarray], object]
    rest: Callable[[int], object]

    def trip(self, motion: PlaneMotion, stop: int, seconds: float) -> Animation:
        """Follow a motion of matrices and come to rest at a stop."""
        return UpdateFromAlphaFunc(
            self.prop,
            lambda _, t: self.rest(stop) if t > ARRIVED else self.show(motion(t)),
            run_time=seconds,
            rate_func=smooth,
        )


@dataclass(frozen=True, eq=False)
class Name:
    """A name that keeps to the tip of a riding arrow; `spots[stop]` [3] is its way from the tip."""

    prop: Mobject
    arrow: Arrow
    spots: dict[int, np.ndarray]

    def trip(self, _: PlaneMotion, stop: int, seconds: float) -> Animation:
        """Glide beside the tip from the spot where it is to the next stop's."""
        start, end = self.prop.get_center() - self.arrow.tip, self.spots[stop]
        return UpdateFromAlphaFunc(
            self.prop,
            lambda m, t: m.move_to(self.arrow.tip + start + (end - start) * t),
            run_time=seconds,
            rate_func=smooth,
        )


def trip(
    riders: Sequence[Rider | Name], motion: PlaneMotion, stop: int, seconds: float
) -> AnimationGroup:
    """All follow one motion of matrices; names after their arrows."""
    ordered = sorted(riders, key=lambda rider: isinstance(rider, Name))
    return AnimationGroup(*(rider.trip(motion, stop, seconds) for rider in ordered))


def riding(
    arrow: Arrow,
    matrices: np.ndarray,
    numbers: np.ndarray,
    index: tuple[int, ...],
    coordinates: np.ndarray,
    tail: np.ndarray | None = None,
) -> Rider:
    """An arrow with fixed coordinates [2] in the moving grid, its tail at others.

    At a stop, where `matrices[stop]` has taken the grid, it shows `numbers[stop][index]`.
    """
    start = np.zeros(2) if tail is None else tail

    def show(matrix: np.ndarray) -> None:
        arrow.show(matrix @ coordinates, matrix @ start)

    def rest(stop: int) -> None:
        show(matrices[stop])
        arrow.tell(Source(numbers, (stop, *index)))

    return Rider(arrow, show, rest)

"""The numbers at the ends of a plane's axes, which tell its scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.kit.layout import LEAST_TEXT
from scenes.kit.plane.view import View
from scenes.kit.source import SLACK, Source, Sourced
from scenes.kit.theme import Theme
from scenes.kit.type.words import Words, line_of

SIZE = LEAST_TEXT * 1.05  # em
MARGIN = 0.3  # Manim units that a number needs to the region's edge
BUFF = 0.08  # and from its axis
WEIGHT = 400


@dataclass(frozen=True, eq=False)
class Scale:
    """The lattice's numbers nearest to the ends of a view's axes."""

    view: View
    ends: np.ndarray  # [2, 2] a vector on each axis; zero where there is no room for its number

    @property
    def given(self) -> tuple[np.ndarray, ...]:
        """A view has a scale of its own, whatever is drawn on it."""
        return ()

    def again(self) -> Scale:
        """The same, computed anew."""
        return scale_of(self.view)


def scale_of(view: View) -> Scale:
    """The outermost lattice numbers on both axes, just inside the region."""
    room = np.array([view.region.right, view.region.top]) - MARGIN - np.array(view.origin)
    ends: np.ndarray = np.diag([math.floor(each / view.scale / view.step) for each in room])
    ends = ends * view.step
    ends.setflags(write=False)
    return Scale(view, ends)


class Tick(Sourced, Words):
    """A number beside its place on an axis: below it or left of it, or across where that is out."""

    def __init__(self, theme: Theme, scale: Scale, axis: int) -> None:
        self.source, self.view, self.axis = (
            Source(scale.ends, (axis, axis), scale),
            scale.view,
            axis,
        )
        super().__init__(theme, _told(theme, self.source), SIZE, "muted", WEIGHT)
        self.move_to(self._spot())

    def cross_over(self) -> Tick:
        """Stand on the other side of the axis."""
        return self.move_to(self._mirrored(self.get_center()))

    def misreading(self) -> str | None:
        """What it says, or where it stands, if that is not its number or its number's place."""
        told = _told(self.theme, self.source)
        if self.words != told or not self.draws(line_of(self.theme, told, WEIGHT)):
            return f"shows {self.words}, the plane says {told}"
        here, spot = self.get_center(), self._spot()
        if min(_apart(here, spot), _apart(here, self._mirrored(spot))) <= SLACK:
            return None
        return f"stands at {self.view.numbers(here)}, which is not the place of {told}"

    def _spot(self) -> np.ndarray:
        """Where its middle [3] belongs."""
        region, half = self.view.region, np.array([self.width, self.height, 0.0]) / 2
        point = self.view.point(self.source.numbers[self.axis])
        across = 1 - self.axis
        away = np.zeros(3)
        away[across] = half[across] + BUFF
        least = (region.left, region.bottom)[across]
        hidden = point[across] - 2 * half[across] < least
        spot = point + away if hidden else point - away
        if self.axis == 0:
            spot[0] += min(0.0, region.right - spot[0] - half[0])
        return np.asarray(spot)

    def _mirrored(self, point: np.ndarray) -> np.ndarray:
        """A point [3] seen in the axis."""
        across, mirrored = 1 - self.axis, np.array(point)
        mirrored[across] = 2 * self.view.origin[across] - point[across]
        return mirrored


def ticks_of(theme: Theme, view: View) -> list[Tick]:
    """A number near the end of each axis."""
    scale = scale_of(view)
    return [Tick(theme, scale, axis) for axis in (0, 1) if scale.ends[axis].any()]


def _told(theme: Theme, source: Source) -> str:
    return theme.numerals.shortest(round(float(source.value), 12))


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(one - other))

"""How numbers become points on the screen, and points numbers (no Manim here)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenes.kit.layout import Region

LATTICE_SPACING = 0.85  # Manim units between lattice lines, about
ROOM = (0.75, 0.5)  # kept free around the arrows for their labels, across and down
SLIVER = 0.05  # of a region without any room, that a view fits its vectors into
NOTHING = 1e-100  # vectors no longer than this are all zero, to the eye


@dataclass(frozen=True, eq=False)
class View:
    """How numbers become points: one scale for both axes, and where the origin stands."""

    region: Region
    scale: float  # Manim units for a number of 1
    origin: tuple[float, float]
    spacing: float | None = None  # between lattice lines, in numbers; None: a round one that fits
    ground: Region | None = None  # that axes and lattice run through; None: the region alone

    def __deepcopy__(self, memo: dict[int, object]) -> View:
        return self

    def point(self, numbers: np.ndarray | Sequence[float]) -> np.ndarray:
        """The point [3] (or points [..., 3]) of a vector [2] (or vectors [..., 2])."""
        numbers = np.asarray(numbers, dtype=float)
        points = np.zeros((*numbers.shape[:-1], 3))
        points[..., :2] = numbers * self.scale + np.array(self.origin)
        return points

    def numbers(self, point: np.ndarray) -> np.ndarray:
        """The vector [2] that a point stands for."""
        return (np.asarray(point)[..., :2] - np.array(self.origin)) / self.scale

    def toward(self, other: View, share: float) -> View:
        """The view at this share, 0 to 1, of the way to another: all points go straight."""
        return View(
            self.region.toward(other.region, share),
            self.scale + (other.scale - self.scale) * share,
            (
                self.origin[0] + (other.origin[0] - self.origin[0]) * share,
                self.origin[1] + (other.origin[1] - self.origin[1]) * share,
            ),
            ground=self.lined.toward(other.lined, share),
        )

    @property
    def lined(self) -> Region:
        """What axes and lattice run through."""
        return self.ground or self.region

    def over(self, ground: Region) -> View:
        """The same view, whose axes and lattice run on through the ground around its region."""
        return replace(self, ground=ground)

    @property
    def step(self) -> float:
        """A round number (1, 2 or 5 times a power of ten) between lattice lines."""
        if self.spacing is not None:
            return self.spacing
        rough = LATTICE_SPACING / self.scale
        power = 10.0 ** math.floor(math.log10(rough))
        return min((m * power for m in (1, 2, 5, 10)), key=lambda s: abs(math.log(s / rough)))

    def in_units(self) -> View:
        """The same view with a lattice of whole units, where those can be told apart."""
        return replace(self, spacing=1.0) if 0.3 < self.scale < 4 else self

    @staticmethod
    def fitting(region: Region, *vectors: np.ndarray, room: tuple[float, float] = ROOM) -> View:
        """The largest view of these vectors [..., 2] and of the origin that leaves room for labels.

        Vectors that are all zero are shown on a scale of one.
        """
        every = np.vstack([np.zeros((1, 2)), *(np.reshape(v, (-1, 2)) for v in vectors)])
        low, high = every.min(axis=0), every.max(axis=0)
        reach = float(np.abs(every).max())
        if reach <= NOTHING:
            low, high = -np.ones(2), np.ones(2)
        inside = _room_for_labels(region, low, high, room)
        spans = np.maximum(high - low, 1e-12 * reach)
        sizes = np.maximum([inside.width, inside.height], SLIVER)
        scale = float((sizes / spans).min())
        centre = np.array(inside.centre) - (low + high) / 2 * scale
        return View(region, scale, (float(centre[0]), float(centre[1])))


def _room_for_labels(
    region: Region, low: np.ndarray, high: np.ndarray, room: tuple[float, float]
) -> Region:
    """The region less the room for labels; where only the origin reaches, less is needed."""
    across, down = min(room[0], region.width / 4), min(room[1], region.height / 4)
    left, right = (across if reaches else across / 2 for reaches in (low[0] < 0, high[0] > 0))
    bottom, top = (down if reaches else 0.9 * down for reaches in (low[1] < 0, high[1] > 0))
    return Region(
        region.left + left, region.bottom + bottom, region.right - right, region.top - top
    )

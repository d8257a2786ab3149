"""The curve of eˣ: never below zero, and ever steeper."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from manim import Circle, Line, VGroup, VMobject

from scenes.kit.layout import Region
from scenes.kit.plane.plane import segments
from scenes.kit.source import SLACK, Source, Sourced
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths

SAMPLES = 60
REACH = 7.0  # of the horizontal axis, to the left of the largest score; beyond, eˣ is nothing
LEFT, RIGHT = -1.5, 1.0  # the axis shows at least this much
BEYOND = 0.25  # and so much more than the scores
STROKE, DROP = 4.0, 2.0  # stroke widths
DOT = 0.085
SWELL = 1.08  # height of the plot, in heights of its highest point


@dataclass(frozen=True)
class Plot:
    """A part of the axis of numbers and, above it, of their heights, in a region."""

    region: Region
    left: float
    right: float
    top: float

    def __deepcopy__(self, memo: dict[int, object]) -> Plot:
        return self

    def point(self, x: float, y: float) -> np.ndarray:
        """Where a number and its height stand [3]."""
        across = (x - self.left) / (self.right - self.left)
        up = y / self.top
        return np.array(
            [
                self.region.left + across * self.region.width,
                self.region.bottom + up * self.region.height,
                0.0,
            ]
        )

    def number(self, point: np.ndarray) -> float:
        """The number over which a point [3] stands."""
        across = (float(point[0]) - self.region.left) / self.region.width
        return self.left + across * (self.right - self.left)


class ExponentialCurve(VGroup):
    """eˣ over a part of the axis that holds the exponents, with a dot on it for each of them.

    An exponent too far to the left to be told from minus infinity has no dot.
    """

    def __init__(
        self, theme: Theme, region: Region, exponents: np.ndarray, row: int, size: float
    ) -> None:
        finite = [x for x in exponents[row].tolist() if math.isfinite(x)] or [0.0]
        right = max(RIGHT, max(finite) + BEYOND)
        left = max(min(LEFT, min(finite) - BEYOND), right - REACH)
        top = math.exp(right) * SWELL
        plot = Plot(region, left, right, top)
        curve = VMobject(stroke_color=theme.positive, stroke_width=STROKE)
        xs = np.linspace(left, right, SAMPLES)
        curve.set_points_smoothly([plot.point(x, math.exp(x)) for x in xs])
        axes = [(plot.point(left, 0), plot.point(right, 0))]
        if left <= 0:
            axes.append((plot.point(0, 0), plot.point(0, top)))
        told = Maths(theme, "positive(e^x)", size)
        corner = plot.point(left, top)
        told.move_to(corner + np.array([told.width / 2, -told.height / 2, 0.0]))
        super().__init__(segments(axes, theme.muted, theme.strokes.axis), curve, told)
        shown = np.flatnonzero((exponents[row] >= left) & (exponents[row] <= right))
        sources = [Source(exponents, (row, int(j))) for j in shown]
        self.drops = [Drop(theme, plot, source) for source in sources]
        self.dots = [Sample(theme, plot, source) for source in sources]


class Drop(Sourced, Line):
    """The way from an exponent on the axis up to its height on the curve."""

    def __init__(self, theme: Theme, plot: Plot, source: Source) -> None:
        self.plot, self.source = plot, source
        x = float(source.value)
        super().__init__(
            plot.point(x, 0),
            plot.point(x, math.exp(x)),
            stroke_color=theme.text,
            stroke_width=DROP,
            stroke_opacity=0.6,
        )

    def misreading(self) -> str | None:
        """Where it ends, if that is not its exponent's place on the curve."""
        return _off_the_curve(self.plot, self.points[-1], self.source)


class Sample(Sourced, Circle):
    """An exponent as a dot on the curve."""

    def __init__(self, theme: Theme, plot: Plot, source: Source) -> None:
        self.plot, self.source = plot, source
        super().__init__(DOT, fill_color=theme.text, fill_opacity=1, stroke_width=0)
        x = float(source.value)
        self.move_to(plot.point(x, math.exp(x)))

    def misreading(self) -> str | None:
        """Where it stands, if that is not its exponent's place on the curve."""
        return _off_the_curve(self.plot, self.get_center(), self.source)


def _off_the_curve(plot: Plot, point: np.ndarray, source: Source) -> str | None:
    x = float(source.value)
    if float(np.abs(point - plot.point(x, math.exp(x))).max()) <= SLACK:
        return None
    return f"stands over {plot.number(point)}, the trace says {x}"

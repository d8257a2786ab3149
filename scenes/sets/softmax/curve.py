"""The curve of eˣ: never below zero, and ever steeper."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from manim import Circle, Line, VGroup, VMobject

from scenes.kit.layout import Region
from scenes.kit.plane.plane import segments
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths

SAMPLES = 60
REACH = 7.0  # of the horizontal axis, to the left of the largest score; beyond, eˣ is nothing
LEFT, RIGHT = -1.5, 1.0  # the axis shows at least this much
BEYOND = 0.25  # and so much more than the scores
STROKE, AXIS, DROP = 4.0, 2.0, 2.0  # stroke widths
DOT = 0.085
SWELL = 1.08  # height of the plot, in heights of its highest point


class ExponentialCurve(VGroup):
    """eˣ over a part of the axis that holds the exponents, with a dot on it for each of them.

    An exponent too far to the left to be told from minus infinity has no dot.
    """

    def __init__(
        self, theme: Theme, region: Region, exponents: Sequence[float], size: float
    ) -> None:
        finite = [x for x in exponents if math.isfinite(x)] or [0.0]
        self.right = max(RIGHT, max(finite) + BEYOND)
        self.left = max(min(LEFT, min(finite) - BEYOND), self.right - REACH)
        self.region = region
        self.top = math.exp(self.right) * SWELL
        xs = np.linspace(self.left, self.right, SAMPLES)
        self.curve = VMobject(stroke_color=theme.positive, stroke_width=STROKE)
        self.curve.set_points_smoothly([self.point(x, math.exp(x)) for x in xs])
        axes = [(self.point(self.left, 0), self.point(self.right, 0))]
        if self.left <= 0:
            axes.append((self.point(0, 0), self.point(0, self.top)))
        self.axes = segments(axes, theme.muted, AXIS)
        told = Maths(theme, "positive(e^x)", size)
        corner = self.point(self.left, self.top)
        told.move_to(corner + np.array([told.width / 2, -told.height / 2, 0.0]))
        super().__init__(self.axes, self.curve, told)
        shown = [x for x in exponents if self.left <= x <= self.right]
        self.drops = [
            Line(
                self.point(x, 0),
                self.point(x, math.exp(x)),
                stroke_color=theme.text,
                stroke_width=DROP,
                stroke_opacity=0.6,
            )
            for x in shown
        ]
        self.dots = [
            Circle(DOT, fill_color=theme.text, fill_opacity=1, stroke_width=0).move_to(
                self.point(x, math.exp(x))
            )
            for x in shown
        ]

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

"""A slider for the temperature: the lesson's own in the middle, colder left, hotter right."""

from __future__ import annotations

import math

import numpy as np
from manim import Circle, Line, VGroup

from scenes.kit.layout import Layout, Region, at
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

REACH = 4.0  # the ends are the lesson's temperature divided and multiplied by this
KNOB, RAIL, TICK = 0.11, 4.0, 0.12  # radius; stroke width; half a tick's length
LONGEST = 4.2  # Manim units


class Slider(VGroup):
    """The temperature as a knob on a rail, and as a number."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        region: Region,
        temperature: tuple[np.ndarray, int],
        words: dict[str, str],
    ) -> None:
        numbers, index = temperature
        size = layout.type.maths
        self.own = float(numbers[index])
        top, middle, bottom = region.rows(1.1, 0.5, 0.8, gap=0.05)
        half = min(LONGEST, region.width - 0.3) / 2
        self.middle = at(middle)
        self.half = np.array([half, 0.0, 0.0])
        self.rail = Line(
            self.middle - self.half,
            self.middle + self.half,
            stroke_color=theme.edge,
            stroke_width=RAIL,
        )
        reach = np.array([0.0, TICK, 0.0])
        self.home = Line(
            self.middle - reach, self.middle + reach, stroke_color=theme.muted, stroke_width=2.5
        )
        self.knob = Circle(KNOB, fill_color=theme.text, fill_opacity=1, stroke_width=0)
        self.number = Number(theme, numbers, index, size)
        name = Maths(theme, "T =", size)
        name.move_to(np.array([top.centre[0] - 0.3, top.centre[1], 0.0]))
        self.number.next_to(name, np.array([1.0, 0.0, 0.0]), buff=0.12).on_line_with(name)
        ends = [Words(theme, words[end], layout.type.small, "muted") for end in ("cold", "hot")]
        for end, side in zip(ends, (-1.0, 1.0), strict=True):
            end.narrowed_to(half - 0.1)
            edge = self.middle + side * self.half
            end.move_to(np.array([edge[0] - side * end.width / 2, bottom.centre[1], 0.0]))
        super().__init__(self.rail, self.home, self.knob, name, self.number, *ends)
        self.left = float(self.number.get_left()[0])
        self.show(1.0)

    def show(self, multiple: float) -> Slider:
        """Stand at a multiple of the lesson's temperature."""
        self.knob.move_to(self.middle + self.half * math.log(multiple) / math.log(REACH))
        self.number.show(self.own * multiple)
        self.number.shift(np.array([self.left - float(self.number.get_left()[0]), 0.0, 0.0]))
        return self

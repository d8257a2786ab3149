"""A slider for the temperature: the lesson's own in the middle, colder left, hotter right."""

from __future__ import annotations

import math

import numpy as np
from manim import RIGHT, Circle, Line, VGroup

from core.trace.what_ifs import Tempered
from scenes.kit.layout import Layout, Region, at
from scenes.kit.source import SLACK, Source, Telling, difference
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

REACH = 4.0  # the ends are the lesson's temperature divided and multiplied by this
KNOB, RAIL, TICK = 0.11, 4.0, 0.12  # radius; stroke width; half a tick's length
LONGEST = 4.2  # Manim units


class Knob(Telling, Circle):
    """A temperature as a place on a rail, whose middle is the lesson's own; equal factors are
    equally far apart.
    """

    def __init__(self, theme: Theme, middle: np.ndarray, half: float, source: Source) -> None:
        super().__init__(KNOB, fill_color=theme.text, fill_opacity=1, stroke_width=0)
        self.middle, self.half = middle, half
        self.home = float(source.value)
        self.tell(source)

    def show(self, value: float) -> Knob:
        """Stand at a temperature."""
        share = math.log(value / self.home) / math.log(REACH)
        self.move_to(self.middle + np.array([share * self.half, 0.0, 0.0]))
        return self

    def drawn(self) -> float:
        """The temperature at which it stands."""
        share = float(self.get_x() - self.middle[0]) / self.half
        return float(self.home * REACH**share)

    def misreading(self) -> str | None:
        """The temperature at which it stands, if that is not its own."""
        value = float(self.source.value)
        return difference(self.drawn(), value, SLACK * value)


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
        top, middle, bottom = region.rows(1.1, 0.5, 0.8, gap=0.05)
        half = min(LONGEST, region.width - 0.3) / 2
        centre, across, up = at(middle), np.array([half, 0.0, 0.0]), np.array([0.0, TICK, 0.0])
        rail = Line(centre - across, centre + across, stroke_color=theme.edge, stroke_width=RAIL)
        home = Line(
            centre - up, centre + up, stroke_color=theme.muted, stroke_width=theme.strokes.tick
        )
        self.knob = Knob(theme, centre, half, Source(numbers, index))
        self.number = Number(theme, numbers, index, size)
        self.number.calm = "×" not in self.number.shown
        name = Maths(theme, "T =", size)
        name.move_to(np.array([top.centre[0] - 0.3, top.centre[1], 0.0]))
        self.number.next_to(name, RIGHT, buff=0.12).on_line_with(name)
        ends = [Words(theme, words[end], layout.type.small, "muted") for end in ("cold", "hot")]
        for end, side in zip(ends, (-1.0, 1.0), strict=True):
            end.narrowed_to(half - 0.1)
            edge = centre + side * across
            end.move_to(np.array([edge[0] - side * end.width / 2, bottom.centre[1], 0.0]))
        super().__init__(rail, home, self.knob, name, self.number, *ends)
        self.left = float(self.number.get_left()[0])

    def suppose(self, row: Tempered) -> Slider:
        """Stand at another temperature."""
        source = Source(row.temperature, 0, row)
        self.knob.suppose(source)
        self.number.suppose(source)
        return self._flush()

    def settle(self) -> Slider:
        """Come back to the lesson's own."""
        self.knob.settle()
        self.number.settle()
        return self._flush()

    def _flush(self) -> Slider:
        """The number stays beside its name, however long it is."""
        self.number.shift(np.array([self.left - float(self.number.get_left()[0]), 0.0, 0.0]))
        return self

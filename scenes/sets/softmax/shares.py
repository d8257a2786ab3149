"""Bars that stand upright, and one bar that is split into shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manim import Rectangle, VGroup, VMobject

from core.trace.what_ifs import Tempered
from scenes.kit.layout import Region
from scenes.kit.props.bars import Bar
from scenes.kit.props.cards import plate
from scenes.kit.segments import boxed
from scenes.kit.source import Source
from scenes.kit.theme import Theme

LEAST = 1e-4  # share of its room that an empty bar keeps, so that it has a place
ROUND = 0.05  # radius of a column's corners
EDGE = 2.0  # stroke width of the ground between two shares


class Trackless(Bar):
    """A bar without a track: what fills its region is filled by a number of `full`."""

    def __init__(
        self,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, ...],
        full: float,
        fill: VMobject,
    ) -> None:
        VGroup.__init__(self, fill)
        self.source, self.full, self.region, self.fill = Source(numbers, index), full, region, fill
        self.left = region.left
        self.show(float(self.source.value))


class Column(Trackless):
    """A bar that grows upward: its height over the region's is the number over `full`."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, ...],
        full: float,
        role: str = "positive",
    ) -> None:
        fill = plate(region, ROUND, fill_color=theme.colour(role), fill_opacity=1, stroke_width=0)
        super().__init__(region, numbers, index, full, fill)

    def show(self, value: float) -> Column:
        """Stand as high as a value (while changing); never above the region."""
        height = float(np.clip(value / self.full, LEAST, 1.0)) * self.region.height
        column = replace(self.region, top=self.region.bottom + height)
        self.fill.points = boxed(column, min(ROUND, 0.49 * height))
        return self

    def drawn(self) -> float:
        """The number that the height shows."""
        return float(self.fill.height / self.region.height) * self.full


class Share(Trackless):
    """A part of a whole: its length over the whole's is the number over `full`.

    It begins at `left`, where the part before it ends.
    """

    def __init__(
        self,
        theme: Theme,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, ...],
        full: float,
        role: str,
    ) -> None:
        fill = Rectangle(
            width=region.width,
            height=region.height,
            fill_color=theme.colour(role),
            fill_opacity=1,
            stroke_color=theme.background,
            stroke_width=EDGE,
        )
        super().__init__(region, numbers, index, full, fill)

    def show(self, value: float) -> Share:
        """Be as long as a value, from where it begins."""
        width = float(np.clip(value / self.full, LEAST, 1.0)) * self.region.width
        self.fill.points = boxed(replace(self.region, left=self.left, right=self.left + width))
        return self

    def drawn(self) -> float:
        """The number that the length shows."""
        return float(self.fill.width / self.region.width) * self.full


class UnitBar(VGroup):
    """A row of numbers laid end to end; together they fill the bar."""

    def __init__(
        self, theme: Theme, region: Region, numbers: np.ndarray, row: int, full: float, role: str
    ) -> None:
        self.shares = [
            Share(theme, region, numbers, (row, j), full, role) for j in range(numbers.shape[1])
        ]
        super().__init__(*self.shares)
        self._lay()

    def retell(self, numbers: np.ndarray, full: float) -> UnitBar:
        """Tell another array [n, n] of the trace, of which `full` fills the bar."""
        for share in self.shares:
            share.source, share.full = Source(numbers, share.source.index), full
        return self._lay()

    def suppose(self, row: Tempered) -> UnitBar:
        """Tell the weights of another temperature."""
        for j, share in enumerate(self.shares):
            share.suppose(Source(row.weights, j, row))
        return self._lay()

    def settle(self) -> UnitBar:
        """Come back from another temperature."""
        for share in self.shares:
            share.settle()
        return self._lay()

    def _lay(self) -> UnitBar:
        """Lay the shares end to end."""
        left = self.shares[0].region.left
        for share in self.shares:
            value = float(share.source.value)
            share.left = left
            share.show(value)
            left += value / share.full * share.region.width
        return self

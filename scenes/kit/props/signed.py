"""A number on a line with zero in its middle: blue to the right, red to the left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manim import Line, Rectangle, VGroup

from scenes.kit.layout import Region, at
from scenes.kit.props.bars import ROUNDED, THICK, track_in
from scenes.kit.segments import around, boxed
from scenes.kit.source import Source, Telling, difference
from scenes.kit.theme import Theme

OVER = 0.07  # of the zero mark beyond the track, at both ends
THINNEST = 1e-4  # share of half the track that an empty bar keeps, so that it has a place


class SignedBar(Telling, VGroup):
    """A bar from zero, in the middle of its track, which ends at ±`full`."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, ...] | int,
        full: float,
    ) -> None:
        self.theme, self.full = theme, full
        self.source = Source(numbers, index)
        height, middle = min(THICK, region.height), at(region)
        self.track = track_in(theme, region)
        self.fill = Rectangle(width=1, height=height, stroke_width=0, fill_opacity=1)
        reach = np.array([0.0, height / 2 + OVER, 0.0])
        self.zero = Line(
            middle - reach,
            middle + reach,
            stroke_color=theme.muted,
            stroke_width=theme.strokes.tick,
        )
        super().__init__(self.track, self.fill, self.zero)
        self.show(float(self.source.value))

    def show(self, value: float) -> SignedBar:
        """Reach from zero to a value (while changing); never beyond the track's ends."""
        share = float(np.clip(value / self.full, -1.0, 1.0))
        track = around(self.track.points)
        zero, reach = track.centre[0], max(abs(share), THINNEST) * track.width / 2
        if share >= 0:
            filled = replace(track, left=zero, right=zero + reach)
        else:
            filled = replace(track, left=zero - reach, right=zero)
        self.fill.points = boxed(filled)
        self.fill.set_fill(self.theme.colour("positive" if share >= 0 else "negative"))
        return self

    def drawn(self) -> float:
        """The number that the bar shows."""
        reach = float(self.fill.get_x() - self.track.get_x()) * 2
        return reach / float(self.track.width / 2) * self.full

    def misreading(self) -> str | None:
        """The number that it shows, if that is not its own."""
        return difference(self.drawn(), float(self.source.value), ROUNDED * self.full)

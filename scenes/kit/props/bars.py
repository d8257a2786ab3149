"""Attention weights as bars: a word, a length, a number, all three the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.props.cards import plate
from scenes.kit.rounded import RoundedRectangle
from scenes.kit.segments import around, boxed
from scenes.kit.source import Source, Telling, difference
from scenes.kit.theme import Theme
from scenes.kit.type.number import Number
from scenes.kit.type.words import held

THICK = 0.3  # height of a bar at most
ROUNDED = 2e-3  # share of its track that a bar's round end may take
NAME, LEAST_NAME = 0.42, 0.15  # of the width: a bar's word at most, and at least if it is long
DIGITS = 0.36  # of the width at most: its number, if it can still be read
TRACK = 0.3  # of the width at least, as far as word and number allow
BESIDE, AFTER = 0.16, 0.14  # between word and track, and track and number


def track_in(theme: Theme, region: Region) -> RoundedRectangle:
    """The empty track of a bar, in the middle of a region."""
    height = min(THICK, region.height)
    lane = region.inset(0.0, (region.height - height) / 2)
    return plate(
        lane, height * 0.3, fill_color=theme.edge, fill_opacity=theme.tones.track, stroke_width=0
    )


class Bar(Telling, VGroup):
    """A share of a track: the filled length over the track's length is the number."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, ...] | int,
        role: str = "weight",
        full: float = 1.0,
    ) -> None:
        super().__init__()
        self.source, self.full, self.region = Source(numbers, index), full, region
        height = min(THICK, region.height)
        self.track = track_in(theme, region)
        self.fill: VMobject = RoundedRectangle(
            corner_radius=0.01,
            width=1,
            height=height,
            fill_color=theme.colour(role),
            fill_opacity=1,
            stroke_width=0,
        )
        self.add(self.track, self.fill)
        self.show(float(self.source.value))

    def show(self, value: float) -> Bar:
        """Fill the track to a value (while changing); never beyond its ends."""
        share = float(np.clip(value / self.full, 1e-4, 1.0))
        track = around(self.track.points)
        filled = replace(track, right=track.left + track.width * share)
        self.fill.points = boxed(filled, min(filled.height * 0.3, filled.width * 0.49))
        return self

    def drawn(self) -> float:
        """The number that the length shows."""
        return float(self.fill.width / self.track.width) * self.full

    def misreading(self) -> str | None:
        """The number that its length shows, if that is not its own, as far as the track goes."""
        wanted = float(np.clip(self.source.value, 0, self.full))
        return difference(self.drawn(), wanted, ROUNDED * self.full)


class WeightBars(VGroup):
    """One row of a matrix as bars, each with its word and number; perhaps only those `shown`."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        words: Sequence[str],
        numbers: np.ndarray,
        row: int,
        role: str = "weight",
        size: float = 0.34,
        shown: Sequence[int] | None = None,
        full: float = 1.0,
    ) -> None:
        super().__init__()
        chosen = range(len(words)) if shown is None else shown
        words = [words[each] for each in chosen]
        height = min(0.62, region.height / max(len(words), 1))
        size = max(LEAST_TEXT, min(size, height * 0.72, region.width * 0.11))
        form = "share" if role == "weight" else "plain"
        digits = [Number(theme, numbers, (row, each), size * 1.1, form=form) for each in chosen]
        widest = max((number.width for number in digits), default=0.0)
        scale = min(1.0, max(DIGITS * region.width / max(widest, 1e-9), LEAST_TEXT / (size * 1.1)))
        for number in digits:
            number.scale(scale)
        room = (1 - TRACK) * region.width - widest * scale - BESIDE - AFTER
        room = min(NAME * region.width, max(room, LEAST_NAME * region.width))
        names = [held(theme, text, size, "text", room) for text in words]
        self.names, self.bars, self.digits = names, [], []
        left = region.left + max(name.width for name in names) + BESIDE
        right = region.right - max(number.width for number in digits) - AFTER
        for place, (name, number) in enumerate(zip(names, digits, strict=True)):
            y = region.top - height * (place + 0.5)
            name.move_to(np.array([region.left + name.width / 2, y, 0.0]))
            number.move_to(np.array([region.right - number.width / 2, y, 0.0])).on_line_with(name)
            thick = min(THICK, height * 0.6)
            track = Region(left, y - thick / 2, right, y + thick / 2)
            bar = Bar(theme, track, numbers, (row, chosen[place]), role, full)
            self.bars.append(bar)
            self.digits.append(number)
            self.add(name, bar, number)

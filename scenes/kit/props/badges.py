"""The badge of a flat picture: how long its vectors are, and how much of them two axes keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from manim import DOWN, VGroup

from core.trace.records import View as Space
from scenes.kit.layout import DIGITS, LEAST_TEXT, Region, at
from scenes.kit.plane.view import View
from scenes.kit.theme import Theme
from scenes.kit.type.lines import on_line
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

ABOUT = 0.6  # free height about a badge, in sizes of its words
LENT = 0.6  # of a badge's strip: what the room below the arrows, for names, can spare for it


class Badge(VGroup):
    """The share of its vectors' squared length that a picture keeps; empty where that is all.

    It is told in the first of several texts that has room in one line; else the last one breaks.
    """

    def __init__(
        self, theme: Theme, space: Space, texts: tuple[str, ...], size: float, width: float
    ) -> None:
        super().__init__()
        self.em = size
        if space.exact:
            return
        for text in texts:
            for em in (size, LEAST_TEXT):
                told, self.em = Words(theme, text, em, "muted"), em
                line = on_line(told, Number(theme, space.kept, 0, em * DIGITS, form="percent"))
                if line.width <= width:
                    self.add(*line)
                    return
        self.add(*line.arrange(DOWN, buff=LEAST_TEXT / 2))

    def under(self, region: Region) -> Region:
        """Stand at the bottom of a region; what is left of it above."""
        if not len(self):
            return region
        high = self.height + ABOUT * self.em
        above, strip = region.rows(region.height - high, high, gap=0.0)
        self.move_to(at(strip))
        return above

    def view_above(self, region: Region, *vectors: np.ndarray, room: tuple[float, float]) -> View:
        """Stand at the bottom of a region; the largest view of vectors that is left above.

        The room that is kept below the arrows, and the badge's strip, are partly the same.
        """
        above = self.under(region)
        lent = LENT * (above.bottom - region.bottom)
        wide = Region(above.left, above.bottom - lent, above.right, above.top)
        return replace(View.fitting(wide, *vectors, room=room), region=above)


Badges = Callable[[float, float], Badge]  # of a size (em) for a width

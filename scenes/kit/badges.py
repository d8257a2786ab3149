"""The badge of a flat picture: how long its vectors are, and how much of them two axes keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from manim import DOWN, VGroup

from core.trace import View as Space
from scenes.kit.beat import Beat
from scenes.kit.cards import at, on_line
from scenes.kit.layout import Region
from scenes.kit.text import Number, Words
from scenes.kit.theme import Theme

ABOUT = 0.2  # free height about a badge
TOLD = 0.8  # share of the width that its words may take


class Badge(VGroup):
    """The share of its vectors' squared length that a picture keeps; empty where that is all.

    In one line, or where it would be too wide, in two.
    """

    def __init__(self, theme: Theme, space: Space, text: str, size: float, width: float) -> None:
        super().__init__()
        if space.exact:
            return
        told = Words(theme, text, size, "muted").narrowed_to(width * TOLD)
        kept = Number(theme, space.kept, 0, told.em, "text", form="percent")
        self.add(*on_line(told, kept))
        if self.width > width:
            self.arrange(DOWN, buff=told.em / 2)

    def under(self, region: Region) -> Region:
        """Stand at the bottom of a region; what is left of it above."""
        if not len(self):
            return region
        high = self.height + ABOUT
        above, strip = region.rows(region.height - high, high, gap=0.0)
        self.move_to(at(strip))
        return above


Badges = Callable[[float, float], Badge]  # of a size (em) for a width


def space_of_values(beat: Beat) -> Space:
    """How the values of a beat's head are drawn."""
    return beat.trace.value_views[beat.cast.sentence.heads.index(beat.cast.head)]


def badges_of_values(beat: Beat) -> Badges:
    """Badges for planes of a beat's values, in the beat's words."""
    return partial(Badge, beat.theme, space_of_values(beat), beat.label("kept"))

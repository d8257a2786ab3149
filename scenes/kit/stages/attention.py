"""The panel of a word's attention: its weights as bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from core.catalogue.casting import Cast
from scenes.kit.layout import Layout, Region
from scenes.kit.props.bars import WeightBars
from scenes.kit.props.cards import Card
from scenes.kit.theme import Theme
from scenes.kit.type.words import fitted

WIDE, CROWDED = 2.5, 1.6  # proportions of a card from which its bars have the rest beside them
BAR = 0.58  # height of a weight's row in the card, at most
SHARE = 0.45  # of the card's height: all rows, at most
LOOSE = 1.3  # height of a row where nothing stands below, in the usual ones
BELOW = 1.35  # height left below the bars at least, or what follows stands beside them


class AttentionCard(VGroup):
    """The panel of a word's attention: its weights as bars at the top, room below.

    `below` is the free region under the bars; beside them, if the card is wide and words are many.
    """

    def __init__(
        self, theme: Theme, layout: Layout, cast: Cast, title: str, words: Sequence[str]
    ) -> None:
        super().__init__()
        self.card = Card(theme, layout.panel)
        inside = self.card.inside
        self.title = fitted(theme, title, layout.type.body, "muted", inside.width)
        self.title.move_to(
            np.array([inside.left + self.title.width / 2, inside.top - self.title.height / 2, 0.0])
        )
        top = inside.top - self.title.height - 0.12
        bars, self.below = _bars_and_rest(
            Region(inside.left, inside.bottom, inside.right, top), len(words)
        )
        self.bars = WeightBars(
            theme, bars, words, cast.head.weights, cast.asking, size=layout.type.body
        )
        self.add(self.card, self.title, self.bars)


def _bars_and_rest(room: Region, count: int) -> tuple[Region, Region]:
    """Where a number of bars stand, and what they leave free."""
    high = min(BAR * count, room.height * SHARE)
    crowded = high < 0.6 * BAR * count or room.height - high < BELOW
    if room.width > (CROWDED if crowded else WIDE) * room.height:
        left, right = room.columns(1, 1, gap=0.5)
        high = min(LOOSE * BAR * count, room.height)
        return Region(left.left, left.top - high, left.right, left.top), right
    bars = Region(room.left, room.top - high, room.right, room.top)
    return bars, Region(room.left, room.bottom, room.right, bars.bottom - 0.2)

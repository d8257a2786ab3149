"""The embedding table: one locked row for every word, the same in every sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RoundedRectangle, VGroup

from scenes.kit.cards import HAIRLINE, PADDING, Card, Lock
from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.text import Number, Words
from scenes.kit.theme import Theme

MOST_COLUMNS = 4  # of numbers; a longer row ends in dots
MOST_ROWS = 9
TALLEST_ROW, WIDEST_GAP = 0.72, 0.16
TITLE_ROOM = 0.35  # from the lock's middle to the first row


class Row(VGroup):
    """A word and its numbers, in a frame of its own."""

    def __init__(
        self, theme: Theme, region: Region, text: str, table: np.ndarray, row: int, size: float
    ) -> None:
        super().__init__()
        self.region = region
        self.frame = RoundedRectangle(
            corner_radius=min(0.1, region.height / 3),
            width=region.width,
            height=region.height,
            stroke_color=theme.edge,
            stroke_width=HAIRLINE,
            fill_color=theme.background,
            fill_opacity=0.6,
        ).move_to(np.array([*region.centre, 0.0]))
        columns = min(table.shape[1], MOST_COLUMNS)
        self.cells = [
            Number(theme, table, (row, column), size * 1.1, "embedding")
            for column in range(columns)
        ]
        name_width = region.width * 0.42
        self.word = Words(theme, text, size, "embedding", 600).narrowed_to(name_width)
        self.word.move_to(np.array([region.left + 0.18 + self.word.width / 2, region.centre[1], 0]))
        slot = (region.width - name_width - 0.25) / columns
        for column, cell in enumerate(self.cells):
            cell.narrowed_to(slot * 0.92)
            right = region.right - 0.15 - slot * (columns - 1 - column)
            cell.move_to(np.array([right - cell.width / 2, 0.0, 0.0]))
            cell.on_line_with(self.word)
        self.add(self.frame, self.word, *self.cells)
        if table.shape[1] > MOST_COLUMNS:
            dots = Words(theme, "…", size, "muted")
            dots.next_to(self.cells[-1], np.array([1.0, 0.0, 0.0]), buff=0.02)
            self.add(dots)


class EmbeddingTable(VGroup):
    """Rows of the table for the given words, on a card with a lock."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        title: str,
        words: Sequence[str],
        table: np.ndarray,
        rows: Sequence[int],
        size: float = 0.34,
        most: int = MOST_ROWS,
    ) -> None:
        super().__init__()
        self.card = Card(theme, region)
        inside = self.card.inside
        self.lock = Lock(theme, 0.32)
        self.title = Words(theme, title, LEAST_TEXT * 1.25, "muted", 500)
        self.title.narrowed_to(inside.width - 0.5)
        top = inside.top - 0.16
        self.lock.move_to(np.array([inside.left + self.lock.width / 2, top, 0.0]))
        self.title.next_to(self.lock, np.array([1.0, 0.0, 0.0]), buff=0.14)
        shown = list(rows)[:most]
        room = Region(inside.left, inside.bottom, inside.right, top - TITLE_ROOM)
        height = min(TALLEST_ROW, room.height / len(shown) - 0.1)
        gap = min(WIDEST_GAP, max(0.06, (room.height - height * len(shown)) / max(len(shown) - 1, 1)))
        self.rows: dict[int, Row] = {}
        for place, row in enumerate(shown):
            y = room.top - place * (height + gap)
            at = Region(room.left, y - height, room.right, y)
            scale = min(size, height * 0.55)
            self.rows[row] = Row(theme, at, words[row], table, row, max(scale, LEAST_TEXT))
        self.add(self.card, self.lock, self.title, *self.rows.values())

    @staticmethod
    def fitted(region: Region, count: int) -> Region:
        """The middle of a region, no higher than a table of so many rows can use."""
        rows = count * (TALLEST_ROW + WIDEST_GAP)
        wanted = rows + 2 * PADDING + TITLE_ROOM
        return region.inset(0.0, max(0.0, (region.height - wanted) / 2))

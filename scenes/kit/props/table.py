"""The embedding table: one locked row for every word, the same in every sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from manim import RIGHT, VGroup

from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.props.cards import PADDING, Card, Lock, plate
from scenes.kit.theme import Theme
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words, held

MOST_COLUMNS = 4  # of numbers; a longer row ends in dots
MOST_ROWS = 9
TALLEST_ROW, WIDEST_GAP = 0.72, 0.16
ROW_ROOM, ROWS_OF_TITLE = 0.36, 3  # height that a row needs at least; rows' room for the title
TITLE_ROOM = 0.35  # from the lock's middle to the first row
END = 0.16  # from a row's frame to its first letter and from its last digit
BESIDE, FAR, DOTS = 0.5, 1.1, 0.9  # em: between numbers at least and at most, and for the dots
NAME = 6.0  # em: of a word that is longer, the last letters may be left out
DIGITS = 1.1  # size of the numbers, in sizes of the word
SMALLER = 0.96  # from one trial size to the next


@dataclass(frozen=True)
class RowForm:
    """How the rows of one table are set: letters' size, widths of the word and of a number."""

    size: float
    name: float
    number: float
    columns: int

    @staticmethod
    def fitting(
        theme: Theme,
        width: float,
        words: Sequence[str],
        table: np.ndarray,
        rows: Sequence[int],
        size: float,
    ) -> RowForm:
        """The largest form, and then the one with most numbers, in which all these rows fit.

        Rather than numbers, a long word loses letters.
        """
        name = max(Words(theme, words[row], 1, weight=600).width for row in rows)
        names = (name, min(name, NAME))
        for columns, name in product(range(min(table.shape[1], MOST_COLUMNS), 0, -1), names):
            number = max(
                Number(theme, table, (row, column), DIGITS).width
                for row in rows
                for column in range(columns)
            )
            dots = DOTS if columns < table.shape[1] else 0.0
            em = (width - 2 * END) / (name + columns * (number + BESIDE) + dots)
            if em >= LEAST_TEXT or (columns == 1 and name <= NAME):
                em = max(LEAST_TEXT, min(size, em))
                room = width - 2 * END - (columns * (number + BESIDE) + dots) * em
                return RowForm(em, min(name * em, room), number * em, columns)
        raise AssertionError("a table has columns")


class Row(VGroup):
    """A word and its numbers, in a frame of its own."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        text: str,
        table: np.ndarray,
        row: int,
        form: RowForm,
    ) -> None:
        super().__init__()
        self.region = region
        self.frame = plate(
            region,
            min(0.1, region.height / 3),
            stroke_color=theme.edge,
            stroke_width=theme.strokes.border,
            fill_color=theme.background,
            fill_opacity=theme.tones.track,
        )
        size = form.size
        self.word = held(theme, text, size, "embedding", form.name, 600)
        self.word.move_to(np.array([region.left + END + self.word.width / 2, region.centre[1], 0]))
        self.cells = [
            Number(theme, table, (row, column), size * DIGITS, "embedding")
            for column in range(form.columns)
        ]
        self.add(self.frame, self.word, *self.cells)
        right = region.right - END
        if form.columns < table.shape[1]:
            dots = Words(theme, "…", size, "muted").on_line_with(self.word)
            self.add(dots.set_x(right - dots.width / 2))
            right -= DOTS * size
        room = (right - region.left - END - form.name) / form.columns
        slot = min(room, form.number + FAR * size)
        for place, cell in enumerate(reversed(self.cells)):
            cell.set_x(right - place * slot - cell.width / 2)
            cell.on_line_with(self.word)


def most_rows(height: float) -> int:
    """How many rows a table of this height has room for."""
    return int(height / ROW_ROOM) - ROWS_OF_TITLE


def rows_that_fit(first: Iterable[int], every: Iterable[int], height: float) -> list[int]:
    """The rows of a table that there is room for, in its order; some go first."""
    wanted = list(dict.fromkeys([*first, *every]))
    return sorted(wanted[: most_rows(height)])


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
        self.title.next_to(self.lock, RIGHT, buff=0.14)
        shown = list(rows)[:most]
        room = Region(inside.left, inside.bottom, inside.right, top - TITLE_ROOM)
        height = min(TALLEST_ROW, room.height / len(shown) - 0.1)
        gap = min(
            WIDEST_GAP, max(0.06, (room.height - height * len(shown)) / max(len(shown) - 1, 1))
        )
        size = max(LEAST_TEXT, min(size, height * 0.55))
        form = RowForm.fitting(theme, room.width, words, table, shown, size)
        self.rows: dict[int, Row] = {}
        for place, row in enumerate(shown):
            y = room.top - place * (height + gap)
            at = Region(room.left, y - height, room.right, y)
            self.rows[row] = Row(theme, at, words[row], table, row, form)
        self.add(self.card, self.lock, self.title, *self.rows.values())

    @staticmethod
    def least_width(
        theme: Theme, words: Sequence[str], table: np.ndarray, rows: Sequence[int], columns: int
    ) -> float:
        """The width of a table in which so many numbers of these rows are still readable."""
        form = RowForm.fitting(theme, 1e3, words, table[:, :columns], rows, LEAST_TEXT)
        numbers = form.columns * (form.number + BESIDE * form.size) + DOTS * form.size
        return min(form.name, NAME * form.size) + numbers + 2 * END + 2 * PADDING

    @staticmethod
    def fitted(region: Region, count: int) -> Region:
        """The middle of a region, no higher than a table of so many rows can use."""
        rows = count * (TALLEST_ROW + WIDEST_GAP)
        wanted = rows + 2 * PADDING + TITLE_ROOM
        return region.inset(0.0, max(0.0, (region.height - wanted) / 2))

"""A matrix of tokens by tokens: rows ask, columns answer; a cell is as full as its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RoundedRectangle, VGroup

from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.props.cards import HAIRLINE
from scenes.kit.source import Source
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.number import Number

WORTH_SEEING = 0.005  # a grid whose largest number is smaller writes them all out
GAP = 0.08
FAINT, STRONG = 0.06, 0.5  # a cell's fill at nothing and at the largest number


def form_in(numbers: np.ndarray) -> str:
    """How numbers are written in a grid: what is nothing beside the others is 0.00."""
    finite = np.abs(numbers[np.isfinite(numbers)])
    return "fixed" if finite.size and finite.max() >= WORTH_SEEING else "plain"


class Cell(VGroup):
    """One number in a box whose tint grows with its size."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, int],
        size: float,
        role: str | None = None,
        decimals: int = 2,
    ) -> None:
        self.source = Source(numbers, index)
        value = float(self.source.value)
        colour = role or ("positive" if value >= 0 else "negative")
        finite = np.abs(numbers[np.isfinite(numbers)])
        largest = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
        share = abs(value) / largest if np.isfinite(value) else 0.0
        self.box = RoundedRectangle(
            corner_radius=min(0.08, region.height / 4),
            width=region.width,
            height=region.height,
            stroke_color=theme.edge,
            stroke_width=HAIRLINE,
            fill_color=theme.colour(colour),
            fill_opacity=FAINT + (STRONG - FAINT) * share,
        ).move_to(at(region))
        self.number = Number(theme, numbers, index, size, "text", decimals, form_in(numbers))
        self.number.narrowed_to(region.width * 0.92).move_to(self.box)
        super().__init__(self.box, self.number)

    @property
    def numbers(self) -> np.ndarray:
        """The trace's array, untouched."""
        return self.source.numbers


class Cells(VGroup):
    """A grid of cells with a name for every row and every column."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        rows: Sequence[Lettering],
        columns: Sequence[Lettering],
        numbers: np.ndarray,
        role: str | None = None,
        size: float = 0.42,
        decimals: int = 2,
    ) -> None:
        super().__init__()
        self.row_names, self.column_names = list(rows), list(columns)
        name_width = min(max(name.width for name in rows) + 0.2, region.width * 0.32)
        name_height = max(name.height for name in columns) + 0.12
        room = Region(
            region.left + name_width, region.bottom, region.right, region.top - name_height
        )
        width = min(1.75, (room.width - GAP * (len(columns) - 1)) / len(columns))
        height = min(1.2, width * 0.8, (room.height - GAP * (len(rows) - 1)) / len(rows))
        size = max(LEAST_TEXT, min(size, height * 0.55))
        left = room.centre[0] - (width * len(columns) + GAP * (len(columns) - 1)) / 2
        top = room.centre[1] + (height * len(rows) + GAP * (len(rows) - 1)) / 2
        self.cells: list[list[Cell]] = []
        for i in range(len(rows)):
            y = top - i * (height + GAP)
            line = []
            for j in range(len(columns)):
                x = left + j * (width + GAP)
                at = Region(x, y - height, x + width, y)
                line.append(Cell(theme, at, numbers, (i, j), size, role, decimals))
            self.cells.append(line)
        for name, line in zip(rows, self.cells, strict=True):
            name.narrowed_to(name_width - 0.2)
            name.next_to(line[0], np.array([-1.0, 0.0, 0.0]), buff=0.16)
            name.on_line_with(line[0].number)
        for name, cell in zip(columns, self.cells[0], strict=True):
            name.narrowed_to(width + GAP * 0.5)
            name.next_to(cell, np.array([0.0, 1.0, 0.0]), buff=0.1)
        self.add(*rows, *columns, *(cell for line in self.cells for cell in line))

    def row(self, i: int) -> VGroup:
        """The cells of one row."""
        return VGroup(*self.cells[i])

"""One row of scores on its way to shares: lane by lane, a column for every token."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from manim import DOWN, Animation, Line, VGroup, VMobject

from core.catalogue.casting import Cast
from core.trace.what_ifs import Tempered, tempered
from scenes.kit import moves
from scenes.kit.layout import LEAST_TEXT, Layout, Region
from scenes.kit.props.cells import GAP, Cell, form_in
from scenes.kit.source import Source
from scenes.kit.stages.grid import (
    HIGH,
    AskingGrid,
    counted,
    decimals_for,
    levels_of,
    names_of,
    sized,
)
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.maths import Maths, word
from scenes.kit.type.number import Number
from scenes.kit.type.words import DOTS, Words, brief, held
from scenes.sets.softmax.shares import Column, UnitBar

ASIDE = 1.55  # width of the lanes' names at most
BESIDE = 0.25  # between them and their lanes
APART = 0.08  # kept free between two names
SPILL = 0.16  # that names may stand out above their lane: what is free above every stage
TIGHT = 0.97  # share of a cell's width that its number may take
WIDEST = 2.5  # of a column
LANES = (0.62, 0.85, 2.15, 0.5)  # shares of the height: names, scores, exponentials, shares
WHOLE = 1.12  # height of the lane of the bar that is the whole, with its measure
SLIM = 0.55  # width of an exponential's column, in columns
BAR = 0.4  # height of the bar that is the whole
TICK = 0.09  # half the length of the ends of its measure
UNDER = 0.17  # between the bar and its measure
DIGITS = 0.46  # em of the numbers at most

Heating = Callable[[float], Tempered]
"""A row over 0..1."""


class Lanes:
    """All that a row becomes. Everything stands in its place; a beat shows part after part."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        region: Region,
        cast: Cast,
        grid: AskingGrid,
        words: dict[str, str],
    ) -> None:
        head, self.row = cast.head, cast.asking
        self.theme, self.head, self.cast = theme, head, cast
        self.asked, self.size = grid.cast.head, layout.type.label
        count = len(cast.sentence.tokens)
        self.row_name = grid.row_names[self.row].copy()
        self.exponential_name = Maths(
            theme, f"positive(e^{word(words['score'])})", layout.type.maths
        )
        self.share_name = Words(theme, words["share"], layout.type.body, "weight")
        self.total_name = Words(theme, words["sum"], layout.type.body, "muted")
        aside = self._narrowed(
            [self.row_name, self.exponential_name, self.share_name, self.total_name]
        )
        pitch = min(WIDEST, (region.width - aside) / count)
        left = region.centre[0] - (aside + pitch * count) / 2 + aside
        self.span = (left, left + pitch * count)
        names, scores, columns, shares = Region(
            region.left, region.bottom + WHOLE, region.right, region.top
        ).rows(*LANES, gap=0.1)
        whole = Region(region.left, region.bottom, region.right, region.bottom + WHOLE - 0.1)
        self.columns = [
            Region(left + j * pitch, columns.bottom, left + (j + 1) * pitch - GAP, columns.top)
            for j in range(count)
        ]
        self.aside = left - BESIDE
        self._aside(self.row_name, scores)
        self.less = self._aside(Maths(theme, "- max", layout.type.small, "muted"), scores)
        self.less.next_to(self.row_name, DOWN, buff=0.0)
        self.names = self._heads(grid, names)
        self.cells = self._cells(scores)
        self.many = self._many(scores)
        self.bars, self.raised = self._exponentials()
        self.shares = self._numbers(head.weights, shares, "weight")
        self._aside(self.exponential_name, columns)
        self._aside(self.share_name, shares)
        self._set_whole(layout, whole)

    def heated(self, multiple: float) -> Tempered:
        """The row at a multiple of the lesson's temperature."""
        full = self.cast.in_full
        return tempered(full.head, full.asking, multiple, self.cast.rest)

    @property
    def parts(self) -> list[VMobject]:
        """Everything that stands at the end."""
        lettering = [self.row_name, self.exponential_name, self.share_name, self.total_name]
        numbers = [*self.names, *self.raised, *self.shares, self.one]
        less = [self.less] if self.head.shifted else []
        boxes = [*self.cells, *self.many, *self.bars]
        return [*lettering, *less, *numbers, *boxes, self.whole, self.measure]

    def retell(self, numbers: np.ndarray) -> None:
        """The cells tell another array [n, n] of the trace."""
        for cell in self.cells:
            cell.tell(Source(numbers, cell.source.index))

    def varied(self, heating: Heating, seconds: float) -> list[Animation]:
        """The shares follow a row that becomes hotter or colder."""
        digits = [
            moves.live(number, partial(self._tell, j, heating), seconds)
            for j, number in enumerate(self.shares)
        ]
        return [*digits, moves.live(self.whole, lambda m, t: m.suppose(heating(t)), seconds)]

    def settle(self) -> None:
        """Show the lesson's own shares, to the last digit."""
        for j, number in enumerate(self.shares):
            number.settle().set_x(self.columns[j].centre[0])
        self.whole.settle()

    def _tell(self, j: int, heating: Heating, number: Number, t: float) -> None:
        row = heating(t)
        number.suppose(Source(row.weights, j, row)).set_x(self.columns[j].centre[0])

    def _set_whole(self, layout: Layout, whole: Region) -> None:
        """The bar, its measure and total below."""
        head, theme = self.head, self.theme
        start, end = self.span
        bar = Region(start, whole.top - BAR, end - GAP, whole.top)
        total = float(head.exponential_sums[self.row])
        self.whole = UnitBar(
            theme, bar, head.exponentials, self.row, total if total > 0 else 1.0, "positive"
        )
        y = bar.bottom - UNDER
        self.measure = VGroup(*_measure(theme, bar.left, bar.right, y))
        self.total = Number(theme, head.exponential_sums, self.row, layout.type.maths)
        self.one = Maths(theme, "1", layout.type.maths)
        middle = np.array([(bar.left + bar.right) / 2, y - 0.32, 0.0])
        for each in (self.total, self.one):
            each.move_to(middle)
        self._aside(self.total_name, bar)

    def _narrowed(self, names: list[Lettering]) -> float:
        """The room that the lanes' names take, none of them too wide."""
        for name in names:
            name.narrowed_to(ASIDE - BESIDE)
        return max(name.width for name in names) + BESIDE

    def _aside(self, name: Lettering, lane: Region) -> Lettering:
        """A lane's name, at its left."""
        return name.move_to(np.array([self.aside - name.width / 2, lane.centre[1], 0.0]))

    def _heads(self, grid: AskingGrid, lane: Region) -> list[Lettering]:
        """The keys' names over their columns, in as many lines as they need."""
        names, levels = [name.copy() for name in grid.column_names], grid.levels
        if self.cast.summary is not None:  # one column more than the grid has
            *words, count = self.cast.sentence.tokens
            width = self.columns[0].width + GAP - APART
            names = names_of(self.theme, words, "k", "key", self.size, width)
            names.append(counted(self.theme, count, names))
            for name, column in zip(names, self.columns, strict=True):
                name.set_x(column.centre[0])
            levels = levels_of(names)
        step = max(name.height for name in names) * 0.92
        most = max(1, int((lane.height + SPILL) / step))
        if levels > most:  # as many lines as there is room for, and letters as these have room for
            levels, tokens = most, self.cast.sentence.tokens
            room = most * (self.columns[0].width + GAP) - APART
            names = [held(self.theme, brief(each), LEAST_TEXT, "key", room) for each in tokens]
        for j, (name, column) in enumerate(zip(names, self.columns, strict=True)):
            y = lane.bottom + 0.02 + step * (j % levels + 0.5)
            half = name.width / 2
            x = min(max(column.centre[0], lane.left + half), lane.right - half)
            name.move_to(np.array([x, y, 0.0]))
        return names

    def _cells(self, lane: Region) -> list[Cell]:
        """The row's scores in cells: a word each, for many have no score in common."""
        scores, words = self.asked.scores, self.cast.askers
        entries = [
            (array, (self.row, j)) for array in (scores, self.asked.exponents) for j in words
        ]
        width = self.columns[0].width
        height = min(lane.height, 0.62 * width)
        digits = min(DIGITS, max(LEAST_TEXT, height * HIGH))
        decimals = decimals_for(self.theme, entries, width * TIGHT)
        size, told = sized(self.theme, entries, width * TIGHT, digits, decimals)
        middle = lane.centre[1]
        cells = []
        for j in words:
            column = self.columns[j]
            box = Region(column.left, middle - height / 2, column.right, middle + height / 2)
            cell = Cell(self.theme, box, scores, (self.row, j), size, decimals=decimals)
            if not (told[j] and told[j + len(words)]):
                cell.number.set_opacity(0)
            cells.append(cell)
        return cells

    def _many(self, lane: Region) -> list[Words]:
        """Dots where the scores of all those would stand that share one column."""
        if self.cast.summary is None:
            return []
        dots = Words(self.theme, DOTS, DIGITS, "muted")
        return [dots.move_to(np.array([self.columns[-1].centre[0], lane.centre[1], 0.0]))]

    def _exponentials(self) -> tuple[list[Column], list[Number]]:
        """A column for each exponential, its number above it."""
        row = self.head.exponentials[self.row]
        full = float(row.max()) if row.max() > 0 else 1.0
        room = self.columns[0].inset(0, 0)
        entries = [(self.head.exponentials, (self.row, j)) for j in self._tokens]
        decimals = decimals_for(self.theme, entries, room.width * 1.02)
        size, told = sized(self.theme, entries, room.width * 1.02, DIGITS, decimals)
        bars, numbers = [], []
        for j, column in enumerate(self.columns):
            half = SLIM * column.width / 2
            middle = column.centre[0]
            body = Region(middle - half, column.bottom, middle + half, column.top - 1.25 * size)
            bar = Column(self.theme, body, self.head.exponentials, (self.row, j), full)
            told_as = form_in(self.head.exponentials)
            number = Number(
                self.theme,
                self.head.exponentials,
                (self.row, j),
                size,
                "positive",
                decimals,
                told_as,
            )
            number.move_to(np.array([middle, bar.fill.get_top()[1] + 0.55 * size, 0.0]))
            if not told[j]:
                number.set_opacity(0)
            bars.append(bar)
            numbers.append(number)
        return bars, numbers

    def _numbers(self, array: np.ndarray, lane: Region, role: str) -> list[Number]:
        entries = [(array, (self.row, j)) for j in self._tokens]
        size, told = sized(self.theme, entries, self.columns[0].width * 1.02, DIGITS)
        numbers = []
        for j, column in enumerate(self.columns):
            number = Number(self.theme, array, (self.row, j), size, role, form=form_in(array))
            number.move_to(np.array([column.centre[0], lane.centre[1], 0.0]))
            if not told[j]:
                number.set_opacity(0)
            numbers.append(number)
        return numbers

    @property
    def _tokens(self) -> range:
        return range(len(self.columns))


def _measure(theme: Theme, left: float, right: float, y: float) -> list[Line]:
    """A line with ends, as long as what it measures."""
    start, end = (np.array([x, y, 0.0]) for x in (left, right))
    tick = np.array([0.0, TICK, 0.0])
    pairs = [(start, end), (start - tick, start + tick), (end - tick, end + tick)]
    return [
        Line(*pair, stroke_color=theme.muted, stroke_width=theme.strokes.tick) for pair in pairs
    ]

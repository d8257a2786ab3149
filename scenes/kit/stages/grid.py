"""A grid in which every row asks and every column is asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DR, UR, Line, VGroup

from core.catalogue.casting import Cast
from scenes.kit.layout import LEAST_TEXT, Layout, Region
from scenes.kit.plane.labels import box_of
from scenes.kit.props.cards import plate
from scenes.kit.props.cells import FAINT, GAP, Cell, form_in
from scenes.kit.rounded import RoundedRectangle
from scenes.kit.source import Source
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.maths import SUBSCRIPT, Maths, symbol
from scenes.kit.type.number import Number
from scenes.kit.type.words import DOTS, Words, brief

WIDEST, TALLEST = 2.1, 1.25  # of a cell, Manim units
LARGEST = 0.62  # em of its digits
FLAT = 0.62  # height of a cell at most, in cell widths
BESIDE = 0.12  # kept free at both sides of the grid
HIGH = 0.56  # em of the digits, at most, in heights of their cell
CROSS = 0.4  # of a cell's shorter side
INSIDE = 0.88  # share of a cell's width that its digits may take
AROUND = 0.16  # between names and cells
NAMES = 0.34  # share of the grid's width that the names of rows may take
DECIMALS = (2, 1, 0)  # of a number: the usual, and fewer where a cell is narrow
ROOMY = 0.85  # share of its room that a number would rather take


class AskingGrid(VGroup):
    """n × n cells over empty slots, the queries' names at the left, the keys' names on top.

    Of a summed sentence one more column stands for all that are left out, who don't ask.

    The numbers are the scores, or those `shown`. The digits are as large as the numbers of all
    `arrays` [n, n] allow, and have fewer decimals where they must; a number that would not fit its
    cell even so is left to the tint.
    """

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        region: Region,
        cast: Cast,
        words: dict[str, str],
        arrays: Sequence[np.ndarray],
        shown: np.ndarray | None = None,
        role: str | None = None,
    ) -> None:
        super().__init__()
        self.cast = cast
        shown = cast.head.scores if shown is None else shown
        tokens, size = cast.sentence.tokens, layout.type.label
        rows, count, region = len(cast.askers), len(tokens), region.inset(BESIDE, 0)
        self.theme = theme
        self.asks = Words(theme, words["asks"], layout.type.small, "query")
        self.is_asked = Words(theme, words["asked"], layout.type.small, "key")
        askers = tokens[:rows]
        self.row_names = names_of(theme, askers, "q", "query", size, region.width * NAMES)
        aside = max(self.asks.width, *(name.width for name in self.row_names)) + AROUND
        width = min(WIDEST, (region.width - aside - GAP * (count - 1)) / count)
        self.column_names = names_of(theme, askers, "k", "key", size, width + GAP - 0.08)
        self.column_names += [counted(theme, text, self.column_names) for text in tokens[rows:]]
        left = region.centre[0] - (aside + count * (width + GAP) - GAP) / 2 + aside
        middles = [left + width / 2 + j * (width + GAP) for j in range(count)]
        for name, middle in zip(self.column_names, middles, strict=True):
            half = name.width / 2
            name.set_x(min(max(middle, region.left + half), region.right - half))
        self.levels = levels_of(self.column_names)
        step = max(name.height for name in self.column_names) * 0.92
        above = AROUND + step * self.levels + self.is_asked.height + 0.04
        height = (region.height - above - GAP * (rows - 1)) / rows
        height = min(TALLEST, FLAT * width, height)
        top = region.centre[1] + (rows * (height + GAP) - GAP - above) / 2
        self.boxes = [
            [
                Region(x, y - height, x + width, y)
                for x in (left + j * (width + GAP) for j in range(count))
            ]
            for y in (top - i * (height + GAP) for i in range(rows))
        ]
        self.slots = VGroup(*(_slot(theme, box) for row in self.boxes for box in row))
        self.cells = self._filled(arrays, shown, role)
        self._set_names(left, top, step)
        self.add(self.slots, self.asks, self.is_asked, *self.row_names, *self.column_names)
        self.add(*self.all_cells)

    def _filled(
        self, arrays: Sequence[np.ndarray], shown: np.ndarray, role: str | None
    ) -> list[list[Cell]]:
        """A cell in every box, its digits hidden where some array's number would not fit there."""
        box, indices = self.boxes[0][0], list(np.ndindex(shown.shape))
        entries = [(array, index) for array in arrays for index in indices]
        width, largest = box.width * INSIDE, min(LARGEST, max(LEAST_TEXT, box.height * HIGH))
        decimals = decimals_for(self.theme, entries, width)
        size, told = sized(self.theme, entries, width, largest, decimals)
        decimals = decimals_of(shown, decimals)
        fits: np.ndarray = np.all(np.reshape(told, (len(arrays), *shown.shape)), axis=0)
        cells = [
            [Cell(self.theme, at, shown, (i, j), size, role, decimals) for j, at in enumerate(row)]
            for i, row in enumerate(self.boxes)
        ]
        for index in indices:
            if not fits[index]:
                cells[index[0]][index[1]].number.set_opacity(0)
        if role is None and self.cast.summary is not None:
            for line in cells:
                self._leave_out(line[self.cast.summary])
        if shown is not self.cast.head.masked:
            for i, j in np.argwhere(np.isneginf(self.cast.head.masked)):
                self._cross_out(cells[i][j])
        return cells

    def _cross_out(self, cell: Cell) -> None:
        """A cross in the cell of a pair that may not meet."""
        cell.number.set_opacity(0)
        cell.box.set_fill(opacity=FAINT)
        half = CROSS * min(cell.box.width, cell.box.height) / 2
        for way in (UR, DR):
            stroke = Line(-half * way, half * way, stroke_color=self.theme.muted)
            stroke.set_stroke(width=self.theme.strokes.axis)
            cell.add(stroke.move_to(cell.box))

    def _leave_out(self, cell: Cell) -> None:
        """Dots in a cell of many scores, which have none in common."""
        cell.number.set_opacity(0)
        cell.box.set_fill(opacity=FAINT)
        cell.add(Words(self.theme, DOTS, cell.number.em, "muted").move_to(cell.box))

    @property
    def all_cells(self) -> list[Cell]:
        """Every cell, row by row."""
        return [cell for row in self.cells for cell in row]

    def show(self, numbers: np.ndarray) -> None:
        """Every cell tells another array [n, n] of the trace."""
        for cell in self.all_cells:
            cell.tell(Source(numbers, cell.source.index))

    def frame(self, i: int, j: int, role: str = "text") -> RoundedRectangle:
        """A frame around one cell."""
        return _framed(self.theme, self.boxes[i][j], role)

    def row_frame(self, i: int) -> RoundedRectangle:
        """A frame around the cells of one row."""
        first, last = self.boxes[i][0], self.boxes[i][-1]
        return _framed(self.theme, Region(first.left, first.bottom, last.right, first.top), "text")

    def stripes(self, i: int, j: int) -> list[RoundedRectangle]:
        """Two bands that lead to a cell: along its row, and down its column, from their names.

        Where names stand above each other, the band starts below them.
        """
        box, label = self.boxes[i][j], box_of(self.column_names[j])
        left, top = float(self.row_names[i].get_left()[0]) - 0.1, label.top
        if self.levels > 1:
            label, top = box, self.boxes[0][j].top
        across = Region(left, box.bottom, box.left - GAP, box.top)
        down = Region(
            min(box.left, label.left),
            box.top + GAP,
            max(box.right, label.right),
            top,
        )
        bands = [(across, "query"), (down, "key")]
        return [_stripe(self.theme, band, role) for band, role in bands if band.height > 2 * GAP]

    def _set_names(self, left: float, top: float, step: float) -> None:
        for name, row in zip(self.row_names, self.boxes, strict=True):
            name.move_to(np.array([left - AROUND - name.width / 2, row[0].centre[1], 0.0]))
        for j, name in enumerate(self.column_names):
            name.set_y(top + AROUND / 2 + step * (j % self.levels + 0.5))
        above = top + AROUND / 2 + step * self.levels + 0.04
        right = self.boxes[0][-1].right
        half = self.is_asked.height / 2
        self.is_asked.move_to(np.array([(left + right) / 2, above + half, 0.0]))
        self.asks.move_to(np.array([left - AROUND - self.asks.width / 2, above + half, 0.0]))


def names_of(
    theme: Theme, tokens: Sequence[str], letter: str, role: str, size: float, width: float
) -> list[Lettering]:
    """The tokens' symbols, all of one size; just their words where symbols are too wide."""
    least = LEAST_TEXT / SUBSCRIPT
    for em in (size, (size + least) / 2, least):
        symbols = [Maths(theme, symbol(letter, text, role), em) for text in tokens]
        if max(each.width for each in symbols) <= width:
            return list(symbols)
    for em in (size, (size + LEAST_TEXT) / 2, LEAST_TEXT):
        plain = [Words(theme, brief(text), em, role) for text in tokens]
        if max(each.width for each in plain) <= width:
            break
    return list(plain)


def counted(theme: Theme, text: str, names: Sequence[Lettering]) -> Words:
    """How many are left out, as high as these names' words."""
    size = names[0].em * (SUBSCRIPT if isinstance(names[0], Maths) else 1.0)
    return Words(theme, text, max(LEAST_TEXT, size), "muted")


def levels_of(names: Sequence[Lettering]) -> int:
    """In how many lines names over narrow columns must stand, so that none meets another."""
    for levels in range(1, len(names)):
        pairs = zip(names, names[levels:], strict=False)
        if all(one.get_right()[0] + 0.06 <= other.get_left()[0] for one, other in pairs):
            return levels
    return max(1, len(names))


def decimals_for(
    theme: Theme, entries: Sequence[tuple[np.ndarray, tuple[int, ...]]], width: float
) -> int:
    """With how many decimals all those numbers fit a width; the usual if even none is too many."""
    trials = (each for each in DECIMALS if all(sized(theme, entries, width, 1.0, each)[1]))
    return next(trials, DECIMALS[0])


def decimals_of(array: np.ndarray, decimals: int) -> int:
    """The decimals of an array's numbers: shares keep theirs, for without they say nothing."""
    return DECIMALS[0] if form_in(array) == "share" else decimals


def sized(
    theme: Theme,
    entries: Sequence[tuple[np.ndarray, tuple[int, ...]]],
    width: float,
    largest: float,
    decimals: int = DECIMALS[0],
) -> tuple[float, list[bool]]:
    """An em at which all those numbers fit a width that can be read there, and which ones can.

    They keep some distance to each other, as far as the least readable size allows.
    """
    ems = [
        width / Number(theme, array, index, 1.0, "text", places, form_in(array)).width
        for array, index in entries
        for places in [decimals_of(array, decimals)]
    ]
    told = [em >= LEAST_TEXT for em in ems]
    fitting = [em for em, fits in zip(ems, told, strict=True) if fits]
    return max(LEAST_TEXT, min([largest, *(ROOMY * em for em in fitting)])), told


def _slot(theme: Theme, box: Region) -> RoundedRectangle:
    radius = min(0.08, box.height / 4)
    return plate(
        box, radius, stroke_color=theme.edge, stroke_width=theme.strokes.border, fill_opacity=0
    )


def _framed(theme: Theme, box: Region, role: str) -> RoundedRectangle:
    colour = theme.colour(role)
    return plate(
        box.inset(-0.05), 0.1, stroke_color=colour, stroke_width=theme.strokes.frame, fill_opacity=0
    )


def _stripe(theme: Theme, box: Region, role: str) -> RoundedRectangle:
    colour = theme.colour(role)
    stripe = plate(box, 0.1, stroke_width=0, fill_color=colour, fill_opacity=theme.tones.tint)
    return stripe.set_z_index(-1)

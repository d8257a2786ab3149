"""An arrow put together from a matrix's columns, in numbers: so much of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from manim import LEFT, Animation, LaggedStart, VMobject

from core.trace.records import MapTrace
from scenes.kit import moves
from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.plane.riders import Rider
from scenes.kit.props.matrix import ColumnVector
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import fitting_size
from scenes.kit.type.maths import SUBSCRIPT, Maths
from scenes.kit.type.number import Number

BASIS = ("first", "second")  # the roles of the two basis arrows and of a matrix's columns
BETWEEN, ABOVE = 0.45, 0.3  # between what stands side by side, and between lines, in em
BESIDE, ON_TOP = 0.68, 0.6  # down to these shares of its size, a long name stays where it is


@dataclass(frozen=True)
class Names:
    """Formulas: the map's, and the arrow's before and after, with its word and without."""

    matrix: str
    long: tuple[str, str]
    short: tuple[str, str]
    role: str  # of what comes out


class Recipe:
    """Three lines: e = so much of î, + so much of ĵ, = the sum. The amounts never change.

    The columns and the sum do, when the plane moves: they are the `riders`. `start` and `end` are
    the sum in the colours of the arrow before and after; `names` its names.
    """

    def __init__(
        self, theme: Theme, region: Region, map_: MapTrace, row: int, names: Names, size: float
    ) -> None:
        self.theme, self.region, self.map, self.row = theme, region, map_, row
        for pair, on_top, least in (
            (names.long, False, BESIDE * size),
            (names.long, True, ON_TOP * size),
            (names.short, True, LEAST_TEXT),
        ):

            def setting(em: float, pair: tuple[str, str] = pair, on_top: bool = on_top) -> float:
                self._write(pair, names.role, em)
                return self._arrange(em, on_top=on_top)

            if fitting_size(setting, size, max(LEAST_TEXT, least)) is not None:
                return

    def written(self) -> Animation:
        """Its lines come, one after the other."""
        first = [self.names[0], self.signs[0], self.amounts[0], self.columns[0]]
        second = [self.signs[1], self.amounts[1], self.columns[1]]
        lines = [first, second, [self.signs[2], self.start]]
        return LaggedStart(*(moves.appear(*line) for line in lines), lag_ratio=0.8)

    @property
    def riders(self) -> list[Rider]:
        """The columns and the sum, which count along when the plane moves."""
        coordinates, landings = self.map.coordinates[self.row], self.map.landings
        return [
            _counting(self.columns[0], landings, 0, lambda matrix: matrix[:, 0]),
            _counting(self.columns[1], landings, 1, lambda matrix: matrix[:, 1]),
            _counting(self.end, self.map.images, self.row, lambda matrix: matrix @ coordinates),
        ]

    def _write(self, names: tuple[str, str], role: str, size: float) -> None:
        """Everything that stands in it, at this size."""
        theme, map_, row = self.theme, self.map, self.row
        named = max(size, LEAST_TEXT / SUBSCRIPT)
        self.names = [Maths(theme, name, named) for name in names]
        self.signs = [Maths(theme, sign, size) for sign in ("=", "+", "=")]
        self.amounts = [
            Number(theme, map_.coordinates, (row, j), size, "embedding") for j in (0, 1)
        ]
        self.columns = [self._column(map_.landings, j, size, BASIS[j]) for j in (0, 1)]
        self.start = self._column(map_.images, row, size, "embedding")
        self.end = self._column(map_.images, row, size, role)

    def _column(self, numbers: np.ndarray, place: int, size: float, role: str) -> ColumnVector:
        """A vector before the first step, with room for what it will be after each."""
        later = [(stop, place) for stop in range(self.map.last + 1)]
        return ColumnVector(self.theme, numbers, (0, place), size, role, later=later)

    def _arrange(self, size: float, *, on_top: bool) -> float:
        """Set the lines in columns, the name before or above them; the share that has room."""
        vectors = [*self.columns, self.start]
        table: list[Sequence[VMobject]] = [self.signs, self.amounts, vectors]
        if not on_top:
            table.insert(0, self.names[:1])
        name = max(self.names, key=lambda each: float(each.width))
        widths = [max(float(each.width) for each in column) for column in table]
        if not on_top:
            widths[0] = float(name.width)
        line = float(vectors[0].height) + ABOVE * size
        top = float(name.height) if on_top else 0.0
        width, height = sum(widths) + (len(table) - 1) * BETWEEN * size, 3 * line + top
        right = self.region.centre[0] - width / 2
        for column, room in zip(table, widths, strict=True):
            right += room
            for number, each in enumerate(column):
                y = self.region.centre[1] - top / 2 + (1 - number) * line
                each.move_to(np.array([right - each.width / 2, y, 0.0]))
            right += BETWEEN * size
        self._set_names(line / 2 + top / 2, on_top=on_top)
        self.end.move_to(self.start)
        widest = max(width, float(name.width)) if on_top else width
        return min(self.region.width / widest, self.region.height / height)

    def _set_names(self, up: float, *, on_top: bool) -> None:
        """Both names end before the first sign, or begin above it."""
        first = self.signs[0]
        for name in self.names:
            if on_top:
                x = float(first.get_left()[0]) + name.width / 2
                name.move_to(np.array([x, first.get_y() + up, 0.0]))
            else:
                name.next_to(first, LEFT, buff=BETWEEN * first.em)


def _counting(
    vector: ColumnVector,
    numbers: np.ndarray,
    place: int,
    reading: Callable[[np.ndarray], np.ndarray],
) -> Rider:
    """A column of digits that counts along; at a stop it shows `numbers[stop, place]`."""
    return Rider(
        vector,
        lambda matrix: vector.show(reading(matrix)),
        lambda stop: vector.rest(numbers, (stop, place)),
    )

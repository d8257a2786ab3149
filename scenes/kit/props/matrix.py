"""Matrices and columns of numbers, in square brackets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.layout import Region
from scenes.kit.source import Source
from scenes.kit.theme import Theme
from scenes.kit.type.number import Number

BRACKET = 3.0  # stroke width
HOOK = 0.13  # length of a bracket's hooks, in em
COLUMN_GAP, ROW_GAP = 0.4, 0.25  # between entries, in em


class Matrix(VGroup):
    """A matrix [rows, columns] of the trace; `entries[i][j]` are Numbers, columns may have roles.

    In an array of many matrices, `place` picks it, and `later` those whose digits it must have
    room for because it will show them.
    """

    def __init__(
        self,
        theme: Theme,
        numbers: np.ndarray,
        size: float = 0.42,
        roles: Sequence[str] | str = "text",
        decimals: int = 2,
        place: tuple[int, ...] = (),
        later: Sequence[tuple[int, ...]] = (),
    ) -> None:
        super().__init__()
        count_rows, count_columns = numbers[place].shape
        of_column = [roles] * count_columns if isinstance(roles, str) else list(roles)
        self.entries = [
            [
                Number(theme, numbers, (*place, i, j), size, of_column[j], decimals)
                for j in range(count_columns)
            ]
            for i in range(count_rows)
        ]
        self._set(theme, size, [numbers[at] for at in (place, *later)])

    def _set(self, theme: Theme, size: float, shown: Sequence[np.ndarray]) -> None:
        """Set the entries in columns wide enough for all that will be shown, between brackets."""
        room = [
            max(
                line[j].width_of(float(values[i, j]))
                for values in shown
                for i, line in enumerate(self.entries)
            )
            for j in range(len(self.entries[0]))
        ]
        box = _set_in_columns(self.entries, room, size)
        self.brackets = _brackets(theme, box, size)
        self.add(*(entry for line in self.entries for entry in line), self.brackets)
        self.move_to(np.zeros(3))

    def show(self, values: np.ndarray) -> Matrix:
        """Show other values [rows, columns] (while counting)."""
        for i, line in enumerate(self.entries):
            for j, entry in enumerate(line):
                entry.show(float(values[i, j]))
        return self

    def rest(self, numbers: np.ndarray, place: tuple[int, ...]) -> Matrix:
        """Come to rest on another matrix of the trace."""
        for i, line in enumerate(self.entries):
            for j, entry in enumerate(line):
                entry.tell(Source(numbers, (*place, i, j)))
        return self

    def column(self, j: int) -> VGroup:
        """The entries of one column."""
        return VGroup(*(line[j] for line in self.entries))


class ColumnVector(Matrix):
    """A vector of the trace as a column; `index` picks it in the array [.., d].

    It has room for the digits of what it will show `later`, and for what `also` passes by.
    """

    def __init__(
        self,
        theme: Theme,
        numbers: np.ndarray,
        index: tuple[int, ...] | int,
        size: float = 0.42,
        role: str = "text",
        decimals: int = 2,
        most: int = 4,
        later: Sequence[tuple[int, ...]] = (),
        also: Sequence[np.ndarray] = (),
    ) -> None:
        VGroup.__init__(self)
        place = index if isinstance(index, tuple) else (index,)
        self.entries = [
            [Number(theme, numbers, (*place, j), size, role, decimals)]
            for j in range(min(most, numbers.shape[-1]))
        ]
        shown = [*(numbers[at] for at in (place, *later)), *also]
        self._set(theme, size, [vector[:most, None] for vector in shown])

    def show(self, values: np.ndarray) -> ColumnVector:
        """Show other values [d] (while counting)."""
        super().show(values[:, None])
        return self

    def rest(self, numbers: np.ndarray, place: tuple[int, ...]) -> ColumnVector:
        """Come to rest on another vector of the trace."""
        for j, (entry,) in enumerate(self.entries):
            entry.tell(Source(numbers, (*place, j)))
        return self


def _set_in_columns(entries: list[list[Number]], widths: list[float], size: float) -> Region:
    """Set numbers in columns of these widths, their right edges in line; the box around them."""
    for i, line in enumerate(entries):
        right = 0.0
        for j, entry in enumerate(line):
            right += widths[j] + (COLUMN_GAP * size if j else 0)
            entry.move_to(np.array([right - entry.width / 2, -i * size * (1 + ROW_GAP), 0.0]))
    tops = [entry.get_top()[1] for entry in entries[0]]
    bottoms = [entry.get_bottom()[1] for entry in entries[-1]]
    return Region(0.0, float(min(bottoms)), right, float(max(tops)))


def _brackets(theme: Theme, body: Region, size: float) -> VGroup:
    top, bottom = body.top + 0.02, body.bottom - 0.02
    pair = VGroup()
    for side in (-1.0, 1.0):
        x = (body.left if side < 0 else body.right) + side * 0.16 * size
        hook = x - side * HOOK * size
        bracket = VMobject(stroke_color=theme.text, stroke_width=BRACKET)
        bracket.set_points_as_corners(
            [np.array(p) for p in ((hook, top, 0), (x, top, 0), (x, bottom, 0), (hook, bottom, 0))]
        )
        pair.add(bracket)
    return pair

"""Matrices and columns of numbers, in square brackets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.text import Number
from scenes.kit.theme import Theme

BRACKET = 3.0  # stroke width
HOOK = 0.13  # length of a bracket's hooks, in em
COLUMN_GAP, ROW_GAP = 0.4, 0.25  # between entries, in em


class Matrix(VGroup):
    """A matrix [rows, columns] of the trace; `entries[i][j]` are Numbers, columns may have roles."""

    def __init__(
        self,
        theme: Theme,
        numbers: np.ndarray,
        size: float = 0.42,
        roles: Sequence[str] | str = "text",
        decimals: int = 2,
    ) -> None:
        super().__init__()
        count_rows, count_columns = numbers.shape
        of_column = [roles] * count_columns if isinstance(roles, str) else list(roles)
        self.entries = [
            [
                Number(theme, numbers, (i, j), size, of_column[j], decimals)
                for j in range(count_columns)
            ]
            for i in range(count_rows)
        ]
        _set_in_columns(self.entries, size)
        body = VGroup(*(entry for line in self.entries for entry in line))
        self.brackets = _brackets(theme, body, size)
        self.add(body, self.brackets)
        self.move_to(np.zeros(3))

    def column(self, j: int) -> VGroup:
        """The entries of one column."""
        return VGroup(*(line[j] for line in self.entries))


class ColumnVector(Matrix):
    """A vector of the trace as a column; `index` picks its row in the array [n, d]."""

    def __init__(
        self,
        theme: Theme,
        numbers: np.ndarray,
        index: int,
        size: float = 0.42,
        role: str = "text",
        decimals: int = 2,
        most: int = 4,
    ) -> None:
        VGroup.__init__(self)
        self.entries = [
            [Number(theme, numbers, (index, j), size, role, decimals)]
            for j in range(min(most, numbers.shape[1]))
        ]
        _set_in_columns(self.entries, size)
        body = VGroup(*(line[0] for line in self.entries))
        self.brackets = _brackets(theme, body, size)
        self.add(body, self.brackets)
        self.move_to(np.zeros(3))


def _set_in_columns(entries: list[list[Number]], size: float) -> None:
    widths = [max(line[j].width for line in entries) for j in range(len(entries[0]))]
    for i, line in enumerate(entries):
        right = 0.0
        for j, entry in enumerate(line):
            right += widths[j] + (COLUMN_GAP * size if j else 0)
            entry.move_to(np.array([right - entry.width / 2, -i * size * (1 + ROW_GAP), 0.0]))


def _brackets(theme: Theme, body: VGroup, size: float) -> VGroup:
    top, bottom = body.get_top()[1] + 0.02, body.get_bottom()[1] - 0.02
    pair = VGroup()
    for side in (-1.0, 1.0):
        x = (body.get_left() if side < 0 else body.get_right())[0] + side * 0.16 * size
        hook = x - side * HOOK * size
        bracket = VMobject(stroke_color=theme.text, stroke_width=BRACKET)
        bracket.set_points_as_corners(
            [np.array(p) for p in ((hook, top, 0), (x, top, 0), (x, bottom, 0), (hook, bottom, 0))]
        )
        pair.add(bracket)
    return pair

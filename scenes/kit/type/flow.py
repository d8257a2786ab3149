"""Formulas too long for one line: their parts, broken into lines like the words of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from scenes.kit.layout import Region
from scenes.kit.theme import Theme
from scenes.kit.type.lines import abreast, first_of, letters_of, on_line
from scenes.kit.type.markup import quoted
from scenes.kit.type.maths import Maths
from scenes.kit.type.number import Number

LINE = 1.55  # from one baseline to the next, in em
BETWEEN = 0.3  # between parts, in em
SMALLER = 0.93  # from one trial size to the next
MIDDLE = 0.3  # of a line above its baseline, in em


def flow(parts: Sequence[VGroup], region: Region, hang: bool = True) -> bool:
    """Set parts onto lines, as large as the region allows but no larger than they are.

    A part is never broken; its first piece is a Lettering, which stands on the line. With `hang`
    the lines after the first begin below the second part. The lines are centred in the region's
    height. False, and nothing moved, if they don't fit even at the least readable size.
    """
    em = first_of(parts[0]).em
    least = max(each.least_em / each.em for part in parts for each in letters_of(part))
    factor = 1.0
    while True:
        lines = _lines(parts, region.width / factor, BETWEEN * em, hang)
        if lines is not None and (len(lines) * LINE - 0.4) * em * factor <= region.height:
            break
        if factor <= least:
            return False
        factor = max(factor * SMALLER, least)
    for part in parts:
        part.scale(factor)
    _set(lines, region, em * factor, hang)
    return True


def _lines(
    parts: Sequence[VGroup], width: float, gap: float, hang: bool
) -> list[list[VGroup]] | None:
    """The parts of each line; None if one part alone is too wide."""
    indent = parts[0].width + gap if hang else 0.0
    lines, taken = [[parts[0]]], parts[0].width
    for part in parts[1:]:
        if taken + gap + part.width <= width:
            lines[-1].append(part)
            taken += gap + part.width
        else:
            lines.append([part])
            taken = indent + part.width
        if taken > width:
            return None
    return lines


def _set(lines: list[list[VGroup]], region: Region, em: float, hang: bool) -> None:
    indent = lines[0][0].width + BETWEEN * em if hang else 0.0
    middle = region.centre[1] - MIDDLE * em
    for number, line in enumerate(lines):
        baseline = middle + ((len(lines) - 1) / 2 - number) * LINE * em
        left = region.left + (indent if number else 0.0)
        for part in line:
            part.set_x(left + part.width / 2)
            part.shift(np.array([0.0, baseline - first_of(part).baseline, 0.0]))
            left += part.width + BETWEEN * em


def coordinates(
    theme: Theme, vectors: np.ndarray, row: int, size: float, role: str, written: int = 3
) -> VGroup:
    """A vector of the trace in round brackets, after an equals sign: a part for each coordinate.

    A vector longer than what is written ends in dots.
    """
    count = vectors.shape[1]
    last = min(count, written) - 1
    parts = []
    for column in range(last + 1):
        before = [Maths(theme, "= (", size)] if column == 0 else []
        number = Number(theme, vectors, (row, column), size, role)
        comma = quoted(theme.numerals.between.rstrip())
        close = ")" if count <= written else f"#{comma} dots.c )"
        after = close if column == last else f"#{comma}"
        parts.append(on_line(*before, number, Maths(theme, after, size), gap=0.06 * size))
    return abreast(*parts, gap=0.2 * size)

"""Formulas too long for one line: their parts, broken into lines like the words of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from scenes.kit.cards import on_line
from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.text import Lettering

LINE = 1.55  # from one baseline to the next, in em
BETWEEN, WITHIN = 0.28, 0.12  # between parts, and within one, in em
SMALLER = 0.93  # from one trial size to the next

Part = Sequence[Lettering]  # what a line break may not part


def flow(parts: Sequence[Part], region: Region, hang: bool = True) -> bool:
    """Set parts onto lines, as large as the region allows but no larger than they are.

    With `hang` the lines after the first begin below the second part. The lines are centred in the
    region's height. False (and nothing moved) if they don't fit even at the least readable size.
    """
    em = max(each.em for part in parts for each in part)
    factor = 1.0
    while True:
        lines = _lines(parts, region.width / factor, em, hang)
        if lines is not None and len(lines) * LINE * em * factor <= region.height + 0.4 * em:
            break
        if em * factor <= LEAST_TEXT:
            return False
        factor = max(factor * SMALLER, LEAST_TEXT / em)
    for part in parts:
        VGroup(*part).scale(factor)
    _set(lines, region, em * factor, hang)
    return True


def _width(part: Part, em: float) -> float:
    return float(sum(each.width for each in part)) + WITHIN * em * (len(part) - 1)


def _lines(parts: Sequence[Part], width: float, em: float, hang: bool) -> list[list[Part]] | None:
    """The parts of each line; None if one part alone is too wide."""
    indent = _width(parts[0], em) + BETWEEN * em if hang else 0.0
    lines: list[list[Part]] = [[parts[0]]]
    taken = _width(parts[0], em)
    for part in parts[1:]:
        wide = _width(part, em)
        if taken + BETWEEN * em + wide <= width:
            lines[-1].append(part)
            taken += BETWEEN * em + wide
        elif indent + wide > width:
            return None
        else:
            lines.append([part])
            taken = indent + wide
    return lines if taken <= width else None


def _set(lines: list[list[Part]], region: Region, em: float, hang: bool) -> None:
    indent = _width(lines[0][0], em) + BETWEEN * em if hang else 0.0
    top = region.centre[1] + (len(lines) - 1) * LINE * em / 2
    for number, line in enumerate(lines):
        left = region.left + (indent if number else 0.0)
        first = line[0][0]
        first.shift(np.array([0.0, top - number * LINE * em - 0.3 * em - first.baseline, 0.0]))
        for part in line:
            part[0].set_x(left + part[0].width / 2)
            part[0].on_line_with(first)
            on_line(*part, gap=WITHIN * em)
            left += _width(part, em) + BETWEEN * em

"""The equation that a meeting's numbers make."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from scenes.kit.layout import Layout, Region
from scenes.kit.theme import Theme
from scenes.kit.type.flow import flow
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.lines import on_line
from scenes.kit.type.maths import Maths
from scenes.kit.type.number import Number
from scenes.sets.similarity.meeting import Meeting
from scenes.sets.similarity.readings import SYMBOLS, Readings

SIGN = 0.2  # between the parts of an equation, in em


class Equation:
    """The dot product as lengths times cosine, or the cosine the other way round, with its numbers.

    Each number stands below its symbol where the region is wide enough.
    """

    def __init__(
        self, theme: Theme, layout: Layout, region: Region, meeting: Meeting, counts: str
    ) -> None:
        head, pair = meeting.head, meeting.pair
        places: dict[str, tuple[str, np.ndarray, tuple[int, ...] | int]] = {
            "asked": (SYMBOLS[0], head.query_lengths, pair[0]),
            "offered": (SYMBOLS[1], head.key_lengths, pair[1]),
            "cosine": (SYMBOLS[3], head.cosines, pair),
            "dot": (SYMBOLS[4], head.dots, pair),
        }
        signs = QUOTIENT if counts == "cosine" else PRODUCT
        size = layout.type.maths
        self.order = [name for name in signs if name in places]
        self.numbers = {
            name: Number(theme, places[name][1], places[name][2], size) for name in self.order
        }
        above = [Maths(theme, places[s][0] if s in places else s, size) for s in signs]
        below: list[Lettering] = [
            self.numbers[s] if s in places else Maths(theme, ROUNDED.get(s, s), size) for s in signs
        ]
        self.signs = [part for part in below if isinstance(part, Maths)]
        numbers, symbols = _set_equation(above, below, region)
        self.symbols = above if symbols else []
        if not numbers:
            self.order, self.signs = [], []

    def flights(self, readings: Readings) -> list[tuple[Number, Number]]:
        """Each number of the equation, with the reading that it comes from; the result last."""
        sources = {
            "asked": readings.asked,
            "offered": readings.offered,
            "cosine": readings.cosine,
            "dot": readings.dot,
        }
        turn = [*self.order[1:], *self.order[:1]]
        return [(sources[name], self.numbers[name]) for name in turn]


ROUNDED = {"=": "approx"}  # between numbers of two decimals
PRODUCT = ("dot", "=", "asked", "dot.op", "offered", "dot.op", "cosine")
QUOTIENT = ("cosine", "=", "dot", "slash", "(", "asked", "dot.op", "offered", ")")


def _set_equation(above: list[Maths], below: list[Lettering], region: Region) -> tuple[bool, bool]:
    """Two lines whose columns stand in line; where it is narrow, the numbers alone, broken.

    Says whether there was room for the numbers, and for the symbols.
    """
    gap = SIGN * above[0].em
    for factor in (1.0, 0.9, 0.8, 0.72, 0.65):
        widths = [
            factor * max(one.width, other.width) for one, other in zip(above, below, strict=True)
        ]
        if sum(widths) + gap * (len(widths) - 1) <= region.width:
            break
    else:
        return _in_lines(below, region), False
    lines = region.rows(1, 1, gap=0.1)
    left = region.centre[0] - (sum(widths) + gap * (len(widths) - 1)) / 2
    for one, other, width in zip(above, below, widths, strict=True):
        for part, line in ((one, lines[0]), (other, lines[1])):
            part.scale(factor)
            part.set_x(left + width / 2)
            part.shift(np.array([0.0, line.centre[1] - 0.3 * part.em - part.baseline, 0.0]))
        left += width + gap
    return True, True


def _in_lines(below: list[Lettering], region: Region) -> bool:
    """The numbers, each with the sign before it, on as many lines as they need."""
    parts = [[below[0]]]
    for part in below[1:]:
        if isinstance(parts[-1][-1], Number):
            parts.append([])
        parts[-1].append(part)
    if isinstance(parts[-1][-1], Maths):
        closing = parts.pop()
        parts[-1] += closing
    for letters in parts:
        on_line(*letters, gap=SIGN * letters[0].em)
    return flow([VGroup(*letters) for letters in parts], region, hang=False)

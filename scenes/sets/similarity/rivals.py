"""Two keys line by line: one lies nearer to the query, the other scores more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from core.catalogue.casting import Cast
from scenes.kit.layout import LEAST_TEXT, Layout, Region
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.maths import SUBSCRIPT, Maths, symbol
from scenes.kit.type.number import Number
from scenes.kit.type.words import held
from scenes.sets.similarity.readings import SLIM, SYMBOLS, flush_right

HANGS = 1.25  # height of symbols at most, in lines: between them is room for what hangs
HIGH = 0.95  # em of letters at most, in heights of their line


class Rivals(VGroup):
    """Two keys, line by line: the angle of each to the query, and its dot product."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        region: Region,
        cast: Cast,
        keys: Sequence[int],
    ) -> None:
        super().__init__()
        names, angles, dots = region.columns(1.4, 1, 1.3, gap=0.1)
        heads, *lines = region.rows(1, *(1 for _ in keys), gap=0.05)
        size = min(layout.type.body, region.width * SLIM * 0.75, heads.height * HIGH)
        size = max(LEAST_TEXT, size)
        for column, formula in ((angles, SYMBOLS[2]), (dots, SYMBOLS[4])):
            self.add(flush_right(Maths(theme, formula, size * 1.1), column.right, heads.centre[1]))
        for key, name, line in zip(
            keys, _names(theme, cast, keys, size, names), lines, strict=True
        ):
            pair = (cast.asking, key)
            name.move_to(np.array([names.left + name.width / 2, line.centre[1], 0.0]))
            angle = Number(theme, cast.head.angles, pair, size * 1.1, form="degrees")
            dot = Number(theme, cast.head.dots, pair, size * 1.1)
            dot.narrowed_to(dots.width)
            for number, column in ((angle, angles), (dot, dots)):
                flush_right(number, column.right, line.centre[1]).on_line_with(name)
            self.add(VGroup(name, angle, dot))


def _names(
    theme: Theme, cast: Cast, keys: Sequence[int], size: float, region: Region
) -> Sequence[Lettering]:
    """The keys' symbols, or just their words where those are too wide."""
    texts = [cast.sentence.tokens[key] for key in keys]
    least = max(size * 1.1, LEAST_TEXT / SUBSCRIPT)
    symbols = [Maths(theme, symbol("k", text, "key"), least) for text in texts]
    room = HANGS * region.height / (len(keys) + 1)
    if all(each.width <= region.width and each.height <= room for each in symbols):
        return symbols
    return [held(theme, text, size, "key", region.width) for text in texts]

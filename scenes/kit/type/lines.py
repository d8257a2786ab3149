"""Pieces of type side by side on one baseline, or one below the other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import RIGHT, VGroup

from scenes.kit.layout import Region
from scenes.kit.type.lettering import Lettering


def letters_of(part: VGroup) -> list[Lettering]:
    """The pieces of type in a part."""
    return [each for each in part.get_family() if isinstance(each, Lettering)]


def first_of(part: VGroup) -> Lettering:
    """The piece of type by which a part stands on its line."""
    return letters_of(part)[0]


def on_line(*parts: VGroup, gap: float = 0.16) -> VGroup:
    """Parts side by side on one baseline; what has no baseline is centred on the digits."""
    letters = [part for part in parts if isinstance(part, Lettering)]
    for left, right in pairwise(parts):
        right.next_to(left, RIGHT, buff=gap)
    for part in parts:
        if not letters or part is letters[0]:
            continue
        if isinstance(part, Lettering):
            part.on_line_with(letters[0])
        else:
            part.set_y(letters[0].baseline + 0.32 * letters[0].em)
    return VGroup(*parts)


def abreast(*parts: VGroup, gap: float) -> VGroup:
    """Parts side by side, their first pieces on one baseline."""
    for left, right in pairwise(parts):
        right.next_to(left, RIGHT, buff=gap)
        right.shift(np.array([0.0, first_of(left).baseline - first_of(right).baseline, 0.0]))
    return VGroup(*parts)


def stack(*parts: VGroup, region: Region, left: bool = True) -> VGroup:
    """Parts from top to bottom, spread evenly over a region; they keep their sizes."""
    room = region.height - sum(part.height for part in parts)
    gap = min(room / max(len(parts) - 1, 1), 0.5)
    top = region.top - (room - gap * (len(parts) - 1)) / 2
    for part in parts:
        part.set_y(top - part.height / 2)
        edge = region.left + part.width / 2 if left else region.centre[0]
        part.set_x(edge)
        top -= part.height + gap
    return VGroup(*parts)

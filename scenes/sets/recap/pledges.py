"""What a film promised and its numbers keep, ticked line by line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.layout import LEAST_TEXT, Layout, Region
from scenes.kit.props.cards import Card
from scenes.kit.theme import Theme
from scenes.kit.type.words import SMALLER, Words

LINE, LARGEST = 1.9, 0.4  # height of a line in em of its words; the em at most
TICK = ((-0.42, 0.02), (-0.12, -0.3), (0.46, 0.42))  # its corners, in em
STROKE = 11.0  # stroke width of a tick, for an em of 1
INDENT = 1.3  # of the words behind their tick, in em
WIDE, FEW = 1.5, 5  # a card wider than that times its height has two columns for more lines


class Pledges(VGroup):
    """A card with a title and a ticked line for each promise, as many as there is room for."""

    def __init__(self, theme: Theme, layout: Layout, title: str, lines: Sequence[str]) -> None:
        self.card = Card(theme, layout.whole)
        inside = self.card.inside
        self.title = Words(theme, title, layout.type.label, "muted").narrowed_to(inside.width)
        self.title.move_to(
            np.array([inside.left + self.title.width / 2, inside.top - self.title.height / 2, 0.0])
        )
        top = inside.top - self.title.height - 0.25
        room = Region(inside.left, inside.bottom, inside.right, top)
        self.lines = _set(theme, _columns(room, len(lines)), lines)
        super().__init__(self.card, self.title, *self.lines)


def _columns(room: Region, lines: int) -> tuple[Region, ...]:
    wide = room.width > WIDE * room.height and lines > FEW
    return room.columns(1, 1, gap=0.5) if wide else (room,)


def _set(theme: Theme, columns: Sequence[Region], texts: Sequence[str]) -> list[VGroup]:
    """Ticked lines in columns, all in the largest size that fits them; as many as there is room."""
    size = LARGEST
    while True:
        lines = [_line(theme, text, size, columns[0].width) for text in texts]
        fits = _lay(lines, columns, size)
        if fits == len(lines) or size <= LEAST_TEXT:
            return lines[:fits]
        size = max(LEAST_TEXT, size * SMALLER)


def _line(theme: Theme, text: str, size: float, width: float) -> VGroup:
    tick = VMobject(stroke_color=theme.text, stroke_width=STROKE * size)
    tick.set_points_as_corners([np.array([x * size, y * size, 0.0]) for x, y in TICK])
    words = Words(theme, text, size, width=width - INDENT * size)
    return VGroup(tick, words)


def _lay(lines: Sequence[VGroup], columns: Sequence[Region], size: float) -> int:
    """Put lines below each other, column by column; how many of them found room."""
    heights = [line[1].height + (LINE - 1) * size for line in lines]
    share = sum(heights) / len(columns)
    column, top = 0, columns[0].top
    for number, (line, height) in enumerate(zip(lines, heights, strict=True)):
        filled = columns[column].top - top
        is_full = filled + height / 2 > share + 1e-9 or top - height < columns[column].bottom - 1e-6
        if is_full and column + 1 < len(columns):
            column, top = column + 1, columns[column + 1].top
        if top - height < columns[column].bottom - 1e-6:
            return number
        left, middle = columns[column].left, top - line[1].height / 2
        line[1].move_to(np.array([left + INDENT * size + line[1].width / 2, middle, 0.0]))
        line[0].move_to(np.array([left + 0.45 * size, top - 0.55 * size, 0.0]))
        top -= height
    return len(lines)

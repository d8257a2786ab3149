"""The panel of a meeting: lengths, angle, cosine and dot product."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from manim import Animation, FadeIn, LaggedStart, VGroup, VMobject

from scenes.kit import moves
from scenes.kit.layout import Layout, Region
from scenes.kit.props.cards import Card, Rule, plate
from scenes.kit.props.signed import SignedBar
from scenes.kit.rounded import RoundedRectangle
from scenes.kit.theme import Theme, tint
from scenes.kit.type.maths import Maths
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words
from scenes.sets.similarity.meeting import QUICK, KeyMotion, Meeting

PLAIN = 0.05  # from here on, two decimals tell enough of a number that moves
COUNTS = 0.7  # opacity, at most, of the band behind the number that the lesson goes by
BAR = 0.24  # height of the dot product's bar
SLIM = 0.17  # of a card's width, that its letters may be high

SYMBOLS = ("abs(query(q))", "abs(key(k))", "theta", "cos theta", "query(q) dot key(k)")
NAMES = ("length", "length", "angle", "cosine", "dot")

Counted = TypeVar("Counted")


class Readings:
    """Five readings of a meeting on a card; the last, which the lesson goes by, has a bar."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        region: Region,
        meeting: Meeting,
        words: dict[str, str],
        counts: str,
    ) -> None:
        head, pair = meeting.head, meeting.pair
        self.meeting, self.counts = meeting, counts
        self.card = Card(theme, region)
        self.size = min(layout.type.maths, self.card.inside.width * SLIM)
        lines, bar, self.below = _lines(self.card.inside)
        airy, _, _ = _lines(self.card.inside, airy=True)
        self.asked = Number(theme, head.query_lengths, pair[0], self.size)
        self.offered = Number(theme, head.key_lengths, pair[1], self.size)
        self.angle = Number(theme, head.angles, pair, self.size, form="degrees")
        self.cosine = Number(theme, head.cosines, pair, self.size)
        self.dot = Number(theme, head.dots, pair, self.size)
        self.full = max(
            float(head.query_lengths[pair[0]] * head.key_lengths[pair[1]]),
            abs(float(head.dots[pair])),
        )
        self._calm()
        told, full = (head.cosines, 1.0) if counts == "cosine" else (head.dots, self.full)
        self.bar = SignedBar(theme, bar, told, pair, full)
        self.band = _band(theme, _around(lines[4], bar))
        order = (0, 1, 2, 4, 3) if counts == "cosine" else range(5)
        marks = [Maths(theme, SYMBOLS[each], self.size) for each in order]
        texts = [Words(theme, words[NAMES[each]], layout.type.body, "muted") for each in order]
        starts = [
            max(
                mark.width
                for mark, other in zip(marks, lines, strict=True)
                if other.left == line.left
            )
            for line in lines
        ]
        rows = zip(marks, texts, self.numbers, lines, starts, self._widest(), strict=True)
        self.names = [_row(*row) for row in rows]
        self.rule = Rule(theme, self.card.inside.width).move_to(_top(self.below))
        self._rises: list[tuple[VGroup, float]] = []
        self._spread(
            [wide.centre[1] - line.centre[1] for wide, line in zip(airy, lines, strict=True)]
        )

    @property
    def numbers(self) -> list[Number]:
        """The readings from top to bottom."""
        last = [self.cosine, self.dot]
        return [self.asked, self.offered, self.angle, *self._counted_last(last)]

    def _counted_last(self, of_cosine_and_dot: list[Counted]) -> list[Counted]:
        """What belongs to the cosine and to the dot product, in the order of their lines."""
        return of_cosine_and_dot[::-1] if self.counts == "cosine" else of_cosine_and_dot

    def _calm(self) -> None:
        """No flicker of powers of ten where a number passes by zero, unless all are tiny."""
        self.cosine.calm = True
        for number in (self.offered, self.dot):
            number.calm = self.full > PLAIN or "×" not in number.shown

    def make_room(self) -> list[Animation]:
        """The readings move together, up, and leave room below; nothing if they did so before."""
        rises, self._rises = self._rises, []
        if not rises:
            return []
        moved = [
            moves.follow(
                group,
                moves.straight(group.get_center(), group.get_center() + np.array([0.0, rise, 0.0])),
                moves.USUAL,
            )
            for group, rise in rises
        ]
        return [*moved, FadeIn(self.rule)]

    def _spread(self, drops: Sequence[float]) -> None:
        """Stand apart, over all of the card, as long as nothing else needs room."""
        rows: list[list[VMobject]] = [
            [name, number] for name, number in zip(self.names, self.numbers, strict=True)
        ]
        rows[-1] = [self.band, *rows[-1], self.bar]
        self._rises = [(VGroup(*row), -drop) for row, drop in zip(rows, drops, strict=True)]
        for group, rise in self._rises:
            group.shift(np.array([0.0, -rise, 0.0]))

    def _widest(self) -> list[float]:
        """Of each reading, a value as wide as it gets in a what-if."""
        lengths = [float(self.asked.source.value), float(self.offered.source.value)]
        return [*lengths, math.pi, *self._counted_last([-1.0, -self.full])]

    def filled(self) -> list[Animation]:
        """The lengths fly in from their arrows, the angle and its cosine from the arc."""
        meeting = self.meeting
        halves = [(each.start + each.tip) / 2 for each in (meeting.query, meeting.key)]
        flights = [
            moves.send(self.asked, halves[0]),
            moves.send(self.offered, halves[1]),
            moves.fly(meeting.degrees, self.angle),
        ]
        return [LaggedStart(*flights, lag_ratio=0.3)]

    def answered(self) -> list[Animation]:
        """The dot product: the query's length times the key's shadow on it."""
        shadow = self.meeting.shadow
        return [FadeIn(shadow), moves.send(self.dot, shadow.lines[0][0]), FadeIn(self.bar)]

    def varied(self, motion: KeyMotion, seconds: float = QUICK) -> list[Animation]:
        """Every reading follows the key on a motion."""
        by_cosine = self.counts == "cosine"
        return [
            moves.suppose(self.offered, motion, lambda moved: moved.length, seconds=seconds),
            moves.suppose(self.angle, motion, lambda moved: moved.angle, seconds=seconds),
            moves.suppose(self.cosine, motion, lambda moved: moved.cosine, seconds=seconds),
            moves.suppose(self.dot, motion, lambda moved: moved.dot, seconds=seconds),
            moves.suppose(
                self.bar,
                motion,
                lambda moved: moved.cosine if by_cosine else moved.dot,
                seconds=seconds,
            ),
        ]

    def settle(self) -> None:
        """Show the lesson's own numbers, to the last digit."""
        for prop in (self.offered, self.angle, self.cosine, self.dot, self.bar):
            prop.settle()


def _lines(inside: Region, *, airy: bool = False) -> tuple[list[Region], Region, Region]:
    """The regions of the five readings, of the bar below the last, and of what comes below.

    `airy` readings take all of the card.
    """
    room = 0.0 if airy else 1.0
    if inside.width > 1.5 * inside.height:
        top, below = inside.rows(1.35, room, gap=0.36 * room)
        left, right = top.columns(1, 1.4, gap=0.6)
        lines = [*left.rows(1, 1, 1, gap=0.1), *right.rows(1, 1, 1, gap=0.1)]
        return lines[:5], _thin(lines[5]), below
    top, below = inside.rows(2.4, room, gap=0.42 * room)
    *lines, bar = top.rows(1, 1, 1, 1, 1, 0.62, gap=0.06)
    return lines, _thin(bar), below


def _thin(region: Region) -> Region:
    middle = region.centre[1]
    half = min(BAR, region.height) / 2
    return Region(region.left, middle - half, region.right, middle + half)


def _around(line: Region, bar: Region) -> Region:
    return Region(line.left, bar.bottom, line.right, line.top)


def _band(theme: Theme, region: Region) -> RoundedRectangle:
    opacity = tint(theme, "edge", COUNTS, "card", letters=("text", "muted", "query", "key"))
    wide = region.inset(-0.12, -0.04)
    return plate(wide, 0.1, fill_color=theme.edge, fill_opacity=opacity, stroke_width=0)


def _row(
    mark: Maths, name: Words, number: Number, line: Region, room: float, widest: float
) -> VGroup:
    """A reading's symbol and name at the left of its line; its number goes to the right.

    All symbols keep the same `room`; a name for which none is left over is left out.
    """
    flush_right(number.narrowed_to(line.width * 0.45), line.right, line.centre[1])
    mark.set_x(line.left + mark.width / 2)
    mark.shift(np.array([0.0, number.baseline - mark.baseline, 0.0]))
    start = line.left + room + 0.16
    end = number.get_right()[0] - max(number.width, number.width_of(widest)) - 0.12
    name.narrowed_to(end - start)
    if start + name.width > end + 0.02:
        return VGroup(mark)
    name.set_x(start + name.width / 2).on_line_with(number)
    return VGroup(mark, name)


def flush_right(part: VMobject, right: float, middle: float) -> VMobject:
    """Move a part to where its right edge, and the middle of its height, are to be."""
    return part.move_to(np.array([right - part.width / 2, middle, 0.0]))


def _top(region: Region) -> np.ndarray:
    return np.array([region.centre[0], region.top + 0.2, 0.0])

"""A sentence as one of its words hears it: an arc and a share for every word."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
from manim import UP, VGroup

from core.catalogue.casting import Cast
from scenes.kit.layout import LEAST_TEXT, ROUNDING
from scenes.kit.plane.labels import box_of
from scenes.kit.props.chips import (
    TINT,
    Chip,
    Sentence,
    WeightArc,
    lines_of,
    set_in_lines,
    width_in_em,
)
from scenes.kit.theme import Theme, tint
from scenes.kit.type.number import Number
from scenes.kit.type.words import SMALLER

COMFORTABLE = 0.24  # em of words that need not be any larger to spare a second line
SHARE = 0.8  # of the words' size: their shares
APART = 0.5  # between chips, in em
OVER = 0.12  # between a chip and its share, in em
CLEAR = 0.12  # between an arc's end and what it points at, in em
MOST_ABREAST = 6  # words in a line at most, for which long ones are cut
GLIMPSES = 8  # points of each curve of an arc that are looked at


class AttendedSentence(VGroup):
    """Chips of a sentence, a share above each token, and arcs from the asking word to the others.

    `chips` are all words, `tokens` those that take part, which are all if it is `bare`; `shares`
    and `arcs` are by token.
    """

    def __init__(
        self,
        theme: Theme,
        cast: Cast,
        width: float,
        size: float,
        bare: bool = False,
        widest: float = math.inf,
    ) -> None:
        sentence, asking = cast.sentence, cast.asking
        words, parts = sentence.words, sentence.participates
        if bare and cast.summary is None:
            words, parts = sentence.tokens, (True,) * len(sentence.tokens)
        chips = Sentence(theme, words, parts, width, size, asking, "output", widest)
        self.chips, self.tokens = chips.chips, chips.tokens
        if cast.summary is not None:
            self.tokens = [*chips.tokens, chips.chips[-1]]
        share = max(LEAST_TEXT, SHARE * size)
        self.lines = set_in_lines(self.chips, width, APART * size, share + 3 * OVER * size)
        weights = cast.head.weights
        self.shares = [
            Number(theme, weights, (asking, row), share, "weight", form="percent").next_to(
                chip, UP, buff=OVER * size
            )
            for row, chip in enumerate(self.tokens)
        ]
        self.em = size
        self.arcs = {
            row: WeightArc(theme, *self._ends(asking, row), weights, (asking, row))
            for row in range(len(self.tokens))
            if row != asking and weights[asking, row] > 0
        }
        for number in self.shares if cast.summary is not None else ():
            if any(_runs_through(arc, number) for arc in self.arcs.values()):
                number.with_halo("card")
        asked = tint(theme, "output", TINT, "card")  # violet letters need a darker ground
        self.tokens[asking].box.set_fill(opacity=asked)
        for chip in self.chips:
            chip.opaque("card")
        super().__init__(*self.arcs.values(), *self.chips, *self.shares)

    def _ends(self, asking: int, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Where an arc leaves the asking word, and where it meets another."""
        here, there = self._line(self.tokens[asking]), self._line(self.tokens[row])
        start = self._below(asking) if there > here else self._above(asking)
        end = self._below(row) if there < here else self._above(row)
        return start, end

    def _above(self, row: int) -> np.ndarray:
        return np.array(self.shares[row].get_top()) + np.array([0.0, CLEAR * self.em, 0.0])

    def _below(self, row: int) -> np.ndarray:
        return np.array(self.tokens[row].get_bottom())

    def _line(self, chip: Chip) -> int:
        return next(number for number, line in enumerate(self.lines) if chip in line)


def _runs_through(arc: WeightArc, share: Number) -> bool:
    """Whether an arc passes behind a share."""
    box, t = box_of(share), np.linspace(0, 1, GLIMPSES)[:, None]
    a, b, c, d = arc.points.reshape(-1, 4, 1, 3).transpose(1, 0, 2, 3)  # of each curve [k, 1, 3]
    along = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    x, y = along[..., 0], along[..., 1]
    inside = (box.left < x) & (x < box.right) & (box.bottom < y) & (y < box.top)
    return bool(inside.any())


def _in_one_line(theme: Theme, casts: tuple[Cast, ...], width: float) -> bool:
    """Whether each sentence's chips stand in one line of this width, in em."""
    sentences = [[width_in_em(theme, word) for word in cast.sentence.words] for cast in casts]
    return all(len(lines_of(widths, width, APART)) == 1 for widths in sentences)


def attended_sentences(
    theme: Theme, casts: tuple[Cast, ...], width: float, height: float, largest: float
) -> tuple[AttendedSentence, ...]:
    """Sentences set in one size, as large as the room allows each of them; rather in one line.

    Words that take no part are left out where not even the least letters leave room for them; then
    long words are cut, to as few letters as there is room for.
    """

    def built(*how: Any) -> list[AttendedSentence]:
        """All of them, as far as there is room for each."""
        found = list[AttendedSentence]()
        for cast in casts:
            sentence = AttendedSentence(theme, cast, width, *how)
            if sentence.width > width + ROUNDING or sentence.height > height + ROUNDING:
                break
            found.append(sentence)
        return found

    sizes = [largest]
    while sizes[-1] > LEAST_TEXT:
        sizes.append(max(LEAST_TEXT, sizes[-1] * SMALLER))
    trials = [(size, True) for size in sizes if size >= COMFORTABLE]
    trials = [each for each in trials if _in_one_line(theme, casts, width / each[0])]
    trials += [(size, False) for size in sizes]
    for bare, (size, in_one_line) in product((False, True), trials):
        found = built(size, bare)
        one_line = all(len(each.lines) == 1 for each in found)
        if len(found) == len(casts) and (one_line or not in_one_line):
            return tuple(found)
    for abreast in range(2, MOST_ABREAST + 1):
        widest = (width - (abreast - 1) * APART * LEAST_TEXT) / abreast
        found = built(LEAST_TEXT, True, widest)
        if len(found) == len(casts):
            return tuple(found)
    return tuple(AttendedSentence(theme, cast, width, LEAST_TEXT, True, widest) for cast in casts)

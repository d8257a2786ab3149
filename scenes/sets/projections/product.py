"""A matrix times an arrow's numbers: row by row, or all at once while the arrow moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from manim import (
    DOWN,
    RIGHT,
    Animation,
    AnimationGroup,
    Mobject,
    UpdateFromAlphaFunc,
    VGroup,
    VMobject,
)
from manim.utils.rate_functions import linear, smooth

from core.catalogue.casting import Cast
from scenes.kit import moves
from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.plane.riders import Rider
from scenes.kit.props.matrix import ColumnVector, Matrix
from scenes.kit.rounded import RoundedRectangle
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import fitting_size
from scenes.kit.type.maths import SUBSCRIPT, Maths

MOST_ROWS, MOST_COLUMNS = 3, 4  # of a matrix whose numbers are written out


@dataclass(frozen=True)
class Role:
    """One of the three parts that a word plays."""

    name: str  # role of the theme, and the label of its name
    letter: str
    field: str  # of a head's trace
    matrix: str
    question: str  # label


ROLES = (
    Role("query", "q", "queries", "W_Q", "looks_for"),
    Role("key", "k", "keys", "W_K", "offers"),
    Role("value", "v", "values", "W_V", "passes_on"),
)


def can_be_written(matrix: np.ndarray) -> bool:
    """Whether a matrix is small enough for its numbers to be written out."""
    rows, columns = matrix.shape
    return rows <= MOST_ROWS and columns <= MOST_COLUMNS


class Product:
    """W e = q in numbers; a matrix too large to write out stays a formula.

    `matrix`, `given` and `result` come in this order; `digits` are the answer's.
    """

    def __init__(
        self, theme: Theme, region: Region, cast: Cast, role: Role, largest: float
    ) -> None:
        head, sentence, self.asking = cast.head, cast.sentence, cast.asking
        self.theme, self.role, self.region = theme, role, region
        self.weights: np.ndarray = getattr(head, role.matrix)
        self.embeddings, self.vectors = sentence.embeddings, getattr(head, role.field)
        self.setting: tuple[int, float] | None = None  # lines, and minus the size of its digits
        for lines in (1, 2, 3) if can_be_written(self.weights) else ():
            size = fitting_size(partial(self.set, lines=lines), largest)
            if size is not None:
                self.setting = (lines, -size)
                return
        self._as_formula(largest)

    def rows(self, seconds: float) -> Iterator[Animation]:
        """Row by row: a row of the matrix meets the arrow's numbers, and a number comes of it."""
        for number in range(len(self.digits)):
            yield self._row(number, seconds)

    def copying(self) -> Animation:
        """The arrow's numbers fly to where its image's will be."""
        self.made.show(self.embeddings[self.asking])
        return moves.fly(VGroup(*(entry for (entry,) in self.operand.entries)), self.digits)

    def riders(self) -> list[Rider]:
        """The answer's numbers, which count along with the moving arrow."""
        if not len(self.digits):
            return []
        vector, place = self.embeddings[self.asking], (self.asking,)
        return [
            Rider(
                self.made,
                lambda matrix: self.made.show(matrix @ vector),
                lambda _: self.made.rest(self.vectors, place),
            )
        ]

    def _row(self, number: int, seconds: float) -> Animation:
        row, (entry,) = self.entries.entries[number], self.made.entries[number]
        terms = self.weights[number] * self.embeddings[self.asking]
        column = [each for (each,) in self.operand.entries]
        marks = [self._mark(row), self._mark(column)]
        tours = [_tour(mark, stops) for mark, stops in zip(marks, (row, column), strict=True)]

        def told(t: float) -> float:
            met = np.clip(t * len(terms) - np.arange(len(terms)), 0, 1)
            return float(entry.source.value) if t >= 1 else float(terms @ met)

        counted = moves.count(entry, told, seconds, introducer=True)
        shown = [
            UpdateFromAlphaFunc(
                mark, tour, run_time=seconds, rate_func=linear, introducer=True, remover=True
            )
            for mark, tour in zip(marks, tours, strict=True)
        ]
        return AnimationGroup(counted, *shown)

    def _mark(self, entries: Sequence[Mobject]) -> RoundedRectangle:
        """A frame that fits every one of these numbers."""
        return RoundedRectangle(
            corner_radius=0.06,
            width=max(entry.width for entry in entries) + 0.1,
            height=max(entry.height for entry in entries) + 0.02,
            stroke_color=self.theme.colour(self.role.name),
            stroke_width=self.theme.strokes.frame,
        )

    def set(self, size: float, lines: int) -> float:
        """Set it in so many lines at this size; the share of it that the region has room for."""
        theme, name = self.theme, self.role.name
        self.entries = Matrix(theme, self.weights, size)
        self.operand = ColumnVector(theme, self.embeddings, self.asking, size, "embedding")
        vector = self.embeddings[self.asking]
        passed = [vector, *np.cumsum(self.weights * vector, axis=1).T]
        self.made = ColumnVector(theme, self.vectors, self.asking, size, name, also=passed)
        equals = Maths(theme, "=", size)
        tall = max(size, LEAST_TEXT / SUBSCRIPT)
        heads = [
            Maths(theme, self.role.matrix, tall),
            Maths(theme, "embedding(e)", max(size, LEAST_TEXT * 1.1)),
            Maths(theme, f"{name}({self.role.letter})", max(size, LEAST_TEXT * 1.1)),
        ]
        self.matrix = VGroup(heads[0], self.entries)
        parts: list[VMobject] = [self.entries, self.operand, equals, self.made]
        if lines == 1:
            everything = _in_one_line(parts, heads, 0.32 * size)
        elif lines == 3:
            parts[2] = equals = Maths(theme, "arrow.r", size)
            everything = _in_two_lines([self.entries, *parts[1:]], heads, 0.32 * size)
        else:
            also, again = Maths(theme, "=", size), heads[0].copy()
            self.matrix.add(also, again)
            everything = _in_sentences([heads[0], also, *parts, again], heads[1:], 0.32 * size)
        self.given = VGroup(heads[1], self.operand)
        self.result = VGroup(equals, heads[2], self.made.brackets)
        self.digits = VGroup(*(entry for (entry,) in self.made.entries))
        everything.move_to(at(self.region))
        width, height = float(everything.width), float(everything.height)
        return min(self.region.width / width, self.region.height / height)

    def _as_formula(self, size: float) -> None:
        q = f"{self.role.name}({self.role.letter})"
        formula = Maths(self.theme, f"{q} = {self.role.matrix} embedding(e)", size)
        formula.narrowed_to(self.region.width).move_to(at(self.region))
        self.matrix, self.given, self.result = VGroup(formula), VGroup(), VGroup()
        self.digits = VGroup()


def set_alike(products: Sequence[Product]) -> None:
    """Set all that are written in numbers in the size and the lines of the tightest."""
    settings = [product.setting for product in products if product.setting is not None]
    for product in products:
        if product.setting is not None:
            (lines, size), (own_lines, own_size) = max(settings), product.setting
            if product.set(-size, lines) < 1:
                product.set(-own_size, own_lines)


def _in_one_line(parts: Sequence[VMobject], heads: Sequence[Maths], gap: float) -> VGroup:
    """W e = q, with their names above."""
    line = VGroup(*parts).arrange(RIGHT, buff=gap)
    bodies = [part for part in parts if isinstance(part, Matrix)]
    _crown(bodies, heads)
    return VGroup(*line, *heads)


def _in_two_lines(parts: Sequence[VMobject], heads: Sequence[Maths], gap: float) -> VGroup:
    """W, and below it e and what becomes of it, with their names above."""
    matrix, operand, so, made = parts
    second = VGroup(operand, so, made).arrange(RIGHT, buff=gap)
    _crown([matrix], heads[:1])
    _crown([operand, made], heads[1:])
    first, below = VGroup(matrix, heads[0]), VGroup(*second, *heads[1:])
    below.next_to(first, DOWN, buff=gap)
    return VGroup(*first, *below)


def _in_sentences(parts: Sequence[VMobject], heads: Sequence[Maths], gap: float) -> VGroup:
    """W = its numbers, and below it W e = q; the names of e and q stand above their numbers."""
    name, equals, matrix, operand, so, made, again = parts
    first = VGroup(name, equals, matrix).arrange(RIGHT, buff=gap)
    second = VGroup(again, operand, so, made).arrange(RIGHT, buff=gap)
    _crown([operand, made], heads)
    below = VGroup(second, *heads)
    below.next_to(first, DOWN, buff=gap)
    return VGroup(*first, *second, *heads)


def _crown(bodies: Sequence[VMobject], heads: Sequence[Maths]) -> None:
    """Set every name above its numbers."""
    top = max(body.get_top()[1] for body in bodies)
    for head, body in zip(heads, bodies, strict=True):
        head.move_to(np.array([body.get_x(), top + head.height / 2, 0.0]))


def _tour(mark: Mobject, stops: Sequence[Mobject]) -> Callable[[Mobject, float], None]:
    """Visit numbers one after the other, resting at each; come and go gently."""
    points = [stop.get_center() for stop in stops]

    def go(moving: Mobject, t: float) -> None:
        along = t * len(points) - 0.5
        index = int(np.clip(np.floor(along), 0, max(len(points) - 2, 0)))
        between = float(np.clip((along - index - 0.3) / 0.4, 0, 1))
        end = points[min(index + 1, len(points) - 1)]
        moving.move_to(points[index] + (end - points[index]) * smooth(between))
        mark.set_stroke(opacity=float(np.clip(8 * min(t, 1 - t), 0, 1)))

    return go

"""Vectors to look at: arrows, dashed ghosts, dots, and pulls as wide as their weight."""

from __future__ import annotations

import math
from collections.abc import Hashable
from itertools import accumulate

import numpy as np
from manim import Circle, Line, VGroup, VMobject

from core.trace.records import HeadTrace
from scenes.kit.plane.view import View
from scenes.kit.segments import as_points
from scenes.kit.source import SLACK, Source, Sourced, Telling, difference
from scenes.kit.theme import Theme

SAME = 9  # decimals, to which equal vectors are equal
HEAD = 0.27  # length of an arrow's head
HEAD_WIDTH = 0.25
SHORTEST = 0.1  # an arrow shorter than this is drawn as a dot
SHORT = 0.11  # below this length an arrow may not show its direction
DOT = 0.075  # its radius
FULL_PULL = 0.36  # width of a pull whose weight is 1
DASH, GAP = 0.13, 0.09  # of a ghost
TIP, TAIL, LAST = 12, 0, 24  # places of the tip and the two tail corners among an arrow's points


class Tipped(Sourced):
    """A prop that ends at a vector of the trace, in the plane of a view."""

    view: View

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """Also the vector that it shows: of equal vectors, the eye sees one arrow."""
        vector = np.round(np.asarray(self.source.value, dtype=float), SAME)
        return (*super().known_as, ("vector", *vector.tolist()))

    @property
    def tip(self) -> np.ndarray:
        """The point [3] where it ends, read off the picture."""
        raise NotImplementedError

    def drawn(self) -> np.ndarray:
        """The vector [2] that the picture shows, in the trace's units."""
        return np.asarray(self.view.numbers(self.tip))

    def slack(self) -> float:
        """How far it may be off, in Manim units."""
        return SLACK

    def misreading(self) -> str | None:
        """Where it points, if that is not its vector."""
        off = float(np.abs(self.drawn() - self.source.value).max()) * self.view.scale
        if off <= self.slack():
            return None
        return f"points at {self.drawn()}, the trace says {self.source.value}"


class Arrow(Tipped, Telling, VMobject):
    """An arrow whose tip is a vector of the trace; a vector too short to point is a dot.

    `numbers` is the trace's own array; `drawn()` reads the vector back off the picture.
    """

    def __init__(
        self,
        theme: Theme,
        view: View,
        numbers: np.ndarray,
        index: tuple[int, ...] | int = (),
        role: str = "embedding",
        tail: np.ndarray | None = None,
        shaft: float | None = None,
        opacity: float = 1.0,
    ) -> None:
        super().__init__(
            fill_color=theme.colour(role), fill_opacity=opacity, stroke_width=0, stroke_opacity=0
        )
        self.theme, self.view, self.role = theme, view, role
        self.source = Source(numbers, index)
        self.shaft = theme.strokes.shaft if shaft is None else shaft
        self.tail = np.zeros(2) if tail is None else tail
        self.show(self.source.value)

    def show(self, vector: np.ndarray, tail: np.ndarray | None = None) -> Arrow:
        """Point from the tail along another vector [2] (while moving)."""
        if tail is not None:
            self.tail = tail
        start, end = self.view.point(self.tail), self.view.point(self.tail + vector)
        self.points = as_points(
            _closed(arrow_corners(start, end, self.shaft, self.theme.strokes.shaft))
        )
        return self

    @property
    def tip(self) -> np.ndarray:
        """The point [3] where the arrow ends, read off the picture."""
        return self._centre() if self.is_dot else np.array(self.points[TIP])

    @property
    def start(self) -> np.ndarray:
        """The point [3] where the arrow begins, read off the picture."""
        return self._centre() if self.is_dot else (self.points[TAIL] + self.points[LAST]) / 2

    def _centre(self) -> np.ndarray:
        return np.array(self.points[::4].mean(axis=0))

    @property
    def is_dot(self) -> bool:
        corners = self.points[::4]
        spread = np.linalg.norm(corners - corners.mean(axis=0), axis=1)
        return bool(np.ptp(spread) < 1e-6)

    def drawn(self) -> np.ndarray:
        """The vector [2] that the picture shows, in the trace's units."""
        return np.asarray(self.view.numbers(self.tip) - self.view.numbers(self.start))

    def slack(self) -> float:
        """How far it may be off, in Manim units: a dot can't show a direction."""
        return SHORT if self.is_dot else SLACK

    def drawn_width(self) -> float:
        """The width of the shaft, in Manim units."""
        return float(np.linalg.norm(self.points[TAIL] - self.points[LAST]))

    @property
    def segment(self) -> tuple[np.ndarray, np.ndarray]:
        return self.start, self.tip


class Pull(Arrow):
    """A weight's pull: an arrow along w·(v_j − v_i), as wide as the weight w."""

    def __init__(
        self,
        theme: Theme,
        view: View,
        pulls: np.ndarray,
        weights: np.ndarray,
        index: tuple[int, ...],
        tail: np.ndarray,
        role: str = "value",
    ) -> None:
        self.weight = Source(weights, index)
        super().__init__(
            theme, view, pulls, index, role, tail, FULL_PULL * float(self.weight.value), 0.6
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it points along, and what it is as wide as."""
        return self.source, self.weight

    def misreading(self) -> str | None:
        """Where it points, or the weight that its width shows, if they are not its own."""
        pointing = super().misreading()
        if pointing or self.is_dot:
            return pointing
        return difference(self.drawn_weight(), float(self.weight.value), SLACK)

    @property
    def sides(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The two long sides of its shaft, as segments for labels to keep off."""
        left, right = self.points[TAIL], self.points[LAST]
        along = self.tip - self.start
        return [(np.array(left), left + along), (np.array(right), right + along)]

    def drawn_weight(self) -> float:
        """The weight that the width shows."""
        return self.drawn_width() / FULL_PULL


def pulls_of(theme: Theme, view: View, head: HeadTrace, asking: int) -> list[Pull]:
    """A word's pulls head to tail, from its own value to its output; none from itself."""
    pulling = [
        other
        for other in range(head.weights.shape[1])
        if other != asking and head.weights[asking, other] > 0
    ]
    steps = [head.values_2d[asking], *(head.pulls_2d[asking, other] for other in pulling)]
    return [
        Pull(theme, view, head.pulls_2d, head.weights, (asking, other), tail)
        for other, tail in zip(pulling, accumulate(steps), strict=False)
    ]


class Ghost(Tipped, VGroup):
    """A dashed arrow: the original, which stays where it was while a copy moves."""

    def __init__(
        self,
        theme: Theme,
        view: View,
        numbers: np.ndarray,
        index: tuple[int, ...] | int = (),
        role: str = "muted",
    ) -> None:
        super().__init__()
        self.view = view
        self.source = Source(numbers, index)
        colour, strokes = theme.colour(role), theme.strokes
        start, end = view.point(np.zeros(2)), view.point(self.source.value)
        length = float(np.linalg.norm(end - start))
        if length < SHORTEST:
            self.add(Circle(DOT, color=colour, stroke_width=strokes.mark).move_to(end))
            return
        along = (end - start) / length
        head = arrow_corners(start, end, strokes.shaft, strokes.shaft)
        neck = max(0.0, length - float(np.linalg.norm(head[3] - (head[2] + head[4]) / 2)))
        dashes = max(1, round((neck + GAP) / (DASH + GAP)))
        dash = (neck + GAP) / dashes - GAP
        for number in range(dashes):
            begin = start + along * number * (dash + GAP)
            drawn = begin, begin + along * dash
            self.add(Line(*drawn, stroke_color=colour, stroke_width=strokes.frame))
        outline = VMobject(stroke_color=colour, stroke_width=strokes.tick)
        outline.set_points_as_corners([head[2], head[3], head[4], head[2]])
        self.add(outline)

    @property
    def tip(self) -> np.ndarray:
        last = self.submobjects[-1]
        centre = last.get_center() if isinstance(last, Circle) else last.points[4]
        return np.array(centre)

    @property
    def segment(self) -> tuple[np.ndarray, np.ndarray]:
        return self.view.point(np.zeros(2)), self.tip


class Mark(Tipped, Circle):
    """A vector as a dot where its arrow would end: a word that is there, and not spoken of."""

    def __init__(
        self,
        theme: Theme,
        view: View,
        numbers: np.ndarray,
        index: tuple[int, ...] | int = (),
        role: str = "muted",
    ) -> None:
        super().__init__(DOT, stroke_width=0, fill_color=theme.colour(role), fill_opacity=1)
        self.view, self.source = view, Source(numbers, index)
        self.move_to(view.point(self.source.value))

    @property
    def tip(self) -> np.ndarray:
        return np.array(self.get_center())


def arrow_corners(
    start: np.ndarray, end: np.ndarray, shaft: float, usual: float
) -> list[np.ndarray]:
    """The seven corners of an arrow, from its left tail round its tip (the fourth) to the right.

    A shaft wider than the usual has a larger head. Too short to point, it becomes a heptagon
    around its end: a dot.
    """
    along = end - start
    length = float(np.linalg.norm(along))
    if length < SHORTEST:
        turns = math.tau * (np.arange(7) + 0.5) / 7
        return [end + DOT * np.array([math.cos(t), math.sin(t), 0.0]) for t in turns]
    along = along / length
    across = np.array([-along[1], along[0], 0.0])
    head = min(HEAD, 0.55 * length) if shaft <= usual * 1.5 else min(HEAD + shaft / 2, 0.6 * length)
    half_head = (HEAD_WIDTH / 2 + max(0.0, shaft - usual) / 2) * min(1.0, head / HEAD)
    half = shaft / 2  # never less: a pull's width is its weight
    half_head = max(half_head, half)
    neck = end - along * head
    return [
        start + across * half,
        neck + across * half,
        neck + across * half_head,
        end,
        neck - across * half_head,
        neck - across * half,
        start - across * half,
    ]


def _closed(corners: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))

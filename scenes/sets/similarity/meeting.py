"""A query and a key at one origin: the arc between them, and the key's shadow on the query."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from manim import UP, Animation, FadeIn

from core.catalogue.casting import Cast
from core.trace.what_ifs import MovedKey, moved_key
from scenes.kit import moves
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import Arrow, Ghost
from scenes.kit.plane.labels import Tag, box_of, place, tag
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.segments import Segment
from scenes.kit.source import Source
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths, held_symbol
from scenes.kit.type.number import Number
from scenes.sets.similarity.shadow import Shadow, Way

NEAR, SQUARE, FAR = math.radians(25), math.radians(90), math.radians(130)  # where a what-if halts
BLUNT = math.radians(60)  # from here on, it first turns toward the query
QUICK = 1.4  # seconds of a what-if's move
ALIKE = math.radians(6)  # arrows closer than this lie on each other: the query is drawn wider
ARC, RIVAL_ARC = 0.75, 1.25  # radii, Manim units, where the arrows are long enough
OF_ARROW = 0.6  # share of the shorter arrow that an arc's radius may take
OUT = math.radians(80)  # from the query, away from the key
LOOKS = 16  # at the key as it turns, to keep it inside the stage
ROOM = (0.5, 0.42)  # around what is drawn; what-ifs, which reach farthest, bear no names
NAME = 0.4  # of the region's width at most: an arrow's name
BESIDE = 0.42  # between an arc and the number that moves with it

KeyMotion = Callable[[float], MovedKey]
"""Where the key is over 0..1."""


class Rival(NamedTuple):
    """Another key, with all that shows how it meets the query."""

    arrow: Arrow
    name: Maths
    arc: AngleArc
    degrees: Number
    way: Way  # down to its shadow


class Meeting:
    """One query and one key of a sentence, in a plane that shows both truly.

    `turns`, then `home`, are motions of the key round the origin; `halving` and `doubling` along
    its own line. `rival` is a key that lies nearer and scores less, if there is one.
    """

    def __init__(
        self, theme: Theme, layout: Layout, region: Region, cast: Cast, rival: int | None
    ) -> None:
        head, self.pair = cast.head, (cast.asking, cast.partner)
        self.theme, self.size, self.head = theme, layout.type.label, head
        self.own = moved_key(head, self.pair)
        self.asked, self.offered = head.pairs_2d[self.pair]  # [2], [2]
        self._plan()
        others = [] if rival is None else [head.pairs_2d[cast.asking, rival, 1]]
        ways = [self._turned(angle) for angle in np.linspace(*self.between, LOOKS).tolist()]
        reached = np.array([[moved.key, moved.shadow] for moved in ways])
        view = View.fitting(region, self.asked, reached, *others, room=ROOM)
        self.view = view.over(layout.frame)
        self.plane = Plane(theme, self.view, ticks=False)
        self.plane.set_z_index(-2)
        self.shadow = Shadow(theme, self.view, self.own)
        alike = self.angle < ALIKE
        self.query = Arrow(
            theme,
            self.view,
            head.pairs_2d,
            (*self.pair, 0),
            "query",
            shaft=theme.strokes.under if alike else None,
        )
        self.key = Arrow(theme, self.view, head.pairs_2d, (*self.pair, 1), "key")
        self.ghost = Ghost(theme, self.view, head.pairs_2d, (*self.pair, 1), "key")
        self.arc, self.degrees = self._arc(self.pair, ARC)
        tokens = cast.sentence.tokens
        most = NAME * region.width
        self.names = [
            held_symbol(theme, "q", cast.word, "query", self.size, most).with_halo(),
            held_symbol(theme, "k", cast.context, "key", self.size, most).with_halo(),
        ]
        self.rival: Rival | None = None
        if rival is not None:
            arrow = Arrow(theme, self.view, head.pairs_2d, (cast.asking, rival, 1), "key")
            arc, degrees = self._arc((cast.asking, rival), RIVAL_ARC)
            name = held_symbol(theme, "k", tokens[rival], "key", self.size, most).with_halo()
            way = Way(theme, self.view, moved_key(head, (cast.asking, rival)))
            self.rival = Rival(arrow, name, arc, degrees, way)
        self._set_labels(region)
        self.settle()

    # --- what-ifs

    def varied(self, motion: KeyMotion, seconds: float = QUICK) -> list[Animation]:
        """The key follows a motion; the arc, its number and the shadow follow it."""
        spots = self._spots(motion)
        return [
            moves.suppose(self.key, motion, lambda moved: moved.key, (), seconds),
            moves.live(self.arc, lambda _, t: self._span(motion(t)), seconds),
            moves.live(self.shadow, lambda m, t: m.tell(motion(t)), seconds),
            moves.live(self.degrees, lambda _, t: self._number(motion(t), spots(t)), seconds),
        ]

    def settle(self) -> None:
        """Show the lesson's own key, to the last bit."""
        self.key.settle()
        self.arc.tell(Source(self.head.angles, self.pair), self.asked, self.offered)
        self.shadow.tell(self.own)
        self.degrees.settle().move_to(self.degrees_at)

    def _span(self, moved: MovedKey) -> None:
        self.arc.tell(Source(moved.angle, 0, moved), moved.query, moved.key)

    def _number(self, moved: MovedKey, spot: np.ndarray) -> None:
        self.degrees.suppose(Source(moved.angle, 0, moved)).move_to(spot)

    def rival_appears(self) -> list[Animation]:
        """The rival's arrow grows, then its name, its arc and its number appear.

        The meeting's own number makes room: both angles are told on the card.
        """
        if self.rival is None:
            return []
        rest = self.rival[1:]
        return [
            moves.grow(self.rival.arrow),
            moves.appear(*rest, seconds=moves.USUAL),
            moves.vanish(self.degrees),
        ]

    def rival_leaves(self) -> list[Animation]:
        """The rival is gone, and the angle's number takes its place again."""
        if self.rival is None:
            return []
        return [moves.vanish(*self.rival), FadeIn(self.degrees)]

    def _plan(self) -> None:
        """The angles that the key turns through, on the side where it lies."""
        self.angle = float(self.own.angle[0])
        one, other = self.asked, self.offered
        self.side = 1.0 if one[0] * other[1] - one[1] * other[0] >= 0 else -1.0
        self.start = math.atan2(one[1], one[0])
        halts = [SQUARE, FAR] if self.angle < BLUNT else [NEAR, SQUARE, FAR]
        stops = [self.angle, *halts]
        self.between: tuple[float, float] = min(stops), max(stops)
        self.turns = [self._turning(a, b) for a, b in pairwise(stops)]
        self.home = self._turning(stops[-1], self.angle)
        self.halving = self._stretching(1.0, 0.5)
        self.doubling = self._stretching(0.5, 1.0)

    def _turning(self, start: float, end: float) -> KeyMotion:
        return lru_cache(maxsize=1)(lambda t: self._turned(start + (end - start) * t))

    def _turned(self, angle: float) -> MovedKey:
        """The key at an angle from the query, on its own side."""
        return moved_key(self.head, self.pair, self.side * angle)

    def _stretching(self, start: float, end: float) -> KeyMotion:
        def stretched(t: float) -> MovedKey:
            return moved_key(self.head, self.pair, factor=start + (end - start) * t)

        return lru_cache(maxsize=1)(stretched)

    def _spots(self, motion: KeyMotion) -> Callable[[float], np.ndarray]:
        """Where the angle's number is: it rides on the arc between its resting places."""
        start, end = self._resting(motion(0)), self._resting(motion(1))
        first, last = self._riding(motion(0)), self._riding(motion(1))

        def spot(t: float) -> np.ndarray:
            leaving, arriving = max(0.0, 1 - 3 * t), max(0.0, 3 * t - 2)
            riding = self._riding(motion(t))
            return np.asarray(riding + leaving * (start - first) + arriving * (end - last))

        return spot

    def _resting(self, moved: MovedKey) -> np.ndarray:
        turn = float(moved.angle[0])
        places = ((self.angle, self.degrees_at), (FAR, self.degrees_far))
        return next((at for known, at in places if abs(turn - known) < 1e-6), self._riding(moved))

    def _riding(self, moved: MovedKey) -> np.ndarray:
        turn = float(moved.angle[0])
        half = self.start + self.side * turn / 2
        room = 0.75 * self.size / max(math.sin(turn / 2), 0.2)
        reach = max(self.arc.radius + BESIDE, room)
        origin = self.view.point(np.zeros(2))
        return np.asarray(origin + reach * np.array([math.cos(half), math.sin(half), 0.0]))

    # --- how it is set

    def _arc(self, pair: tuple[int, int], radius: float) -> tuple[AngleArc, Number]:
        asked, offered = self.head.pairs_2d[pair]
        shorter = min(float(np.linalg.norm(asked)), float(np.linalg.norm(offered)))
        radius = min(radius, OF_ARROW * shorter * self.view.scale)
        arc = AngleArc(self.theme, self.view, asked, offered, self.head.angles, pair, radius)
        degrees = Number(self.theme, self.head.angles, pair, self.size, form="degrees")
        return arc, degrees.with_halo()

    def _set_labels(self, region: Region) -> None:
        """All names and numbers at rest, off every arrow that will be there."""
        rival = self.rival
        arrows = [self.query, self.key, *([rival.arrow] if rival else [])]
        arcs = [self.arc, *([rival.arc] if rival else [])]
        tags = [
            tag(name, each.tip, each.start) for name, each in zip(self.names, arrows, strict=False)
        ]
        lines: list[Segment] = [arrow.segment for arrow in arrows]
        lines += self.shadow.lines
        curves = [box_of(arc) for arc in arcs if len(arc.points)]
        place(tags, region, [*lines, *self.plane.lines], curves)
        taken = [box_of(name) for name in self.names]
        if rival:
            named = replace(tag(rival.name, rival.arrow.tip, rival.arrow.start), back=0.0)
            tags = [self._outside(rival.arc, rival.degrees), named]
            place(tags, region, lines, [*taken, *curves])
        taken += curves[:1]
        self.degrees_far = self._number_at(FAR, region, taken)
        self.degrees_at = self._number_at(self.angle, region, taken)

    def _number_at(self, turn: float, region: Region, taken: list[Region]) -> np.ndarray:
        """Where the angle's number stands best when the key has turned so far."""
        moved, origin = self._turned(turn), self.view.point(np.zeros(2))
        self.arc.show(self.asked, moved.key)
        self.degrees.show(turn)
        lines = [self.query.segment, (origin, self.view.point(moved.key))]
        lines += [self.key.segment, *self.shadow.tell(moved).lines]
        place([_beside(self.arc, self.degrees)], region, lines, taken)
        return np.array(self.degrees.get_center())

    def _outside(self, arc: AngleArc, number: Number) -> Tag:
        """The tag of a number for whose angle there is no room: on the query's other side."""
        way = self.start - self.side * OUT
        query = np.array([math.cos(self.start), math.sin(self.start), 0.0])
        return Tag(
            number,
            self.view.point(np.zeros(2)) + arc.radius * query,
            np.array([math.cos(way), math.sin(way), 0.0]),
        )


def _beside(arc: AngleArc, number: Number) -> Tag:
    """The number's tag: it would rather lie outside the arc, in the wedge."""
    origin = arc.view.point(np.zeros(2))
    away = arc.middle - origin
    length = float(np.linalg.norm(away))
    away = away / length if length > 1e-9 else UP
    return Tag(number, origin + away * arc.radius, away)

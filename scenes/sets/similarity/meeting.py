"""A query and a key at one origin: the arc between them, and the key's shadow on the query."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from manim import Animation, FadeIn, VGroup, VMobject

from core.catalogue.casting import Cast
from core.maths import similarity
from scenes.kit import moves
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import SHAFT, WIDER, Arrow, Ghost
from scenes.kit.plane.labels import Tag, box_of, place, tag
from scenes.kit.plane.plane import Plane, View
from scenes.kit.segments import Segment, as_points
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths, held_symbol
from scenes.kit.type.number import Number

NEAR, SQUARE, FAR = math.radians(25), math.radians(90), math.radians(130)  # where a what-if halts
BLUNT = math.radians(60)  # from here on, it first turns toward the query
QUICK = 1.4  # seconds of a what-if's move
ALIKE = math.radians(6)  # arrows closer than this lie on each other: the query is drawn wider
ARC, RIVAL_ARC = 0.75, 1.25  # radii, Manim units, where the arrows are long enough
OF_ARROW = 0.6  # share of the shorter arrow that an arc's radius may take
BAND, LINE = 17.0, 1.5  # stroke widths of a shadow, and of the line that it falls on
DASH = 0.1  # length of the dashes of the way down to it
OUT = math.radians(80)  # from the query, away from the key
ROOM = (0.5, 0.42)  # around what is drawn; what-ifs, which reach farthest, bear no names
NAME = 0.4  # of the region's width at most: an arrow's name
BESIDE = 0.42  # between an arc and the number that moves with it

Path = Callable[[float], np.ndarray]


class Rival(NamedTuple):
    """Another key, with all that shows how it meets the query."""

    arrow: Arrow
    name: Maths
    arc: AngleArc
    degrees: Number
    way: VMobject  # down to its shadow


class Meeting:
    """One query and one key of a sentence, in a plane that shows both truly.

    `turns`, then `home`, are paths of the key round the origin; `halving` and `doubling` along its
    own line. `rival` is a key that lies nearer and scores less, if there is one.
    """

    def __init__(
        self, theme: Theme, layout: Layout, region: Region, cast: Cast, rival: int | None
    ) -> None:
        head, self.pair = cast.head, (cast.asking, cast.partner)
        self.theme, self.size, self.head = theme, layout.type.label, head
        self.asked, self.offered = head.pairs_2d[self.pair]  # [2], [2]
        self._plan()
        others = [] if rival is None else [head.pairs_2d[cast.asking, rival, 1]]
        turns = np.linspace(self.between[0], self.between[1], 16)
        reached = np.array([self._at(turn) for turn in turns])
        cast_by = reached @ similarity.directions(self.asked[None])[0]  # lengths of shadows
        shadows = np.outer(cast_by, similarity.directions(self.asked[None])[0])
        self.view = View.fitting(region, self.asked, reached, shadows, *others, room=ROOM)
        self.plane = Plane(theme, self.view, ticks=False)
        self.plane.set_z_index(-2)
        self.shadow = Shadow(theme, self.view, self.asked, self.offered)
        alike = self.angle < ALIKE
        self.query = Arrow(
            theme,
            self.view,
            head.pairs_2d,
            (*self.pair, 0),
            "query",
            shaft=WIDER if alike else SHAFT,
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
            way = Shadow(theme, self.view, self.asked, np.array(arrow.source.value)).way
            self.rival = Rival(arrow, name, arc, degrees, way)
        self._set_labels(region)
        self.settle()

    # --- what-ifs

    def varied(self, path: Path, seconds: float = QUICK) -> list[Animation]:
        """The key follows a path of vectors [2]; the arc, its number and the shadow follow it."""
        spots = self._spots(path)
        return [
            moves.turn(self.key, path, seconds),
            moves.span(self.arc, lambda _: self.asked, path, seconds),
            moves.live(self.shadow, lambda m, t: m.show(path(t)), seconds),
            moves.live(
                self.degrees,
                lambda m, t: m.show(angle_of(self.asked, path(t))).move_to(spots(t)),
                seconds,
            ),
        ]

    def suppose(self, *, what_if: bool) -> None:
        """Say whether the key, its arc and its number show a what-if."""
        for prop in (self.key, self.arc, self.degrees):
            prop.supposed = what_if

    def settle(self) -> None:
        """Show the lesson's own key, to the last bit."""
        self.key.show(self.offered)
        self.arc.show(self.asked, self.offered)
        self.shadow.show(self.offered)
        self.degrees.show(float(self.degrees.source.value))
        self.degrees.move_to(self.degrees_at)

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
        self.angle = angle_of(self.asked, self.offered)
        one, other = self.asked, self.offered
        side = 1.0 if one[0] * other[1] - one[1] * other[0] >= 0 else -1.0
        self.start = math.atan2(one[1], one[0])
        self.side = side
        halts = [SQUARE, FAR] if self.angle < BLUNT else [NEAR, SQUARE, FAR]
        stops = [self.angle, *halts]
        self.between = min(stops), max(stops)
        self.turns = [self._turning(a, b) for a, b in pairwise(stops)]
        self.home = self._turning(stops[-1], self.angle)
        self.halving = moves.straight(self.offered, self.offered / 2)
        self.doubling = moves.straight(self.offered / 2, self.offered)

    def _turning(self, start: float, end: float) -> Path:
        return lambda t: self._at(start + (end - start) * t)

    def _at(self, turn: float) -> np.ndarray:
        """The key [2] at an angle from the query, on its own side."""
        length = float(np.linalg.norm(self.offered))
        direction = self.start + self.side * turn
        return length * np.array([math.cos(direction), math.sin(direction)])

    def _spots(self, path: Path) -> Path:
        """Where the angle's number is on a path: it rides on the arc between its resting places."""
        start, end = self._resting(path(0)), self._resting(path(1))
        first, last = self._riding(path(0)), self._riding(path(1))

        def spot(t: float) -> np.ndarray:
            leaving, arriving = max(0.0, 1 - 3 * t), max(0.0, 3 * t - 2)
            riding = self._riding(path(t))
            return np.asarray(riding + leaving * (start - first) + arriving * (end - last))

        return spot

    def _resting(self, key: np.ndarray) -> np.ndarray:
        turn = angle_of(self.asked, key)
        places = ((self.angle, self.degrees_at), (FAR, self.degrees_far))
        return next((at for known, at in places if abs(turn - known) < 1e-6), self._riding(key))

    def _riding(self, key: np.ndarray) -> np.ndarray:
        turn = angle_of(self.asked, key)
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
        key, origin = self._at(turn), self.view.point(np.zeros(2))
        self.arc.show(self.asked, key)
        self.degrees.show(turn)
        lines = [self.query.segment, (origin, self.view.point(key))]
        lines += [self.key.segment, *self.shadow.show(key).lines]
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


class Shadow(VGroup):
    """What a key casts on the query's line, |k| cos θ long, and the way down to it.

    Blue on the query's side of the origin, red behind it.
    """

    def __init__(self, theme: Theme, view: View, asked: np.ndarray, offered: np.ndarray) -> None:
        self.theme, self.view, self.asked = theme, view, asked
        self.ground = VMobject(stroke_color=theme.query, stroke_width=LINE, stroke_opacity=0.35)
        self.band = VMobject(stroke_width=BAND, stroke_opacity=0.55)
        self.way = VMobject(stroke_color=theme.muted, stroke_width=2.5)
        super().__init__(self.ground, self.band, self.way)
        self.set_z_index(-1)  # under the arrow that it falls on
        self.show(offered)

    def show(self, offered: np.ndarray) -> Shadow:
        """The shadow of another key [2]."""
        along = similarity.directions(self.asked[None])[0]
        length = float(offered @ along)
        origin = self.view.point(np.zeros(2))
        foot, tip = self.view.point(length * along), self.view.point(offered)
        self.lines = [(foot, tip)]
        self.ground.points = as_points([(origin, foot)])
        self.band.points = as_points([(origin, foot)])
        self.band.set_stroke(self.theme.colour("positive" if length >= 0 else "negative"))
        self.way.points = as_points(_dashes(foot, tip))
        return self


def angle_of(one: np.ndarray, other: np.ndarray) -> float:
    """The angle between two vectors [2], in radians."""
    return float(similarity.angles(one[None], other[None])[0, 0])


def _dashes(start: np.ndarray, end: np.ndarray) -> list[Segment]:
    length = float(np.linalg.norm(end - start))
    count = int(length / (2 * DASH))
    step = (end - start) / max(count, 1)
    return [(start + step * n, start + step * (n + 0.5)) for n in range(count)]


def _beside(arc: AngleArc, number: Number) -> Tag:
    """The number's tag: it would rather lie outside the arc, in the wedge."""
    origin = arc.view.point(np.zeros(2))
    away = arc.middle - origin
    length = float(np.linalg.norm(away))
    away = away / length if length > 1e-9 else np.array([0.0, 1.0, 0.0])
    return Tag(number, origin + away * arc.radius, away)

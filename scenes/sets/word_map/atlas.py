"""The map of a table's words: a dot and a name for each, and what lies close together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from manim import VGroup

from core.trace.records import WordMap
from scenes.kit.layout import LEAST_TEXT, ROOMY, Layout, Region
from scenes.kit.plane.labels import beside, box_of
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.segments import Segment
from scenes.kit.theme import Theme
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words, held
from scenes.sets.word_map.cloud import DOT, Dot, Gaze, Sheet, Ties
from scenes.sets.word_map.islands import RIM, Island, Islands, Ring
from scenes.sets.word_map.names import settle

NEIGHBOURS = 3  # of the word in focus, that are picked out
MOST_MAIN = 11  # names that must find room
FEW = 12  # words up to which names are large
NAME = 0.4  # of the map's width, that a name may take if it can be smaller
MANY, SMALLER = 20, 0.75  # words from which on the dots of most are smaller; so much
BIG, BRIGHT, GLOW = 0.125, 0.1, 0.27  # radii of the dot in focus, of the sentences', of its light
LIGHT, LIT = 0.3, 1.4  # opacity of that light; radii of the dot in focus that names keep off
GAP = 1.15  # size of a distance, in sizes of small letters
ROOM = (0.11, 0.45)  # kept free around the words for names: of the width; Manim units
BESIDE = (0.3, 0.12)  # and around a sheet, in Manim units
MARGIN = 0.06  # from the outermost words to a sheet's edge, of the words' longest side


@dataclass(frozen=True)
class Parts:
    """Which words of a map play which part, by their places on it."""

    focus: int
    neighbours: tuple[int, ...]  # the nearest first
    spoken: tuple[int, ...]  # other words of the sentences
    spoilt: tuple[int, ...]  # two that a flat picture brings much too close; none if it is exact

    @staticmethod
    def of(found: WordMap, in_sentence: Sequence[bool]) -> Parts:
        """Of a map of words some of which (by their rows of the table) are in a sentence."""
        near = tuple(int(place) for place in found.nearest[found.focus][:NEIGHBOURS])
        used = [place for place, row in enumerate(found.rows) if in_sentence[row]]
        spoken = tuple(each for each in used if each != found.focus)
        spoilt = tuple(int(place) for place in found.worst[1]) if found.loses else ()
        return Parts(found.focus, near, spoken, spoilt)

    @property
    def main(self) -> list[int]:
        """The words whose names must find room."""
        return list(dict.fromkeys([self.focus, *self.spoilt, *self.spoken]))[:MOST_MAIN]

    @property
    def told(self) -> list[int]:
        """The words that are spoken of: those, and the neighbours."""
        return list(dict.fromkeys([*self.main, *self.neighbours]))


class Atlas:
    """The props of the map, in their places; by the words' places where there is one for each.

    `plane`; `dots` and the focus's `light`; `names`, of which those in `ways` have found room;
    `grounds` and `ties` of words that belong together; `links` from the focus to its neighbours,
    with the `gaps` that have room; and on a map that loses nothing a `ring` through the last.
    """

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        region: Region,
        found: WordMap,
        in_sentence: Sequence[bool],
    ) -> None:
        self.theme, self.type, self.ground = theme, layout.type, layout.frame
        self.region, self.found = region, found
        self.parts = parts = Parts.of(found, in_sentence)
        self.front, self.plane = self._front()
        self.small = DOT if len(found.words) <= MANY else DOT * SMALLER
        self.dots = [self._dot(place) for place in range(len(found.words))]
        for dot in self.dots:
            dot.set_z_index(1)  # lines end under dots
        self.light = Dot(theme, self.front, found.places, parts.focus, "output", GLOW, LIGHT)
        self.grounds = self._grounds()
        tied = () if found.exact and found.groups.clear else found.groups.ties
        self.ties = Ties(theme, self.front, found.places, tied)
        pairs = [(parts.focus, near) for near in parts.neighbours]
        self.links = [
            Ties(theme, self.front, found.places, [pair], "output", theme.strokes.mark)
            for pair in pairs
        ]
        self.spoilt = Ties(
            theme, self.front, found.places, _pairs(parts.spoilt), "text", theme.strokes.mark
        )
        self.ring = self._ring(pairs[-1])
        if isinstance(self.plane, Plane):
            self.plane.kept_clear([*self._tied(self.front), *self._shores(), *self._crosses()])
        self.names = [self._name(place) for place in range(len(found.words))]
        self.ways = self.ways_from(self.front)
        self.gaps = self._gaps()

    # --- what is on it

    def _front(self) -> tuple[Gaze, Plane | Sheet]:
        """How it is seen first, and on what: a plane of the words' own numbers, or a sheet."""
        found, region = self.found, self.region
        if found.exact:
            half = float(found.groups.reach[0]) / 2
            around = np.array([[half, 0], [-half, 0], [0, half], [0, -half]])
            room = (ROOM[0] * region.width, ROOM[1])
            view = View.fitting(region, found.places[:, None] + around, room=room)
            return Gaze(view, 0.0), Plane(self.theme, view.over(self.ground))
        low, high = found.places.min(axis=0), found.places.max(axis=0)
        margin = MARGIN * float((high - low).max())
        bounds = np.array([low - margin, high + margin])
        view = View.fitting(region, bounds[:, :2], room=BESIDE)
        front = Gaze(view, float(np.linalg.norm(found.places, axis=1).max()))
        return front, Sheet(self.theme, front, bounds, view.step)

    def _dot(self, place: int) -> Dot:
        places, theme = self.found.places, self.theme
        if place == self.parts.focus:
            return Dot(theme, self.front, places, place, "embedding", BIG)
        if place in self.parts.spoken:
            return Dot(theme, self.front, places, place, "embedding", BRIGHT)
        return Dot(theme, self.front, places, place, radius=self.small)

    def _name(self, place: int) -> Words:
        roomy = len(self.dots) <= FEW and self.region.width > ROOMY
        large = self.type.label if roomy else self.type.small
        small = self.type.small if roomy else LEAST_TEXT
        is_spoken = place == self.parts.focus or place in self.parts.spoken
        role = "output" if place == self.parts.focus else "text" if is_spoken else "muted"
        size, weight = (large, 600) if is_spoken else (small, 500)
        room = NAME * self.region.width
        name = held(self.theme, self.found.words[place], size, role, room, weight)
        return name.with_halo().set_z_index(2)

    def _grounds(self) -> list[Islands | Island]:
        """What words of one group stand on; nothing where they fall into none."""
        found = self.found
        if not found.groups.clear:
            return []
        if found.exact:
            places = np.delete(found.places, found.focus, axis=0)
            circles = (self.theme, self.front, places, found.groups.reach)
            return [Islands(*circles, rim) for rim in (RIM, 0.0)]
        groups = found.groups.groups
        return [Island(self.theme, self.front, found.places, group) for group in groups]

    def _ring(self, pair: tuple[int, int]) -> Ring | None:
        """The circle through the last neighbour, where it is true and fits."""
        found = self.found
        if not found.exact or not found.distances[pair] > 0:
            return None
        ring = Ring(self.theme, self.front, found.places, found.distances, pair)
        return ring if self.region.holds(box_of(ring)) else None

    # --- names, and numbers beside links

    def ways_from(self, gaze: Gaze) -> dict[int, np.ndarray]:
        """The way [3] from its dot to each name that has room, as this gaze sees them; stand there.

        The names of the main words always have room.
        """
        main = {place: self.names[place] for place in self.parts.main}
        order = dict.fromkeys([*self.parts.neighbours, *range(len(self.names))])
        others = {place: self.names[place] for place in order if place not in main}
        points = gaze.point(self.found.places)
        radii = [dot.radius * (LIT if dot.radius == BIG else 1.0) for dot in self.dots]
        lines = [*self._axes(gaze), *self._tied(gaze), *self._shores()]
        told = settle(main, others, points, radii, self.region, lines, self._taken())
        named = sorted([*main, *told])
        return {place: self.names[place].get_center() - points[place] for place in named}

    def stand(self, gaze: Gaze, ways: Mapping[int, np.ndarray]) -> None:
        """Put names beside their dots as this gaze sees them."""
        points = gaze.point(self.found.places)
        for place, way in ways.items():
            self.names[place].move_to(points[place] + way)

    def _axes(self, gaze: Gaze) -> list[Segment]:
        return self.plane.lines if isinstance(self.plane, Plane) else self.plane.seen_from(gaze)

    def _tied(self, gaze: Gaze) -> list[Segment]:
        """All ties and links."""
        return [segment for tie in (self.ties, *self.links) for segment in tie.seen_from(gaze)]

    def _crosses(self) -> list[Segment]:
        """A short line through every dot, for the plane's numbers to keep off."""
        half = np.array([BIG, 0.0, 0.0])
        return [(dot.tip - half, dot.tip + half) for dot in self.dots]

    def _shores(self) -> list[Segment]:
        """Where islands of circles end."""
        circles = [ground for ground in self.grounds if isinstance(ground, Islands)]
        return circles[-1].shores if circles else []

    def _taken(self) -> list[Region]:
        """What names may not cover."""
        return self.plane.kept_free if isinstance(self.plane, Plane) else []

    def _gaps(self) -> dict[int, Number]:
        """How far the neighbours are, beside their links, where there is room for it."""
        found, told = self.found, dict[int, Number]()
        ring = self.ring.segments if self.ring else []
        lines = [*self._axes(self.front), *self._tied(self.front), *ring]
        taken = [*self._taken(), *(box_of(self.names[place]) for place in self.ways)]
        taken += [box_of(dot) for dot in self.dots]
        for near, link in zip(self.parts.neighbours, self.links, strict=True):
            pair = (found.focus, near)
            gap = Number(self.theme, found.distances, pair, self.type.small * GAP, "text")
            if beside(gap, link.seen_from(self.front)[0], self.region, lines, taken):
                told[near] = gap.with_halo()
                taken.append(box_of(gap))
        return told

    @property
    def everything(self) -> VGroup:
        """All of the map but names and numbers, from the ground up."""
        return VGroup(
            *self.grounds, self.plane, self.ties, *self.links, self.spoilt, self.light, *self.dots
        )


def _pairs(both: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(both[0], both[1])] if both else []

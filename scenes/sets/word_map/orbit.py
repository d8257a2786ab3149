"""Once around a cloud of words: the sheet tilts, the words come off it, and all of it turns."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from manim import Animation, Mobject, VGroup

from scenes.kit import moves
from scenes.kit.plane.view import View
from scenes.sets.word_map.atlas import Atlas
from scenes.sets.word_map.cloud import Gaze, Sheet, Stems

TILT = math.radians(15)
ROUND = math.radians(325)  # nearly once round, and then a little from the left
LOOKS = 73  # directions in which all of it must fit its region
ROOM = (0.75, 0.3)  # kept free around it for names and numbers, in Manim units


class Orbit:
    """How an atlas on a sheet is seen from the front, raised, and at last, gone round."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.stems = Stems(atlas.theme, atlas.front, atlas.found.places)
        view = _view(atlas)
        self.raised = replace(atlas.front, view=view, tilt=TILT, relief=1.0)
        self.round = replace(self.raised, turn=ROUND)
        self.ways = atlas.ways_from(self.round)
        atlas.stand(atlas.front, atlas.ways)
        self._places = np.array(atlas.found.places)
        starts = atlas.front.point(self._places)
        self._stands = {place: starts[place] + way for place, way in atlas.ways.items()}

    @property
    def turning(self) -> list[int]:
        """The words whose names go along; the others' would only be a crowd on the way."""
        ways = self.atlas.ways.keys() & self.ways.keys()
        return [place for place in self.atlas.parts.told if place in ways]

    @property
    def resting(self) -> list[Mobject]:
        """The names that are not seen on the way, and find room at its end."""
        return [self.atlas.names[place] for place in self.ways if place not in self.turning]

    @property
    def hidden(self) -> list[Mobject]:
        """The names that are seen from the front, and not on the way."""
        return [self.atlas.names[place] for place in self.atlas.ways if place not in self.turning]

    def raise_it(self, seconds: float) -> Animation:
        """Look down on the sheet, while the words come off it."""
        return self._travel(self.atlas.front, self.raised, seconds)

    def go_round(self, seconds: float) -> Animation:
        """Turn it all."""
        return self._travel(self.raised, self.round, seconds)

    def _travel(self, start: Gaze, end: Gaze, seconds: float) -> Animation:
        atlas = self.atlas
        names = [atlas.names[place] for place in self.turning]
        scene = VGroup(atlas.everything, self.stems, *names)

        def update(_: Mobject, t: float) -> None:
            self.look(start.between(end, t), t if end is self.round else 0.0)

        return moves.live(scene, update, seconds)

    def set_out(self) -> None:
        """Take off what names need only while they rest."""
        for place in self.turning:
            self.atlas.names[place].without_halo()

    def arrive(self) -> None:
        """Let names rest again, and put those that were not seen on the way where they belong."""
        for place in self.turning:
            self.atlas.names[place].with_halo()
        self.atlas.stand(self.round, self.ways)

    def look(self, gaze: Gaze, share: float) -> None:
        """See everything from somewhere on the way; names have gone a share of theirs."""
        atlas = self.atlas
        assert isinstance(atlas.plane, Sheet)
        lines = (atlas.ties, *atlas.links, atlas.spoilt, self.stems)
        for part in (*atlas.grounds, atlas.plane, *lines):
            part.look(gaze)
        points, nearness = gaze.point(self._places), gaze.nearness(self._places).tolist()
        for dot, point, near in zip(atlas.dots, points, nearness, strict=True):
            dot.stand(gaze, point, near)
        focus = atlas.parts.focus
        atlas.light.stand(gaze, points[focus], nearness[focus])
        for place in self.turning:
            first, last = atlas.ways[place], self.ways[place]
            goal = points[place] + first + (last - first) * share
            _carry(atlas.names[place], goal - self._stands[place])
            self._stands[place] = goal


def _carry(name: Mobject, way: np.ndarray) -> None:
    """Shift it. (Manim's own takes ten times as long.)"""
    for part in name.get_family():
        if len(part.points):
            part.points = part.points + way


def _view(atlas: Atlas) -> View:
    """The largest scale at which all of it stays in the region all the way round."""
    assert isinstance(atlas.plane, Sheet)
    unit = View(atlas.region, 1.0, (0.0, 0.0))
    gazes = [Gaze(unit, 1.0, turn, TILT) for turn in np.linspace(0, ROUND, LOOKS)]
    words, corners = (
        np.vstack([gaze.seen(places)[:, :2] for gaze in gazes])
        for places in (atlas.found.places, atlas.plane.corners)
    )
    views = [
        View.fitting(atlas.region, words, room=ROOM),
        View.fitting(atlas.region, corners, room=(0.0, 0.0)),
    ]
    return min(views, key=lambda view: view.scale)

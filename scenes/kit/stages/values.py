"""The plane of a sentence's values, which two beats share, so that a cut between can't be seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from manim import VGroup

from core.catalogue.casting import Cast
from core.trace.records import View as Space
from scenes.kit.beat import Beat
from scenes.kit.hull import hull_corners
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.arrows import Arrow, Mark, pulls_of
from scenes.kit.plane.labels import box_of, clear_of, misleads, place, strayed, tag
from scenes.kit.plane.plane import Plane
from scenes.kit.props.badges import Badge, Badges
from scenes.kit.segments import Segment
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths, held_symbol

ROOM = (0.75, 0.75)  # around the values: for their names and for the marks of distances
HIGH = 0.17  # of the stage's height: as much of it may be kept so, above and below
NEAR = 0.5  # a name farther off could mean another arrow
NAME = 0.5  # of the stage's width at most: a value's name
SMALL = 0.6  # size of the dots of values that share an arrow, in sizes of other dots
ASIDE = 0.26  # of a distance's mark from what it measures, Manim units


class ValuePlane(VGroup):
    """The plane of one sentence's values: an arrow and a name for each, and room for the output.

    `values` are the arrows, `names` their labels, `output_name` waits at the output's tip. Of a
    long sentence, `rest` are dots for those values near by that share one arrow, and names that
    would stand far off are left out: `seen_names` are the others. `tips` is where all values end.
    The `badge` below the plane says what is lost, if anything, by drawing the values flat.
    """

    def __init__(self, theme: Theme, layout: Layout, cast: Cast, badges: Badges) -> None:
        super().__init__()
        head, size, self.tokens = cast.head, layout.type.label, cast.sentence.tokens
        self.badge = badges(layout.type.small, layout.stage.width)
        shown = (head.values_2d, head.outputs_2d)
        room = (ROOM[0], min(ROOM[1], HIGH * layout.stage.height))
        view = self.badge.view_above(layout.stage, *shown, room=room)
        self.view = view.over(layout.frame)
        region = self.view.region
        self.plane = Plane(theme, self.view)
        self.values = [
            Arrow(theme, self.view, head.values_2d, row, "value")
            for row in range(len(cast.sentence.tokens))
        ]
        self.rest = self._dots(theme, cast)
        others = cast.in_full.head.values_2d[list(cast.rest)]
        self.tips = [*(arrow.tip for arrow in self.values), *self.view.point(others)]
        most = NAME * layout.stage.width
        self.names = [
            held_symbol(theme, "v", text, "value", size, most).with_halo()
            for text in cast.sentence.tokens
        ]
        self.output = Arrow(
            theme, self.view, head.outputs_2d, cast.asking, "output", shaft=theme.strokes.bold
        )
        self.output_name = held_symbol(theme, "y", cast.word, "output", size, most).with_halo()
        lines = self._lines(theme, cast)
        self.seen_names = self._name_all(cast, region, lines) if cast.summary is None else []
        arrows = [arrow.segment for arrow in [*self.values, self.output]]
        if not all(clear_of(box_of(name), arrows, []) for name in self.seen_names):
            self.seen_names = []
        self.seen_names = self.seen_names or self._name_near(cast, region, lines)
        self._hide_names(cast.sentence.tokens)
        self.add(self.plane, *self.values, *self.names, self.badge)

    def _dots(self, theme: Theme, cast: Cast) -> list[Mark]:
        """A small dot for each value that shares an arrow with others, if it lies in the plane."""
        numbers = cast.in_full.head.values_2d
        every = [Mark(theme, self.view, numbers, row, "value").scale(SMALL) for row in cast.rest]
        return [mark.set_z_index(-1) for mark in every if self._inside(mark.tip)]

    def _lines(self, theme: Theme, cast: Cast) -> list[Segment]:
        """All that will be drawn from point to point, for names to keep off."""
        head, arrows = cast.head, [*self.values, self.output]
        lines = [arrow.segment for arrow in arrows] + self.links(cast.asking) + self.plane.lines
        measured, start = self.measured(cast.asking, cast.partner), self.output.start
        lines += measured + self.hull_edges()
        pulls = pulls_of(theme, self.view, head, cast.asking)
        sides = [side for pull in pulls for side in pull.sides]
        outputs = [(start, end) for end in self.view.point(head.outputs_2d)]
        values = [arrow.segment for arrow in self.values]
        self.plane.kept_clear([*values, *outputs, *sides, *measured])
        lines += sides + self.head_to_tail(head.partial_sums_2d[cast.asking])
        return lines + outputs

    def _name_all(self, cast: Cast, region: Region, lines: Sequence[Segment]) -> list[Maths]:
        """Place every name; a word that comes twice has one value, and bears its name once."""
        first = firsts(cast.sentence.tokens)
        tags = [tag(self.output_name, self.output.tip, self.output.start)]
        tags += [
            tag(self.names[row], self.values[row].tip, self.values[row].start) for row in first
        ]
        place(tags, region, lines, self.kept_free)
        return [self.names[row] for row in first]

    def _name_near(self, cast: Cast, region: Region, lines: Sequence[Segment]) -> list[Maths]:
        """Of a long sentence, place those names that find room near what they name.

        Those that are spoken of come first, then those that are heard most.
        """
        weights, tokens = cast.head.weights[cast.asking], cast.sentence.tokens
        ranked = sorted(firsts(tokens), key=lambda row: -weights[row])
        spoken = dict.fromkeys(tokens.index(word) for word in (cast.word, cast.context))
        axes, arrows = self.plane.lines, [arrow.segment for arrow in self.values]
        hard = [line for line in lines if not any(line is axis for axis in axes)]
        tags = {
            row: tag(self.names[row], self.values[row].tip, self.values[row].start)
            for row in ranked
        }
        seen, output = [*spoken], tag(self.output_name, self.output.tip, self.output.start)
        points = [arrow.tip for arrow in self.values]
        place([output, *(tags[row] for row in seen)], region, hard, self.kept_free, axes, points)
        taken = [*self.kept_free, box_of(self.output_name)]
        taken += [box_of(self.names[row]) for row in seen]
        for row in ranked:
            if row in spoken:
                continue
            place([tags[row]], region, hard, taken, axes, points)
            spot = box_of(self.names[row])
            near = strayed(spot, tags[row]) < NEAR and not misleads(spot, tags[row], points)
            if near and clear_of(spot, arrows, taken):
                seen.append(row)
                taken.append(spot)
        return [self.names[row] for row in seen]

    def _hide_names(self, tokens: Sequence[str]) -> None:
        """Names that are not to be seen keep a place: later ones of a word, that of the first."""
        for name, text in zip(self.names, tokens, strict=True):
            if not any(name is seen for seen in self.seen_names):
                name.move_to(self.names[tokens.index(text)]).set_opacity(0)

    @property
    def left_out(self) -> list[str]:
        """The words whose names are nowhere to be seen."""
        shown = [id(name) for name in self.seen_names]
        first = firsts(self.tokens)
        return [self.tokens[row] for row in first if id(self.names[row]) not in shown]

    @property
    def kept_free(self) -> list[Region]:
        """The boxes of the axes' numbers, and of the badge."""
        return [*self.plane.kept_free, *([box_of(self.badge)] if len(self.badge) else [])]

    def links(self, asking: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """The segments from the asking word's value to every other value."""
        here = self.values[asking].tip
        return [(here, arrow.tip) for arrow in self.values if arrow is not self.values[asking]]

    def hull_edges(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The edges of the values' convex hull."""
        corners = hull_corners(self.tips)
        return list(zip(corners, [*corners[1:], corners[0]], strict=True))

    def head_to_tail(self, sums: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """The segments that running sums [n + 1, 2] of the shares go through."""
        points = self.view.point(sums)
        return list(pairwise(points))

    def measured(self, asking: int, partner: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Where the distances to a value are marked: from the word's value, and from its output.

        Both lie beside what they measure, on the side away from the origin.
        """
        own, goal, output = self.values[asking].tip, self.values[partner].tip, self.output.tip
        along = goal - own
        length = float(np.linalg.norm(along))
        if length < 1e-9:
            return []
        across = ASIDE * np.array([-along[1], along[0], 0.0]) / length
        if float(across @ (own - self.view.point(np.zeros(2)))) < 0:
            across = -across
        if not self._inside(own + 1.8 * across, goal + 1.8 * across):
            across = -across
        near, far = across, 1.8 * across
        return [(own + far, goal + far), (output + near, goal + near)]

    def _inside(self, *points: np.ndarray) -> bool:
        region = self.view.region.inset(0.1)
        return all(region.holds(Region(x, y, x, y)) for x, y, _ in points)


def space_of_values(beat: Beat) -> Space:
    """How the values of a beat's head are drawn."""
    return beat.trace.value_views[beat.cast.sentence.heads.index(beat.cast.head)]


def badges_of_values(beat: Beat) -> Badges:
    """Badges for planes of a beat's values, in the beat's words."""
    texts = beat.label("kept"), beat.label("kept_brief")
    return partial(Badge, beat.theme, space_of_values(beat), texts)


def firsts(tokens: Sequence[str]) -> list[int]:
    """Where each word comes for the first time."""
    return [row for row, text in enumerate(tokens) if tokens.index(text) == row]

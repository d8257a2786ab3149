"""The words as arrows in a plane, and dots around them for words that are in no sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from manim import VGroup

from scenes.kit.beat import Beat
from scenes.kit.layout import LEAST_TEXT, ROOMY, Region
from scenes.kit.plane.arrows import Arrow, Mark
from scenes.kit.plane.labels import Tag, box_of, clear_of, gap, misleads, outside, place, tag
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import ROOM, View
from scenes.kit.props.badges import Badge
from scenes.kit.type.words import Words, brief, held

FEW, FEW_DOTS = 6, 4  # arrows and dots in the plane, up to which their names may be large
ROOM_ACROSS, ROOM_SHARE = 1.0, 0.15  # kept for names on either side: at most, and of the width
NAME = 0.42  # of the plane's width, that a name of a token may take if it can be smaller
LOOSE = 0.3  # how much a name cares to lie on beyond its arrow
ASTRAY = 0.5  # an arrow's name farther off is not written, where there are many
NEAR = 0.32  # a dot's name is no further from it, or it is not written
ASIDE = 0.12  # kept free around every other dot, so that a name is clearly its own dot's
MOST_NEIGHBOURS = 12  # in the plane


class WordPlane(VGroup):
    """The words of some rows as arrows, and around them words that are in no sentence, as dots.

    `arrows`, their `names` and the names `near` the dots by their rows; what is `told` of them is
    how much of the arrows a flat picture keeps, if not all.
    """

    def __init__(self, beat: Beat, region: Region, asked: Sequence[int]) -> None:
        super().__init__()
        theme, trace, type_ = beat.theme, beat.trace, beat.layout.type
        others = [row for row, used in enumerate(trace.in_sentence) if not used][:MOST_NEIGHBOURS]
        kept = beat.label("kept"), beat.label("kept_brief")
        badge = Badge(theme, trace.model_view, kept, type_.small, region.width)
        self.told, region = [badge] if len(badge) else [], badge.under(region)
        room = (min(ROOM_ACROSS, ROOM_SHARE * region.width), ROOM[1])
        view = View.fitting(region, trace.table_2d[[*asked, *others]], room=room)
        view = view.over(beat.layout.frame)
        self.plane = Plane(theme, view)
        self.arrows = {row: Arrow(theme, view, trace.table_2d, row) for row in asked}
        self.plane.kept_clear([arrow.segment for arrow in self.arrows.values()])
        roomy = len(asked) <= FEW and region.width > ROOMY
        size = type_.label if roomy else type_.small
        self.names = {
            row: held(theme, brief(trace.words[row]), size, "text", NAME * region.width).with_halo()
            for row in asked
        }
        self.marks = [Mark(theme, view, trace.table_2d, row) for row in others]
        roomy = len(others) <= FEW_DOTS and region.width > ROOMY
        small = type_.small if roomy else LEAST_TEXT
        self.near = {
            row: Words(theme, brief(trace.words[row]), small, "muted").with_halo() for row in others
        }
        lines = [arrow.segment for arrow in self.arrows.values()] + self.plane.lines
        taken = self.plane.kept_free
        tags = {
            row: tag(self.names[row], arrow.tip, arrow.start) for row, arrow in self.arrows.items()
        }
        if others:
            tags = {row: _near(each) for row, each in tags.items()}
        covered = [*taken, *(box_of(mark) for mark in self.marks)]
        place([*tags.values()], region, lines, covered)
        if not all(self._is_clear(each) for each in tags.values()):
            arrows = [arrow.segment for arrow in self.arrows.values()]
            place([*tags.values()], region, arrows, covered, self.plane.lines)
        if len(asked) > FEW:
            clear = {row for row in asked if self._is_clear(tags[row])}
            clear.add(trace.row(trace.focus))
            self.names = {row: name for row, name in self.names.items() if row in clear}
            place([tags[row] for row in self.names], region, lines, covered)
        named = self.names.items()
        self.names = {row: name for row, name in named if self._is_uncrossed(name)}
        taken += [box_of(name) for name in self.names.values()]
        for name, mark in zip(self.near.values(), self.marks, strict=True):
            dots = [box_of(each, ASIDE) for each in self.marks if each is not mark]
            place([Tag(name, mark.tip, np.zeros(3))], region, lines, [*taken, *dots, box_of(mark)])
            taken.append(box_of(name))
        pairs = zip(self.near.items(), self.marks, strict=True)
        self.near = {row: name for (row, name), mark in pairs if self._is_told(name, mark)}

    @property
    def unnamed(self) -> list[int]:
        """The rows of arrows whose names have no place."""
        return [row for row in self.arrows if row not in self.names]

    def _is_clear(self, named: Tag) -> bool:
        """Whether a name is close to its arrow's tip, and closer than to any other one's."""
        spot, tips = box_of(named.label), [arrow.tip for arrow in self.arrows.values()]
        return gap(spot, named.point) < ASTRAY and not misleads(spot, replace(named, back=0), tips)

    def _is_told(self, name: Words, mark: Mark) -> bool:
        """Whether a name is close to its dot, and no arrow runs through it."""
        reach = max(outside(box_of(mark), box_of(name)) - 2 * mark.width, 0.0)
        return self._is_uncrossed(name) and reach < NEAR

    def _is_uncrossed(self, name: Words) -> bool:
        """Whether no arrow runs through a name."""
        return clear_of(box_of(name), [arrow.segment for arrow in self.arrows.values()], [])


def _near(wanted: Tag) -> Tag:
    """The same tag, which rather lies near its arrow than beyond it: there are dots around."""
    return replace(wanted, away=wanted.away * LOOSE, back=wanted.back / LOOSE)

"""The furniture of the frame: the heading, cards to stand things on, the lock of the table."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UL, Animation, Arc, FadeOut, Line, Transform, VGroup

from scenes.kit.known import Known
from scenes.kit.layout import LEAST_TEXT, Layout, Region, at
from scenes.kit.rounded import RoundedRectangle
from scenes.kit.theme import Theme
from scenes.kit.type.words import SMALLER, Words, fitted

CORNER = 0.14  # radius of a card's corners
LIFT = 0.62  # of a lock's body, that its bow goes up by to open
BESIDE = 0.35  # between the heading and the line beside it
PADDING = 0.3  # between a card's border and what stands on it


def plate(region: Region, radius: float, **style: Any) -> RoundedRectangle:
    """An upright rectangle with round corners that covers a region."""
    size = {"width": region.width, "height": region.height}
    return RoundedRectangle(corner_radius=radius, **size, **style).move_to(at(region))


class Header(VGroup):
    """The beat's heading at the top left of the frame, with one line beside it, or else below.

    Where both would leave the title's region, the heading is smaller. Once read, it is a `tag`.
    """

    def __init__(self, theme: Theme, layout: Layout, heading: str, subheading: str = "") -> None:
        title, size = layout.title, layout.type.heading
        while True:
            self.heading = Words(theme, heading, size, weight=600, width=title.width)
            small = max(LEAST_TEXT, size * layout.type.subheading / layout.type.heading)
            below = [fitted(theme, subheading, small, "muted", title.width, 400)]
            self.lines = below if subheading else []
            super().__init__(self.heading, *self.lines)
            self.arrange(RIGHT, buff=BESIDE)
            if self.width > title.width:
                self.arrange(DOWN, buff=0.1, aligned_edge=LEFT)
            elif self.lines:
                self.lines[0].on_line_with(self.heading)
            if self.height <= title.height or size <= LEAST_TEXT:
                break
            size = max(LEAST_TEXT, size * SMALLER)
        corner = np.array([title.left, title.top, 0.0])
        self.move_to(corner, aligned_edge=UL)
        self.tag = self.heading.copy().set_fill(theme.muted)
        self.tag.scale(min(1.0, layout.type.small / size)).move_to(corner, aligned_edge=UL)
        for line in (*self, self.tag):
            line.with_halo()  # it may stand on a plane's lines

    def settled(self, seconds: float) -> list[Animation]:
        """The heading shrinks into its corner, and what stands with it leaves."""
        shrinking = Transform(self.heading, self.tag, run_time=seconds)
        return [shrinking, *(FadeOut(line, run_time=seconds) for line in self.lines)]


class Card(Known, RoundedRectangle):
    """A quiet ground for a panel or one half of a comparison."""

    def __init__(self, theme: Theme, region: Region) -> None:
        super().__init__(
            corner_radius=min(CORNER, region.height / 2, region.width / 2),
            width=region.width,
            height=region.height,
            fill_color=theme.card,
            fill_opacity=1,
            stroke_color=theme.edge,
            stroke_width=theme.strokes.border,
        )
        self.region = region
        self.inside = region.inset(min(PADDING, 0.07 * region.width), PADDING)
        self.move_to(at(region))

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """A card: the nearest of the beat before turns into it."""
        return ("card",)


class Lock(VGroup):
    """A closed padlock: what carries it can't be changed by attention."""

    ajar = 0.0
    """How far it stands open, 0 to 1."""

    def __init__(self, theme: Theme, height: float = 0.3, role: str = "muted") -> None:
        colour = theme.colour(role)
        body = RoundedRectangle(
            corner_radius=height * 0.1,
            width=height * 0.72,
            height=height * 0.52,
            fill_color=colour,
            fill_opacity=1,
            stroke_width=0,
        )
        radius = height * 0.21
        bow = Arc(radius, 0, np.pi, stroke_color=colour, stroke_width=height * 11)
        bow.move_to(body.get_top() + np.array([0.0, height * 0.1 + radius / 2, 0.0]))
        legs = [
            Line(
                np.array([x, body.get_top()[1], 0.0]),
                np.array([x, bow.get_bottom()[1], 0.0]),
                stroke_color=colour,
                stroke_width=height * 11,
            )
            for x in (-radius, radius)
        ]
        super().__init__(body, bow, *legs)

    def opened(self, share: float) -> Lock:
        """Lift the bow, out of the body on its right side; 0 is closed."""
        body, bow, left, right = self.submobjects
        rise = np.array([0.0, LIFT * (share - self.ajar) * body.height, 0.0])
        foot, top = left.get_start_and_end()
        left.put_start_and_end_on(foot, top + rise)
        for part in (bow, right):
            part.shift(rise)
        self.ajar = share
        return self


class Rule(Line):
    """A thin line between two parts of a panel."""

    def __init__(self, theme: Theme, width: float) -> None:
        half = np.array([width / 2, 0.0, 0.0])
        super().__init__(-half, half, stroke_color=theme.edge, stroke_width=theme.strokes.border)

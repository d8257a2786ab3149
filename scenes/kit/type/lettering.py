"""A piece of type on screen: its box is the line's, so that centring aligns baselines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

import numpy as np
from manim import LineJointType, VGroup, VMobject

from scenes.kit.layout import LEAST_TEXT
from scenes.kit.source import SLACK
from scenes.kit.theme import Theme
from scenes.kit.type.setting import ROLE_CODE, ROLES_IN_TYPE, Glyph, Setting

ASCENT, DESCENT = 0.88, -0.22  # of the box that a line stands in, in em: its middle is the letters'
HALO = 7.0  # stroke width of the ground around letters that stand on lines
TRIALS = 6  # sizes that are tried until a setting fits


class Lettering(VGroup):
    """A piece of type. Its box is the line's, not the ink's, so that centring aligns baselines.

    The first part is the box: two invisible points at opposite corners.
    """

    halo = ""
    """The role of the ground that it keeps around its letters, if it does."""

    def __init__(
        self, theme: Theme, setting: Setting, size: float, role: str, descent: float = DESCENT
    ) -> None:
        super().__init__()
        self.theme, self.role = theme, role
        self._set_size, self._setting = size, setting
        tops = [float(glyph.points[:, 1].max()) for glyph in setting.glyphs]
        bottoms = [float(glyph.points[:, 1].min()) for glyph in setting.glyphs]
        self._top, self._bottom = max([ASCENT, *tops]), min([descent, *bottoms])
        self.add(_corners(0, self._bottom * size, setting.width * size, self._top * size))
        self.add(*(self._drawn(piece, size) for piece in setting.pieces))

    def _drawn(self, glyph: Glyph, size: float) -> VMobject:
        drawn = VMobject(stroke_width=0, fill_opacity=1)
        drawn.points = glyph.points * size
        drawn.set_fill(self._colour(glyph.fill), opacity=0 if glyph.fill is None else 1)
        if glyph.stroke is not None:
            drawn.set_stroke(self._colour(glyph.stroke), width=100 * glyph.stroke_width * size)
        return drawn

    def _colour(self, paint: str | None) -> str:
        for number, role in enumerate(ROLES_IN_TYPE):
            if paint == ROLE_CODE.format(number):
                return self.theme.colour(role)
        return self.theme.colour(self.role)

    @property
    def outlines(self) -> list[VMobject]:
        """The visible outlines, one for each paint, without the box."""
        return self.submobjects[1:]

    @property
    def ink(self) -> VGroup:
        """The visible outlines as a group of their own."""
        return VGroup(*self.outlines)

    def draws(self, setting: Setting) -> bool:
        """Whether its outlines are those of a setting, wherever and however large."""
        pieces, outlines, em = setting.pieces, self.outlines, self.em
        return len(pieces) == len(outlines) and all(
            _alike(piece.points * em, part.points)
            for piece, part in zip(pieces, outlines, strict=True)
        )

    @property
    def em(self) -> float:
        """The em height as it stands now, in Manim units."""
        low, high = self._ends
        return float(high[1] - low[1]) / (self._top - self._bottom)

    @property
    def baseline(self) -> float:
        """The height of the baseline as it stands now."""
        low, _ = self._ends
        return float(low[1]) - self._bottom * self.em

    @property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The box's lower left and upper right [3], whatever its rim reaches."""
        points = self.submobjects[0].points
        return points.min(axis=0), points.max(axis=0)

    def with_halo(self, ground: str = "background") -> Self:
        """Keep a rim of ground around the letters, for where they must stand on a grid.

        The rim of all letters lies below every letter, or it would eat into thin neighbours.
        """
        self.halo, box = ground, self.submobjects[0]
        corner = np.array([float(self._ends[0][0]), self.baseline, 0.0])
        rim = VMobject(fill_color=self.theme.colour(ground), fill_opacity=1)
        rim.set_stroke(self.theme.colour(ground), HALO, 1)
        rim.joint_type = LineJointType.ROUND
        rim.points = self._setting.ground * self.em + corner
        box.submobjects = [rim]
        return self

    def without_halo(self) -> Self:
        """Lose the rim: it costs as much to draw as the letters, which counts while they move."""
        self.submobjects[0].submobjects = []
        return self

    def on_line_with(self, other: Lettering) -> Self:
        """Move up or down until both stand on one baseline."""
        return self.shift(np.array([0.0, other.baseline - self.baseline, 0.0]))

    @property
    def least_em(self) -> float:
        """The least em height, in Manim units, at which all of it can be read."""
        return LEAST_TEXT

    def narrowed_to(self, width: float) -> Self:
        """Shrink to a width, but never below the least size that can be read."""
        if self.width > width:
            self.scale(max(width / self.width, min(1.0, self.least_em / self.em)))
        return self


def _alike(wanted: np.ndarray, drawn: np.ndarray) -> bool:
    """Whether two outlines are the same but for their places."""
    same = wanted.shape == drawn.shape
    return same and np.allclose(wanted - wanted[0], drawn - drawn[0], atol=SLACK)


def fitting_size(
    setting: Callable[[float], float], largest: float, least: float = LEAST_TEXT
) -> float | None:
    """The largest size (em height, roughly) at which a setting fits its room; None if none does.

    `setting` sets something at a size, and tells the share of it that there is room for.
    """
    size = largest
    for _ in range(TRIALS):
        room = setting(size)
        if room >= 1:
            return size
        if size <= least:
            return None
        size = max(least, size * room * 0.99)
    return None


def _corners(left: float, bottom: float, right: float, top: float) -> VMobject:
    """Two points that nothing can make visible, to hold a box open."""
    box = VMobject(stroke_width=0, fill_opacity=0)
    box.points = diagonal(left, bottom, right, top)
    return box


def diagonal(left: float, bottom: float, right: float, top: float) -> np.ndarray:
    """A curve of no area [8, 3] from one corner of a box to the other."""
    low, high = np.array([left, bottom, 0.0]), np.array([right, top, 0.0])
    return np.array([low, low, low, low, high, high, high, high])

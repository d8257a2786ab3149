"""Likenesses of shapes: what can be moved, dimmed and thrown away while the shapes stay as made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Mobject, VMobject

PAINTS = ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")
WIDTHS = ("stroke_width", "background_stroke_width")
MANNERS = ("joint_type", "cap_style", "sheen_direction", "sheen_factor")


class Shade:
    """The likeness of one shape, without its parts, and how it looked when it was taken."""

    def __init__(self, shape: VMobject) -> None:
        self.shown = VMobject()
        self.points = np.array(shape.points)
        self.paints = [np.array(getattr(shape, name)) for name in PAINTS]
        self.widths = [float(getattr(shape, name)) for name in WIDTHS]
        for name in MANNERS:
            setattr(self.shown, name, getattr(shape, name))
        self.shown.points = np.array(self.points)
        self._paint(self.paints)
        self._widen(self.widths)

    @property
    def form(self) -> tuple[object, ...]:
        """Two shapes of one form can turn into one another point by point."""
        return self.points.shape, *(paint.shape for paint in self.paints)

    def see(self, share: float) -> None:
        """Show it as opaque as this share of what it was."""
        faint = np.array([1.0, 1.0, 1.0, share])
        self._paint([paint * faint for paint in self.paints])

    def shift_to(self, way: np.ndarray) -> None:
        """Stand this far [3] from where it was."""
        self.shown.points = self.points + way

    def blend(self, start: Shade, share: float) -> None:
        """Be on the way from another shade of its form, by points, colours and widths."""
        self.shown.points = _between(start.points, self.points, share)
        self.resemble(start, share)

    def resemble(self, start: Shade, share: float) -> None:
        """Be on the way from another shade by colours and widths alone."""
        pairs = zip(start.paints, self.paints, strict=True)
        self._paint([_between(one, other, share) for one, other in pairs])
        widths = zip(start.widths, self.widths, strict=True)
        self._widen([one + (other - one) * share for one, other in widths])

    def _paint(self, paints: Sequence[np.ndarray]) -> None:
        for name, paint in zip(PAINTS, paints, strict=True):
            setattr(self.shown, name, paint)

    def _widen(self, widths: Sequence[float]) -> None:
        for name, width in zip(WIDTHS, widths, strict=True):
            setattr(self.shown, name, width)


def shades_of(mobject: Mobject) -> list[Shade]:
    """Likenesses of all that is drawn of a mobject, in the order in which it is drawn."""
    family = mobject.get_family()
    return [Shade(each) for each in family if isinstance(each, VMobject) and len(each.points)]


def _between(start: np.ndarray, end: np.ndarray, share: float) -> np.ndarray:
    return np.asarray(start + (end - start) * share)

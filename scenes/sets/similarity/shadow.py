"""What a key casts on the query's line, and the way down to it."""

from __future__ import annotations

import numpy as np
from manim import VGroup, VMobject

from core.trace.what_ifs import MovedKey
from scenes.kit.plane.view import View
from scenes.kit.segments import Segment, as_points
from scenes.kit.source import SLACK, Source, Sourced
from scenes.kit.theme import Theme

BAND, LINE = 17.0, 1.5  # stroke widths of a shadow, and of the line that it falls on
DASH = 0.1  # length of the dashes of the way down to it


class Way(Sourced, VMobject):
    """The dashed way from a key's tip down to its shadow."""

    def __init__(self, theme: Theme, view: View, moved: MovedKey) -> None:
        super().__init__(stroke_color=theme.muted, stroke_width=theme.strokes.tick)
        self.view = view
        self.set_z_index(-1)  # under the arrows
        self.tell(moved)

    def tell(self, moved: MovedKey) -> Way:
        """The way of another key."""
        self.source = Source(moved.shadow, (), moved)
        self.ends = self.view.point(moved.shadow), self.view.point(moved.key)
        self.points = as_points(_dashes(*self.ends))
        return self

    def misreading(self) -> str | None:
        """Where it begins, if that is not its key's shadow; too short for a dash, it shows none."""
        return _astray(self.points[0], self.view, self.source) if len(self.points) else None


class Shadow(Sourced, VGroup):
    """What a key casts on the query's line, |k| cos θ long, and the way down to it.

    Blue on the query's side of the origin, red behind it.
    """

    def __init__(self, theme: Theme, view: View, moved: MovedKey) -> None:
        self.theme, self.view = theme, view
        self.ground = VMobject(stroke_color=theme.query, stroke_width=LINE, stroke_opacity=0.35)
        self.band = VMobject(stroke_width=BAND, stroke_opacity=0.55)
        self.way = Way(theme, view, moved)
        super().__init__(self.ground, self.band, self.way)
        self.set_z_index(-1)  # under the arrow that it falls on
        self.tell(moved)

    def tell(self, moved: MovedKey) -> Shadow:
        """The shadow of another key."""
        self.source = Source(moved.shadow, (), moved)
        line = as_points([(self.view.point(np.zeros(2)), self.view.point(moved.shadow))])
        self.ground.points, self.band.points = line, line.copy()
        self.band.set_stroke(self.theme.colour("positive" if moved.cosine[0] >= 0 else "negative"))
        self.way.tell(moved)
        return self

    @property
    def lines(self) -> list[Segment]:
        """What names keep off: the way from where it ends up to the key."""
        return [self.way.ends]

    def misreading(self) -> str | None:
        """Where it ends, if that is not its key's shadow."""
        return _astray(self.band.points[-1], self.view, self.source)


def _astray(point: np.ndarray, view: View, source: Source) -> str | None:
    """Where something drawn ends, if that is not where its vector does."""
    off = float(np.abs(point - view.point(source.value)).max())
    return f"ends at {view.numbers(point)}, not at {source.value}" if off > SLACK else None


def _dashes(start: np.ndarray, end: np.ndarray) -> list[Segment]:
    length = float(np.linalg.norm(end - start))
    count = int(length / (2 * DASH))
    step = (end - start) / max(count, 1)
    return [(start + step * n, start + step * (n + 0.5)) for n in range(count)]

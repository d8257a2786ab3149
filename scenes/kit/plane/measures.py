"""Distances in the plane, as a draughtsman marks them, and the glow of what moves."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, Circle, Line, VGroup

from scenes.kit.layout import Region
from scenes.kit.source import SLACK, Source, Sourced, difference
from scenes.kit.theme import Theme

END = 0.09  # half the length of a mark's end strokes
GLOW = ((0.5, 0.05), (0.34, 0.07), (0.2, 0.12))  # radius and opacity of its rings


class Distance(Sourced, VGroup):
    """A line with end strokes, as long as a distance of the trace in the plane of a view."""

    def __init__(
        self,
        theme: Theme,
        ends: tuple[np.ndarray, np.ndarray],
        scale: float,
        numbers: np.ndarray,
        index: tuple[int, ...] | int,
        role: str,
    ) -> None:
        self.source, self.scale_of_view = Source(numbers, index), scale
        start, end = ends
        along = end - start
        length = float(np.linalg.norm(along))
        along = along / length if length > 1e-9 else RIGHT
        across = np.array([-along[1], along[0], 0.0])
        self.line = Line(start, end)
        strokes = [Line(point - across * END, point + across * END) for point in ends]
        super().__init__(self.line, *strokes)
        self.set_stroke(theme.colour(role), theme.strokes.mark)

    def drawn(self) -> float:
        """The distance that the line shows, in the trace's units."""
        ends = self.line.points[0], self.line.points[-1]
        return float(np.linalg.norm(ends[1] - ends[0])) / self.scale_of_view

    def misreading(self) -> str | None:
        """The distance that it shows, if that is not its own."""
        return difference(self.drawn(), float(self.source.value), SLACK / self.scale_of_view)

    @property
    def segment(self) -> tuple[np.ndarray, np.ndarray]:
        return self.line.points[0], self.line.points[-1]


class Glow(VGroup):
    """A soft light around the tip of the one thing that moves, smaller near the frame's edge."""

    def __init__(
        self, theme: Theme, point: np.ndarray, within: Region, role: str = "output"
    ) -> None:
        x, y = point[:2]
        room = min(x - within.left, within.right - x, y - within.bottom, within.top - y)
        super().__init__(
            *(
                Circle(radius, fill_color=theme.colour(role), fill_opacity=opacity, stroke_width=0)
                for radius, opacity in GLOW
            )
        )
        self.move_to(point).scale(max(0.1, min(1.0, room / GLOW[0][0])))

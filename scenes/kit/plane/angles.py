"""The angle between two vectors, as an arc or a square corner."""

from __future__ import annotations

import math

import numpy as np
from manim import VMobject

from scenes.kit.plane.view import View
from scenes.kit.source import Source, Sourced, difference
from scenes.kit.theme import Theme

CORNER = math.radians(0.5)  # so near to a right angle a square corner is drawn
NEAR = math.radians(0.6)  # as near as a corner, or an arc, shows its angle


class AngleArc(Sourced, VMobject):
    """The arc between two vectors, on the shorter side; a square corner at a right angle.

    `numbers` holds the angle in radians; nothing is drawn where a vector has no direction.
    """

    def __init__(
        self,
        theme: Theme,
        view: View,
        one: np.ndarray,
        other: np.ndarray,
        angles: np.ndarray,
        index: tuple[int, ...] | int = (),
        radius: float = 0.6,
        role: str = "text",
    ) -> None:
        super().__init__(stroke_color=theme.colour(role), stroke_width=theme.strokes.mark)
        self.view, self.radius = view, radius
        self.source = Source(angles, index)
        self.show(one, other)

    def show(self, one: np.ndarray, other: np.ndarray) -> AngleArc:
        """Span the angle from one vector [2] to another."""
        self.points = np.zeros((0, 3))
        lengths = np.linalg.norm(one), np.linalg.norm(other)
        if min(lengths) < 1e-12:
            return self
        first = math.atan2(one[1], one[0])
        cross = one[0] * other[1] - one[1] * other[0]
        sweep = math.atan2(cross, float(np.dot(one, other)))
        reach = self.radius
        origin = self.view.point(np.zeros(2))
        if abs(abs(sweep) - math.pi / 2) < CORNER:
            corners = [_polar(origin, first, reach * 0.6)]
            corners.append(_polar(origin, first + sweep / 2, reach * 0.6 * math.sqrt(2)))
            corners.append(_polar(origin, first + sweep, reach * 0.6))
            self.set_points_as_corners(corners)
            return self
        angles = first + sweep * np.linspace(0, 1, max(2, int(abs(sweep) * 24)))
        self.set_points_as_corners([_polar(origin, angle, reach) for angle in angles])
        return self

    def tell(self, source: Source, one: np.ndarray, other: np.ndarray) -> AngleArc:
        """Show the angle of another source, from one vector [2] to another, and answer for it."""
        self.source = source
        return self.show(one, other)

    def drawn(self) -> float:
        """The angle that the arc spans, in radians."""
        if not len(self.points):
            return 0.0
        origin = self.view.point(np.zeros(2))
        one, other = self.points[0] - origin, self.points[-1] - origin
        return abs(math.atan2(one[0] * other[1] - one[1] * other[0], float(np.dot(one, other))))

    def misreading(self) -> str | None:
        """The angle that it spans, if that is not its own; an arc that is not drawn spans none."""
        return (
            difference(self.drawn(), float(self.source.value), NEAR) if len(self.points) else None
        )

    @property
    def middle(self) -> np.ndarray:
        """A point [3] just outside the middle of the arc, for its number."""
        origin = self.view.point(np.zeros(2))
        if not len(self.points):
            return origin
        at = self.points[len(self.points) // 2] - origin
        return np.array(origin + at * (1 + 0.34 / max(float(np.linalg.norm(at)), 1e-9)))


def _polar(origin: np.ndarray, angle: float, radius: float) -> np.ndarray:
    return origin + radius * np.array([math.cos(angle), math.sin(angle), 0.0])

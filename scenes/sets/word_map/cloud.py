"""A cloud of places, looked at from the front or from anywhere around it, and what is in it.

Everything here is flat: places of three numbers are turned, tilted, and seen from far away, so that
lengths only ever look shorter than they are. What is nearer is drawn larger and brighter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.plane.view import View
from scenes.kit.segments import CIRCLE, Segment, as_points
from scenes.kit.source import SLACK, Source, Sourced
from scenes.kit.theme import Theme

DOT = 0.085  # radius of a dot that is neither near nor far
SWELL = 0.4  # of its radius, that a dot gains or loses with its depth
FADE = 0.55  # of its opacity, that the farthest dot loses
TIE = 2.0  # stroke width of a tie between two words
STEM = 1.2  # and of the way from a word to the sheet of the flat map
RULE = 1.2  # and of the sheet's lines


@dataclass(frozen=True, eq=False)
class Gaze:
    """From where a cloud is looked at; from the front, its first two numbers are across and up."""

    view: View  # scale and origin on the screen
    reach: float  # how far the farthest place is from the centre, in numbers
    turn: float = 0.0  # radians about the upright axis: the right side comes to the front
    tilt: float = 0.0  # radians about the level axis: the top comes to the front
    relief: float = 0.0  # how much of its depth a dot shows, 0 to 1

    def __deepcopy__(self, memo: dict[int, object]) -> Gaze:
        return self

    def seen(self, places: np.ndarray) -> np.ndarray:  # [..., 2 or 3] -> [..., 3]
        """Places as across, up, and toward the viewer."""
        places = np.asarray(places, dtype=float)
        x, y = places[..., 0], places[..., 1]
        z = places[..., 2] if places.shape[-1] > 2 else np.zeros_like(x)
        across = x * np.cos(self.turn) - z * np.sin(self.turn)
        toward = x * np.sin(self.turn) + z * np.cos(self.turn)
        up = y * np.cos(self.tilt) - toward * np.sin(self.tilt)
        return np.stack([across, up, y * np.sin(self.tilt) + toward * np.cos(self.tilt)], axis=-1)

    def point(self, places: np.ndarray) -> np.ndarray:  # [..., 2 or 3] -> [..., 3]
        """The points on the screen of places."""
        return self.view.point(self.seen(places)[..., :2])

    def nearness(self, places: np.ndarray) -> np.ndarray:  # [..., 2 or 3] -> [...]
        """How near places are, from −1 (far) to 1; 0 while no depth is shown."""
        depth = self.seen(places)[..., 2] / (self.reach or 1.0)
        return np.asarray(self.relief * np.clip(depth, -1.0, 1.0))

    def between(self, other: Gaze, t: float) -> Gaze:
        """On the way from this gaze to another, 0 to 1."""

        def mixed(one: float, two: float) -> float:
            return one + (two - one) * t

        x, y = (mixed(*pair) for pair in zip(self.view.origin, other.view.origin, strict=True))
        view = replace(self.view, scale=mixed(self.view.scale, other.view.scale), origin=(x, y))
        turns = {
            name: mixed(getattr(self, name), getattr(other, name))
            for name in ("turn", "tilt", "relief")
        }
        return replace(self, view=view, **turns)


class Seen(Sourced, VMobject):
    """Something in the cloud, drawn as a gaze sees it. `source` holds the trace's own places."""

    gaze: Gaze

    def outline(self, gaze: Gaze) -> np.ndarray:
        """Its points, as this gaze sees it."""
        raise NotImplementedError

    def look(self, gaze: Gaze) -> Seen:
        """Be seen from elsewhere."""
        self.gaze = gaze
        self.points = self.outline(gaze)
        return self

    def misreading(self) -> str | None:
        """That it lies elsewhere than the gaze sees its places; None if it does not."""
        wanted = self.outline(self.gaze)
        if wanted.shape == self.points.shape and np.allclose(wanted, self.points):
            return None
        return "does not lie where the trace's places are seen"


class Dot(Seen):
    """A word as a dot at its place."""

    def __init__(
        self,
        theme: Theme,
        gaze: Gaze,
        places: np.ndarray,
        row: int,
        role: str = "muted",
        radius: float = DOT,
        opacity: float = 1.0,
    ) -> None:
        super().__init__(stroke_width=0, fill_color=theme.colour(role), fill_opacity=opacity)
        self.source, self.radius, self.opacity = Source(places, row), radius, opacity
        self.look(gaze)

    def outline(self, gaze: Gaze) -> np.ndarray:
        place = self.source.value
        return self._circle(gaze.point(place), float(gaze.nearness(place)))

    def look(self, gaze: Gaze) -> Dot:
        """Be seen from elsewhere: smaller and fainter if farther away."""
        place = self.source.value
        return self.stand(gaze, gaze.point(place), float(gaze.nearness(place)))

    def stand(self, gaze: Gaze, point: np.ndarray, nearness: float) -> Dot:
        """The same, where this gaze's point and nearness of it are known."""
        self.gaze, self.points = gaze, self._circle(point, nearness)
        behind = (gaze.relief - nearness) / 2
        self.fill_opacity = self.fill_rgbas[:, 3] = self.opacity * (1 - FADE * behind)
        return self

    def _circle(self, point: np.ndarray, nearness: float) -> np.ndarray:
        return point + self.radius * (1 + SWELL * nearness) * CIRCLE

    def misreading(self) -> str | None:
        """Where it stands, if it is not where the gaze sees its place."""
        wanted = self.gaze.point(self.source.value)
        if float(np.abs(self.tip - wanted).max()) <= SLACK and super().misreading() is None:
            return None
        return f"stands at {self.tip}, where the trace's place is seen at {wanted}"

    @property
    def tip(self) -> np.ndarray:
        """The point [3] where it stands, read off the picture."""
        return np.asarray((self.points.min(axis=0) + self.points.max(axis=0)) / 2)


class Ties(Seen):
    """Thin lines between pairs of words that belong together."""

    def __init__(
        self,
        theme: Theme,
        gaze: Gaze,
        places: np.ndarray,
        pairs: Sequence[tuple[int, int]],
        role: str = "muted",
        width: float = TIE,
    ) -> None:
        super().__init__(stroke_color=theme.colour(role), stroke_width=width)
        self.source, self.pairs = Source(places), list(pairs)
        self.look(gaze)

    def outline(self, gaze: Gaze) -> np.ndarray:
        return as_points(self.seen_from(gaze))

    def partly(self, share: float) -> Ties:
        """Reach only a part of the way to each second word (while growing)."""
        lines = [(one, one + (other - one) * share) for one, other in self.seen_from(self.gaze)]
        self.points = as_points(lines)
        return self

    def seen_from(self, gaze: Gaze) -> list[Segment]:
        """Each tie's ends, as this gaze sees them."""
        points = gaze.point(self.source.numbers)
        return [(points[one], points[other]) for one, other in self.pairs]


class Stems(Seen):
    """From every word the way to the sheet of the flat map: what that map left out."""

    def __init__(self, theme: Theme, gaze: Gaze, places: np.ndarray) -> None:
        super().__init__(
            stroke_color=theme.muted, stroke_width=STEM, stroke_opacity=theme.tones.axis
        )
        self.source = Source(places)
        self.look(gaze)

    def outline(self, gaze: Gaze) -> np.ndarray:
        places = self.source.numbers
        feet = gaze.point(places * np.array([1.0, 1.0, 0.0]))
        return as_points(list(zip(feet, gaze.point(places), strict=True)))


class Sheet(VGroup):
    """The sheet of the flat map, ruled, with its axes; a third axis stands on it, toward you.

    `bounds` [2, 3] are how far it goes below and above the centre along each axis.
    """

    def __init__(self, theme: Theme, gaze: Gaze, bounds: np.ndarray, step: float) -> None:
        self.bounds, self.step = bounds, step
        self.rules = VMobject(stroke_color=theme.lattice, stroke_width=RULE)
        self.axes = VMobject(
            stroke_color=theme.muted,
            stroke_width=theme.strokes.axis,
            stroke_opacity=theme.tones.axis,
        )
        super().__init__(self.rules, self.axes)
        self.look(gaze)

    def look(self, gaze: Gaze) -> Sheet:
        """Be seen from elsewhere."""
        self.rules.points = as_points(list(gaze.point(self._ruling())))
        self.axes.points = as_points(self.seen_from(gaze))
        return self

    def _ruling(self) -> np.ndarray:  # [k, 2, 3]
        """The lines on the sheet, and its edges."""
        lines = []
        for along, across in ((0, 1), (1, 0)):
            low, high = self.bounds[:, across]
            steps = np.arange(np.ceil(low / self.step), high // self.step + 1) * self.step
            steps = steps[np.minimum(steps - low, high - steps) > self.step / 3]
            for place in (low, *steps, high):
                ends = np.zeros((2, 3))
                ends[:, across], ends[:, along] = place, self.bounds[:, along]
                lines.append(ends)
        return np.array(lines)

    def seen_from(self, gaze: Gaze) -> list[Segment]:
        """The axes, as this gaze sees them, from their far ends to those that carry numbers."""
        ends = np.stack([np.diag(self.bounds[0]), np.diag(self.bounds[1])], axis=1)
        return [(one, other) for one, other in gaze.point(ends)]

    @property
    def corners(self) -> np.ndarray:  # [7, 3]
        """The sheet's corners, and the ends of the axes."""
        (left, low, _), (right, high, _) = self.bounds
        corners = [[x, y, 0.0] for x in (left, right) for y in (low, high)]
        return np.vstack([corners, np.diag(self.bounds[1])])

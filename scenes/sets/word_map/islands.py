"""What lies around words that are close: islands under groups of them, a ring around one word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.hull import hull_corners, rounded
from scenes.kit.segments import Segment, discs
from scenes.kit.source import SLACK, Source, Sourced, Telling, difference
from scenes.kit.theme import Theme, blended
from scenes.sets.word_map.cloud import Gaze

ISLAND, SHORE = 0.15, 0.4  # how far an island's ground and its rim are mixed with the muted colour
RIM = 0.035  # width of an island's rim, Manim units
ROUND = 40  # straight lines that stand for a circle where labels are placed
INNER = 0.98  # of the radius: what is nearer to another circle's middle lies within it
AROUND = 0.32  # from a group's outermost dots to the edge of its island, Manim units
NONE = 1e-4  # Manim units: the radius of a circle that can't be seen


class Islands(Telling, VMobject):
    """Circles around all words, half as large as `reach`, as one outline: where they meet, they
    melt together. `rim` is the same, a little larger.
    """

    def __init__(
        self, theme: Theme, gaze: Gaze, places: np.ndarray, reach: np.ndarray, rim: float = 0.0
    ) -> None:
        share = SHORE if rim else ISLAND
        colour = blended(theme.background, theme.muted, share)
        super().__init__(stroke_width=0, fill_color=colour, fill_opacity=1)
        self.gaze, self.places, self.rim, self.source = gaze, places, rim, Source(reach, 0)
        self.set_z_index(-1)
        self.show(float(self.source.value))

    def show(self, reach: float) -> Islands:
        """Let the circles be as large as this reach (while growing)."""
        self.points = discs(self.gaze.point(self.places), self._radius(reach))
        return self

    @property
    def shores(self) -> list[Segment]:
        """The outline as short straight lines, for labels and numbers to keep off."""
        centres, radius = self.gaze.point(self.places), self._radius(float(self.source.value))
        lines = []
        for centre in centres:
            for start, end in _polygon(centre, radius):
                middle = (start + end) / 2
                gaps = np.linalg.norm(centres - middle, axis=1)
                if gaps.min() > radius * INNER:
                    lines.append((start, end))
        return lines

    def _radius(self, reach: float) -> float:
        return max(reach / 2 * self.gaze.view.scale + self.rim, NONE)

    def drawn(self) -> float:
        """The reach that the circles show."""
        first = self.points[:16]
        return float(np.ptp(first[:, 0]) - 2 * self.rim) / self.gaze.view.scale

    def misreading(self) -> str | None:
        """The reach that they show, if that is not their own."""
        return difference(self.drawn(), float(self.source.value), SLACK / self.gaze.view.scale)


class Island(Sourced, VGroup):
    """The ground that a group's words stand on: around all of them, as they are seen."""

    def __init__(self, theme: Theme, gaze: Gaze, places: np.ndarray, group: Sequence[int]) -> None:
        self.source, self.group = Source(places), list(group)
        shades = [blended(theme.background, theme.muted, share) for share in (SHORE, ISLAND)]
        super().__init__(*(VMobject(stroke_width=0, fill_color=each) for each in shades))
        self.set_fill(opacity=1).set_z_index(-1)
        self.look(gaze)

    def outlines(self, gaze: Gaze) -> list[np.ndarray]:
        """The edges of its rim and of its ground."""
        corners = hull_corners(list(gaze.point(self.source.numbers[self.group])))
        return [rounded(corners, AROUND + rim) for rim in (RIM, 0.0)]

    def look(self, gaze: Gaze) -> Island:
        """Be seen from elsewhere."""
        self.gaze = gaze
        for part, outline in zip(self.submobjects, self.outlines(gaze), strict=True):
            part.points = outline
        return self

    def misreading(self) -> str | None:
        """That it lies elsewhere than the gaze sees its group's dots; None if it does not."""
        pairs = zip(self.submobjects, self.outlines(self.gaze), strict=True)
        if all(
            part.points.shape == wanted.shape and np.allclose(part.points, wanted)
            for part, wanted in pairs
        ):
            return None
        return "does not lie where the trace's places are seen"


class Ring(Telling, VMobject):
    """A circle around one word that goes through another: as large as they are apart."""

    def __init__(
        self,
        theme: Theme,
        gaze: Gaze,
        places: np.ndarray,
        distances: np.ndarray,
        pair: tuple[int, int],
        role: str = "output",
    ) -> None:
        super().__init__(
            stroke_color=theme.colour(role), stroke_width=theme.strokes.tick, stroke_opacity=0.8
        )
        self.gaze, self.centre = gaze, gaze.point(places[pair[0]])
        self.source = Source(distances, pair)
        self.show(float(self.source.value))

    def show(self, distance: float) -> Ring:
        """Be as large as another distance (while growing)."""
        self.points = discs(self.centre[None], max(distance * self.gaze.view.scale, NONE))
        return self

    def drawn(self) -> float:
        """The distance that its radius shows."""
        return float(np.ptp(self.points[:, 0])) / 2 / self.gaze.view.scale

    def misreading(self) -> str | None:
        """The distance that it shows, if that is not its own."""
        return difference(self.drawn(), float(self.source.value), SLACK / self.gaze.view.scale)

    @property
    def segments(self) -> list[Segment]:
        """The circle as short straight lines, for labels to keep off."""
        return _polygon(self.centre, self.drawn() * self.gaze.view.scale)


def _polygon(centre: np.ndarray, radius: float) -> list[Segment]:
    turns = np.linspace(0, 2 * np.pi, ROUND + 1)
    arms = np.stack([np.cos(turns), np.sin(turns), np.zeros(ROUND + 1)], axis=1)
    return list(pairwise(centre + radius * arms))

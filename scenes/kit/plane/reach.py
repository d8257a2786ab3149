"""What a weighted average can reach: the convex hull of the values, as far as a plane shows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.hull import hull_corners
from scenes.kit.layout import Region
from scenes.kit.segments import as_points, clipped

FAINT = 0.12  # opacity of its fill
AREA, SEGMENT = 2.0, 9.0  # stroke widths of a hull with an area, and of one without
SLACK = 0.1  # Manim units that a corner may lie outside


def hull_of(points: Sequence[np.ndarray], colour: str, within: Region) -> VMobject:
    """The convex hull of points [3], as far as it lies in a region; of a line, the segment."""
    corners = hull_corners(points)
    if not all(within.holds(Region(x, y, x, y), SLACK) for x, y, _ in corners):
        return _cut_hull(corners, colour, within)
    width = AREA if len(corners) > 2 else SEGMENT
    hull = VMobject(
        stroke_color=colour,
        stroke_width=width,
        stroke_opacity=0.5,
        fill_color=colour,
        fill_opacity=FAINT,
    )
    hull.set_points_as_corners([*corners, corners[0]])
    return hull


def _cut_hull(corners: np.ndarray, colour: str, within: Region) -> VMobject:
    """A hull that goes on beyond a region: its area inside, and its edges as far as they are."""
    area = VMobject(stroke_width=0, fill_color=colour, fill_opacity=FAINT)
    inside = _cut(corners, within)
    if len(inside) > 2:
        area.set_points_as_corners([*inside, inside[0]])
    edges = VMobject(stroke_color=colour, stroke_width=AREA, stroke_opacity=0.5)
    pairs = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    edges.points = as_points([cut for a, b in pairs if (cut := clipped(a, b, within)) is not None])
    return VGroup(area, edges)


def _cut(corners: np.ndarray, within: Region) -> np.ndarray:
    """A polygon's corners [k, 3], cut at a region's four sides (Sutherland and Hodgman 1974)."""
    sides = ((0, within.left, 1), (0, within.right, -1), (1, within.bottom, 1), (1, within.top, -1))
    for axis, at, sign in sides:
        beyond = sign * (corners[:, axis] - at) if len(corners) else np.zeros(0)  # > 0 is inside
        found: list[np.ndarray] = []
        for i, (corner, room) in enumerate(zip(corners, beyond, strict=True)):
            before, room_before = corners[i - 1], beyond[i - 1]
            if (room > 0) != (room_before > 0):
                share = room_before / (room_before - room)
                found.append(before + share * (corner - before))
            if room > 0:
                found.append(corner)
        corners = np.array(found).reshape(-1, 3)
    return corners

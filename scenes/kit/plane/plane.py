"""The plane that arrows live in: fixed axes, and a grid that a matrix moves over them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.plane.labels import box_of
from scenes.kit.segments import Segment, as_points, clipped
from scenes.kit.source import Telling
from scenes.kit.theme import Theme
from scenes.kit.type.words import Words

LATTICE_SPACING = 0.85  # Manim units between lattice lines, about
ROOM = (0.75, 0.5)  # kept free around the arrows for their labels, across and down
AXIS, LATTICE, MOVING = 2.0, 1.0, 2.0  # stroke widths
MOVING_OPACITY = 0.45
AREA = 0.16  # opacity of a unit square's fill
HALF_SHAFT = 0.06  # about half an arrow's width, in Manim units
SLIVER = 0.05  # of a region without any room, that a view fits its vectors into
NOTHING = 1e-100  # vectors no longer than this are all zero, to the eye
MOST_LINES = 60  # of a moving grid, in each direction


@dataclass(frozen=True, eq=False)
class View:
    """How numbers become points: one scale for both axes, and where the origin stands."""

    region: Region
    scale: float  # Manim units for a number of 1
    origin: tuple[float, float]
    spacing: float | None = None  # between lattice lines, in numbers; None: a round one that fits

    def __deepcopy__(self, memo: dict[int, object]) -> View:
        return self

    def point(self, numbers: np.ndarray | Sequence[float]) -> np.ndarray:
        """The point [3] (or points [..., 3]) of a vector [2] (or vectors [..., 2])."""
        numbers = np.asarray(numbers, dtype=float)
        points = np.zeros((*numbers.shape[:-1], 3))
        points[..., :2] = numbers * self.scale + np.array(self.origin)
        return points

    def numbers(self, point: np.ndarray) -> np.ndarray:
        """The vector [2] that a point stands for."""
        return (np.asarray(point)[..., :2] - np.array(self.origin)) / self.scale

    @property
    def step(self) -> float:
        """A round number (1, 2 or 5 times a power of ten) between lattice lines."""
        if self.spacing is not None:
            return self.spacing
        rough = LATTICE_SPACING / self.scale
        power = 10.0 ** math.floor(math.log10(rough))
        return min((m * power for m in (1, 2, 5, 10)), key=lambda s: abs(math.log(s / rough)))

    def in_units(self) -> View:
        """The same view with a lattice of whole units, where those can be told apart."""
        return replace(self, spacing=1.0) if 0.3 < self.scale < 4 else self

    @staticmethod
    def fitting(region: Region, *vectors: np.ndarray, room: tuple[float, float] = ROOM) -> View:
        """The largest view of these vectors [..., 2] and of the origin that leaves room for labels.

        Vectors that are all zero are shown on a scale of one.
        """
        every = np.vstack([np.zeros((1, 2)), *(np.reshape(v, (-1, 2)) for v in vectors)])
        low, high = every.min(axis=0), every.max(axis=0)
        reach = float(np.abs(every).max())
        if reach <= NOTHING:
            low, high = -np.ones(2), np.ones(2)
        inside = _room_for_labels(region, low, high, room)
        spans = np.maximum(high - low, 1e-12 * reach)
        sizes = np.maximum([inside.width, inside.height], SLIVER)
        scale = float((sizes / spans).min())
        centre = np.array(inside.centre) - (low + high) / 2 * scale
        return View(region, scale, (float(centre[0]), float(centre[1])))


def _room_for_labels(
    region: Region, low: np.ndarray, high: np.ndarray, room: tuple[float, float]
) -> Region:
    """The region less the room for labels; where only the origin reaches, less is needed."""
    across, down = min(room[0], region.width / 4), min(room[1], region.height / 4)
    left, right = (across if reaches else across / 2 for reaches in (low[0] < 0, high[0] > 0))
    bottom, top = (down if reaches else 0.9 * down for reaches in (low[1] < 0, high[1] > 0))
    return Region(
        region.left + left, region.bottom + bottom, region.right - right, region.top - top
    )


class Plane(VGroup):
    """Fixed axes through the origin, over a faint lattice; numbers at its ends give the scale."""

    def __init__(self, theme: Theme, view: View, ticks: bool = True) -> None:
        super().__init__()
        self.view = view
        lines = lattice(view, np.eye(2), view.step)
        self.lattice = segments(lines, theme.lattice, LATTICE)
        horizontal, vertical = _axes(view)
        self.axes = segments([horizontal, vertical], theme.muted, AXIS, opacity=0.7)
        self.lines = [horizontal, vertical]
        """The axes as segments, for labels to keep off."""
        self.add(self.lattice, self.axes)
        self.ticks = VGroup()
        if ticks:
            self.ticks.add(*_ticks(theme, view))
            self.add(self.ticks)

    @property
    def kept_free(self) -> list[Region]:
        """The boxes that its numbers keep to themselves."""
        return [box_of(tick) for tick in self.ticks]

    def kept_clear(self, lines: Sequence[Segment]) -> Plane:
        """Put the numbers that one of these lines would run through across their axis, or out."""
        x, y = self.view.origin
        for tick in list(self.ticks):
            if not _meets(tick, lines):
                continue
            if abs(float(tick.get_x()) - x) < abs(float(tick.get_y()) - y):
                tick.set_x(2 * x - tick.get_x())
            else:
                tick.set_y(2 * y - tick.get_y())
            if _meets(tick, lines) or not self.view.region.holds(box_of(tick)):
                self.ticks.remove(tick)
        return self


def _meets(tick: VMobject, lines: Sequence[Segment]) -> bool:
    box = box_of(tick).inset(-HALF_SHAFT)
    return any(clipped(start, end, box) is not None for start, end in lines)


class Moved(Telling, VMobject):
    """A picture of the plane that a matrix [2, 2] moves."""

    view: View
    matrix: np.ndarray

    def outline(self, matrix: np.ndarray) -> np.ndarray:
        """Its points where the matrix takes them."""
        raise NotImplementedError

    def show(self, matrix: np.ndarray) -> Moved:
        """Move everything to where the matrix takes it."""
        self.matrix = np.asarray(matrix, dtype=float)
        self.points = self.outline(self.matrix)
        return self

    def misreading(self) -> str | None:
        """The matrix that it shows, if any point lies elsewhere than its own would take it."""
        wanted = np.asarray(self.source.value)
        outline = self.outline(wanted)
        if outline.shape == self.points.shape and np.allclose(outline, self.points):
            return None
        return f"lies where {self.matrix.tolist()} takes it, the trace says {wanted.tolist()}"


class MovingGrid(Moved):
    """The lattice as a matrix moves it, drawn over the fixed axes and cut at the plane's edge."""

    def __init__(self, theme: Theme, view: View, matrix: np.ndarray | None = None) -> None:
        super().__init__(
            stroke_color=theme.grid, stroke_width=MOVING, stroke_opacity=MOVING_OPACITY
        )
        self.view = view
        self.show(np.eye(2) if matrix is None else matrix)

    def outline(self, matrix: np.ndarray) -> np.ndarray:
        """Every line where the matrix takes it."""
        return as_points(lattice(self.view, matrix, self.view.step))


class UnitSquare(Moved):
    """The square between the basis arrows: its image shows what a map does to areas."""

    def __init__(self, theme: Theme, view: View, matrix: np.ndarray | None = None) -> None:
        super().__init__(stroke_width=0, fill_color=theme.grid, fill_opacity=AREA)
        self.view = view
        self.show(np.eye(2) if matrix is None else matrix)

    def outline(self, matrix: np.ndarray) -> np.ndarray:
        """The parallelogram of the matrix's columns."""
        first, second = matrix.T
        corners = self.view.point(np.array([np.zeros(2), first, first + second, second]))
        return as_points(list(zip(corners, np.roll(corners, -1, axis=0), strict=True)))


def segments(lines: Sequence[Segment], colour: str, width: float, opacity: float = 1.0) -> VMobject:
    """Many straight lines as one mobject."""
    drawn = VMobject(stroke_color=colour, stroke_width=width, stroke_opacity=opacity)
    drawn.points = as_points(lines)
    return drawn


def lattice(view: View, matrix: np.ndarray, step: float) -> list[Segment]:
    """The images of the lattice's lines, cut to the view's region."""
    region = view.region
    corners = view.numbers(
        np.array(
            [[x, y, 0] for x in (region.left, region.right) for y in (region.bottom, region.top)]
        )
    )
    reach = float(np.abs(corners).max())
    inverse = np.linalg.pinv(matrix)
    bounds = np.ceil(np.abs(corners @ inverse.T).max(axis=0) / step)
    counts = np.clip(bounds, 1, MOST_LINES).astype(int)
    lines: list[Segment] = []
    for axis in (0, 1):
        along = matrix[:, 1 - axis]
        far = 4 * (reach + step * counts[axis] * float(np.linalg.norm(matrix[:, axis])))
        length = float(np.linalg.norm(along))
        if length < 1e-9:
            continue
        for number in range(-counts[axis], counts[axis] + 1):
            middle = matrix[:, axis] * number * step
            ends = view.point(
                np.array([middle - along / length * far, middle + along / length * far])
            )
            cut = clipped(ends[0], ends[1], region)
            if cut is not None:
                lines.append(cut)
    return lines


def _axes(view: View) -> tuple[Segment, Segment]:
    region, (x, y) = view.region, view.origin
    return (
        (np.array([region.left, y, 0.0]), np.array([region.right, y, 0.0])),
        (np.array([x, region.bottom, 0.0]), np.array([x, region.top, 0.0])),
    )


def _ticks(theme: Theme, view: View) -> list[Words]:
    """The outermost lattice numbers on both axes, just inside the region."""
    region, step = view.region, view.step
    room = 0.3  # a tick's number needs as much to the edge
    right = math.floor((region.right - room - view.origin[0]) / view.scale / step) * step
    top = math.floor((region.top - room - view.origin[1]) / view.scale / step) * step
    drawn = []
    for vector, below in ((np.array([right, 0.0]), True), (np.array([0.0, top]), False)):
        if not vector.any():
            continue
        text = Words(
            theme,
            theme.numerals.shortest(round(float(vector.sum()), 12)),
            LEAST_TEXT * 1.05,
            "muted",
            400,
        )
        point = view.point(vector)
        side = np.array([0.0, -1.0, 0.0]) if below else np.array([-1.0, 0.0, 0.0])
        hidden = (
            point[1] - text.height < region.bottom if below else point[0] - text.width < region.left
        )
        text.next_to(point, -side if hidden else side, buff=0.08)
        if below:
            text.shift(np.array([min(0.0, region.right - text.get_right()[0]), 0.0, 0.0]))
        drawn.append(text)
    return drawn

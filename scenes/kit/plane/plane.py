"""The plane that arrows live in: fixed axes, and a grid that a matrix moves over them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from manim import VGroup, VMobject

from scenes.kit.known import Passing
from scenes.kit.layout import Region
from scenes.kit.plane.labels import box_of
from scenes.kit.plane.ticks import ticks_of
from scenes.kit.plane.view import View
from scenes.kit.segments import Segment, as_points, clipped
from scenes.kit.shades import shades_of
from scenes.kit.source import Telling
from scenes.kit.theme import Theme

LATTICE, MOVING = 1.0, 2.0  # stroke widths
MOVING_OPACITY = 0.45
AREA = 0.16  # opacity of a unit square's fill
BELOW = -1  # z index of lines that run through the frame: no play lifts them over a card
HALF_SHAFT = 0.06  # about half an arrow's width, in Manim units
MOST_LINES = 60  # of a moving grid, in each direction


class Plane(Passing, VGroup):
    """Fixed axes through the origin, over a faint lattice; numbers at its ends give the scale."""

    def __init__(self, theme: Theme, view: View, ticks: bool = True) -> None:
        super().__init__()
        self.view = view
        lines = lattice(view, np.eye(2), view.step)
        self.lattice = segments(lines, theme.lattice, LATTICE)
        horizontal, vertical = _axes(view)
        self.axes = segments(
            [horizontal, vertical], theme.muted, theme.strokes.axis, opacity=theme.tones.axis
        )
        self.lines = [horizontal, vertical]
        """The axes as segments, for labels to keep off."""
        self.add(self.lattice, self.axes)
        self.ticks = VGroup()
        if ticks:
            self.ticks.add(*ticks_of(theme, view))
            self.add(self.ticks)
        if view.ground:
            self.set_z_index(BELOW)

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """The plane: films have one, which all beats see from where they stand."""
        return ("plane",)

    def passage(self, old: Plane) -> tuple[list[VMobject], Callable[[float], None]]:
        """The view goes from the other one's to its own, with lines up to the edge all the way."""
        (was, cross, *gone), (grid, axes, *ticks) = shades_of(old), shades_of(self)
        steps = old.view.step, self.view.step
        stays = old.view.point(np.eye(2)).tolist() == self.view.point(np.eye(2)).tolist()
        leaving = [] if stays else gone if steps[0] == steps[1] else [was, *gone]
        coming = [] if stays else ticks if steps[0] == steps[1] else [grid, *ticks]

        def act(share: float) -> None:
            view = old.view.toward(self.view, share)
            for lines, step in zip((was, grid), steps, strict=True):
                lines.shown.points = as_points(lattice(view, np.eye(2), step))
            axes.shown.points = as_points(_axes(view))
            for start, end in ((was, grid), (cross, axes)):
                end.resemble(start, share)
            for shade in leaving:
                shade.see(1 - share)
            for shade in coming:
                shade.see(share)

        return [shade.shown for shade in (*leaving, grid, axes, *ticks)], act

    @property
    def kept_free(self) -> list[Region]:
        """The boxes that its numbers keep to themselves."""
        return [box_of(tick) for tick in self.ticks]

    def kept_clear(self, lines: Sequence[Segment]) -> Plane:
        """Put the numbers that one of these lines would run through across their axis, or out."""
        for tick in list(self.ticks):
            if not _meets(tick, lines):
                continue
            tick.cross_over()
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
        if view.ground:
            self.set_z_index(BELOW)

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
    region = view.lined
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
    region, (x, y) = view.lined, view.origin
    return (
        (np.array([region.left, y, 0.0]), np.array([region.right, y, 0.0])),
        (np.array([x, region.bottom, 0.0]), np.array([x, region.top, 0.0])),
    )

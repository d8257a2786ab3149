"""Manim's camera, without what it does in vain: the same pixels in a fraction of the time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import cairo
import manim
import numpy as np
from manim import Mobject, VMobject
from manim.constants import LineJointType
from manim.typing import FloatRGBALike_Array
from typing_extensions import override

Rect = tuple[int, int, int, int]  # left, top, right, bottom, in pixels; right and bottom outside

MITER = 10.0  # times half a stroke's width that a pointed corner reaches at most (Cairo's limit)
BLUNT = 1.5  # times half a stroke's width that other corners and ends reach
RIM = 2  # pixels around a shape, for rounding
MOST_RECTS = 8  # that are drawn anew one by one
LOOSE = 1.3  # times two rects' area that one around both may have
MOST_DRAWN = 0.5  # share of a frame up to which only what changed is drawn


class Camera(manim.Camera):
    """Draws nothing that can't be seen or has not changed, and builds a path only when it moved."""

    _looks: dict[int, _Look]

    def show(self, ground: np.ndarray, mobjects: Iterable[Mobject]) -> None:
        """Draw mobjects on a ground [height, width, 4], as `capture_mobjects` does.

        Where nothing has changed since the last call, the picture stays. Where something has, every
        shape that reaches there is drawn anew, whole and in order, on a ground of its own; only
        that place of it is then taken over. So every pixel is just what a whole drawing makes it.
        """
        shown = _shown(mobjects)
        plain = [each for each in shown if isinstance(each, VMobject)]
        if len(plain) < len(shown) or any(each.get_background_image() for each in plain):
            self._drawn = None
            self.set_frame_to_background(ground)
            self.capture_mobjects(mobjects)
            return
        drawn = [(each, self._look(each)) for each in plain]
        rects = self._changes(ground, drawn)
        if rects is None:
            self.set_frame_to_background(ground)
            self._draw(self.pixel_array, drawn)
        elif rects:
            self._mend(ground, drawn, rects)
        self._drawn = (ground, [(id(each), look) for each, look in drawn])

    _drawn: tuple[np.ndarray, list[tuple[int, _Look]]] | None = None
    _scratch: np.ndarray | None = None

    def _changes(
        self, ground: np.ndarray, drawn: Sequence[tuple[VMobject, _Look]]
    ) -> list[Rect] | None:
        """Where the picture changes; None if it is rather drawn as a whole."""
        if self._drawn is None or self._drawn[0] is not ground:
            return None
        before = self._drawn[1]
        if [name for name, _ in before] != [id(each) for each, _ in drawn]:
            return None
        rects = list[Rect]()
        for (_, old), (_, new) in zip(before, drawn):
            if old is not new:
                rects += [rect for rect in (old.rect, new.rect) if rect is not None]
        rects = _merged(rects)
        whole = self.pixel_width * self.pixel_height
        return rects if sum(map(_area, rects)) <= MOST_DRAWN * whole else None

    def _mend(
        self, ground: np.ndarray, drawn: Sequence[tuple[VMobject, _Look]], rects: Sequence[Rect]
    ) -> None:
        if self._scratch is None or self._scratch.shape != self.pixel_array.shape:
            self._scratch = np.zeros_like(self.pixel_array)
        for left, top, right, bottom in rects:
            self._scratch[top:bottom, left:right] = ground[top:bottom, left:right]
        reaching = [pair for pair in drawn if any(_meet(pair[1].rect, rect) for rect in rects)]
        self._draw(self._scratch, reaching)
        for left, top, right, bottom in rects:
            place = np.s_[top:bottom, left:right]
            self.pixel_array[place] = self._scratch[place]

    def _draw(self, pixels: np.ndarray, drawn: Iterable[tuple[VMobject, _Look]]) -> None:
        context = self.get_cairo_context(pixels)
        for vmobject, look in drawn:
            self._paint(vmobject, look, context)

    @override
    def display_vectorized(self, vmobject: VMobject, ctx: cairo.Context) -> Camera:
        self._paint(vmobject, self._look(vmobject), ctx)
        return self

    def _paint(self, vmobject: VMobject, look: _Look, ctx: cairo.Context) -> None:
        if look.rect is None:
            return
        self._set_path(ctx, vmobject, look.path)
        if look.behind:
            self.apply_stroke(ctx, vmobject, background=True)
        if look.filled:
            self.apply_fill(ctx, vmobject)
        if look.front:
            self.apply_stroke(ctx, vmobject)

    def _look(self, vmobject: VMobject) -> _Look:
        """How a shape looks now: the very same object as last time, if it has not changed."""
        looks = self.__dict__.setdefault("_looks", {})
        points, style = vmobject.points.tobytes(), _style(vmobject)
        known: _Look | None = looks.get(id(vmobject))
        if known is not None and known.style == style and known.path.points == points:
            return known
        same = known is not None and known.path.points == points
        path = known.path if known is not None and same else _Path(points)
        look = looks[id(vmobject)] = _Look(vmobject, style, path)
        look.rect = self._rect(vmobject) if look.is_seen else None
        return look

    def _rect(self, vmobject: VMobject) -> Rect | None:
        """The pixels that a shape may touch; None if there are none."""
        low, high = vmobject.points.min(axis=0).tolist(), vmobject.points.max(axis=0).tolist()
        if not math.isfinite(sum(low) + sum(high)):
            return 0, 0, self.pixel_width, self.pixel_height
        middle: list[float] = np.asarray(self.frame_center).tolist()
        across, down = self.pixel_width / self.frame_width, self.pixel_height / self.frame_height
        pointed = vmobject.joint_type in (LineJointType.AUTO, LineJointType.MITER)
        width = max(vmobject.get_stroke_width(), vmobject.get_stroke_width(background=True))
        half = width * self.cairo_line_width_multiple * across / 2
        rim = half * (MITER if pointed else BLUNT) + RIM
        left, right = ((x - middle[0]) * across + self.pixel_width / 2 for x in (low[0], high[0]))
        top, bottom = (self.pixel_height / 2 - (y - middle[1]) * down for y in (high[1], low[1]))
        rect = (
            max(0, int(left - rim)),
            max(0, int(top - rim)),
            min(self.pixel_width, int(right + rim) + 1),
            min(self.pixel_height, int(bottom + rim) + 1),
        )
        return rect if rect[0] < rect[2] and rect[1] < rect[3] else None

    @override
    def set_cairo_context_color(
        self, ctx: cairo.Context, rgbas: FloatRGBALike_Array, vmobject: VMobject
    ) -> Camera:
        if len(rgbas) != 1:
            super().set_cairo_context_color(ctx, rgbas, vmobject)
        else:
            red, green, blue, opacity = np.asarray(rgbas)[0].tolist()
            ctx.set_source_rgba(blue, green, red, opacity)  # as the array's bytes are ordered
        return self

    def _set_path(self, ctx: cairo.Context, vmobject: VMobject, path: _Path) -> None:
        if path.built is not None:
            ctx.new_path()
            ctx.append_path(path.built)
            return
        self._build(ctx, vmobject)
        if path.is_old:
            path.built = ctx.copy_path()
        path.is_old = True

    def _build(self, ctx: cairo.Context, vmobject: VMobject) -> None:
        """As Manim's, on plain numbers in place of arrays' elements."""
        points = self.transform_points_pre_display(vmobject, vmobject.points)
        curve = vmobject.n_points_per_cubic_curve
        ctx.new_path()
        flat = list(zip(points[:, 0].tolist(), points[:, 1].tolist()))
        for start, end in _subpaths(vmobject, flat):
            if end - start < curve:
                continue
            ctx.new_sub_path()
            ctx.move_to(*flat[start])
            for place in range(start, end - curve + 1, curve):
                ctx.curve_to(*flat[place + 1], *flat[place + 2], *flat[place + 3])
            if vmobject.consider_points_equals_2d(flat[start], flat[end - 1]):
                ctx.close_path()


class _Path:
    """A path by its points; built for good once it is drawn a second time."""

    __slots__ = ("built", "is_old", "points")

    def __init__(self, points: bytes) -> None:
        self.points = points
        self.is_old = False
        self.built: cairo.Path | None = None


class _Look:
    """All that decides how a shape is drawn, and what of it can be seen."""

    __slots__ = ("behind", "filled", "front", "path", "rect", "style")

    def __init__(self, vmobject: VMobject, style: tuple[Any, ...], path: _Path) -> None:
        self.style, self.path = style, path
        self.rect: Rect | None = None
        self.filled = _is_seen(vmobject.get_fill_rgbas())
        self.behind, self.front = (
            vmobject.get_stroke_width(back) != 0 and _is_seen(vmobject.get_stroke_rgbas(back))
            for back in (True, False)
        )

    @property
    def is_seen(self) -> bool:
        return self.filled or self.behind or self.front


def _style(vmobject: VMobject) -> tuple[Any, ...]:
    """All but the points that decides how a shape is drawn (direction: that of a gradient)."""
    return (
        vmobject.get_fill_rgbas().tobytes(),
        vmobject.get_stroke_rgbas().tobytes(),
        vmobject.get_stroke_rgbas(background=True).tobytes(),
        vmobject.stroke_width,
        vmobject.background_stroke_width,
        vmobject.joint_type,
        vmobject.cap_style,
        *vmobject.sheen_direction,
    )


def _merged(rects: Iterable[Rect]) -> list[Rect]:
    """The rects, with those that lie close together as one."""
    merged = list[Rect]()
    for rect in rects:
        for place, other in enumerate(merged):
            both = _around(rect, other)
            if _area(both) <= LOOSE * (_area(rect) + _area(other)):
                merged[place] = both
                break
        else:
            merged.append(rect)
    if len(merged) <= MOST_RECTS:
        return merged
    whole = merged[0]
    for rect in merged[1:]:
        whole = _around(whole, rect)
    return [whole]


def _around(one: Rect, other: Rect) -> Rect:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _area(rect: Rect) -> int:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _meet(one: Rect | None, other: Rect) -> bool:
    return (
        one is not None
        and one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _shown(mobjects: Iterable[Mobject]) -> list[Mobject]:
    """Whole families, those with points, in the order in which they are drawn."""
    found, waiting = list[Mobject](), [*mobjects][::-1]
    while waiting:
        mobject = waiting.pop()
        if len(mobject.points):
            found.append(mobject)
        waiting.extend(reversed(mobject.submobjects))
    once = reversed(dict.fromkeys(reversed(found)))  # whoever is there twice is drawn last
    return sorted(once, key=lambda mobject: mobject.z_index)


def _is_seen(rgbas: np.ndarray) -> bool:
    """Whether any colour of a gradient (mostly there is one) is not see-through."""
    return bool(rgbas.item(3)) if len(rgbas) == 1 else bool(rgbas[:, 3].any())


def _subpaths(vmobject: VMobject, flat: list[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    """First point and end of each run of curves that begin where the one before ends."""
    curve, start = vmobject.n_points_per_cubic_curve, 0
    for place in range(curve, len(flat), curve):
        joined = flat[place - 1] == flat[place]
        if not joined and not vmobject.consider_points_equals_2d(flat[place - 1], flat[place]):
            yield start, place
            start = place
    yield start, len(flat)

"""How things move: every move means something, and ends where the trace says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    FadeIn,
    FadeOut,
    LaggedStart,
    ManimColor,
    Mobject,
    ReplacementTransform,
    TransformFromCopy,
    UpdateFromAlphaFunc,
    VMobject,
)
from manim.utils.rate_functions import smooth

from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import Arrow
from scenes.kit.props.bars import Bar
from scenes.kit.props.cards import Lock
from scenes.kit.props.signed import SignedBar
from scenes.kit.source import Derived, Source, Telling
from scenes.kit.theme import DIM
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.number import Number

SHORT, USUAL, LONG = 0.7, 1.2, 2.0  # seconds of a play
ARRIVING = 0.3  # last share of a flight, in which what flew dissolves
STRANGE = 0.2  # opacity with which letters set out from where other letters stand
RISE = 0.22  # Manim units that a word comes up by

Value = TypeVar("Value", float, np.ndarray)
Supposed = TypeVar("Supposed", bound=Derived)


def fly(source: Mobject, target: Mobject, seconds: float = USUAL) -> Animation:
    """A copy of the source flies to the target's place and becomes it.

    Letters don't melt into other letters: the target's own set out from where the source is.
    """
    if isinstance(source, Lettering) and isinstance(target, Lettering):
        source = _setting_out(source, target)
    return _CopyFlight(source, target, run_time=seconds)


def send(mobject: Mobject, source: np.ndarray, seconds: float = USUAL) -> Animation:
    """Fly in from a point [3], growing: for what comes out of a thing of another shape."""
    return FadeIn(mobject, target_position=source, scale=0.5, run_time=seconds)


def sent_each(mobjects: Sequence[Mobject], source: np.ndarray, seconds: float = USUAL) -> Animation:
    """Fly in from a point [3], one after the other."""
    flights = (send(each, source) for each in mobjects)
    return LaggedStart(*flights, lag_ratio=0.3, run_time=seconds)


def appear(*mobjects: Mobject, seconds: float = SHORT) -> Animation:
    """Fade in, one after the other."""
    return LaggedStart(*(FadeIn(each) for each in mobjects), lag_ratio=0.15, run_time=seconds)


def rise(*mobjects: Mobject, seconds: float = USUAL) -> Animation:
    """Fade in from just below, one after the other, as words are said."""
    return LaggedStart(
        *(FadeIn(each, shift=np.array([0.0, RISE, 0.0])) for each in mobjects),
        lag_ratio=0.3,
        run_time=seconds,
    )


def unfold(numbers: Mobject, arrow: Arrow, seconds: float = USUAL) -> Animation:
    """A copy of an arrow's numbers flies to where its tip will be, while the arrow grows there."""
    flight = _Departure(numbers.copy(), arrow.tip, run_time=seconds)
    return LaggedStart(flight, grow(arrow, seconds), lag_ratio=0.5)


def shut(lock: Lock, seconds: float = SHORT) -> Animation:
    """A lock that stood open closes."""
    start = lock.ajar
    return _over(lock, lambda m, t: m.opened(start * (1 - t)), seconds)


def one_by_one(*animations: Animation, seconds: float = USUAL) -> Animation:
    """Several moves of one kind, each setting out before the last has arrived."""
    return LaggedStart(*animations, lag_ratio=0.3, run_time=seconds)


def regroup(
    sources: Sequence[Mobject], targets: Sequence[Mobject], seconds: float = USUAL
) -> Animation:
    """Things go to new places, in order, and become what stands there."""
    pairs = zip(sources, targets, strict=True)
    return one_by_one(*(ReplacementTransform(a, b) for a, b in pairs), seconds=seconds)


def vanish(*mobjects: Mobject, seconds: float = SHORT) -> Animation:
    """Fade out together."""
    return AnimationGroup(*(FadeOut(each) for each in mobjects), run_time=seconds)


def dim(*mobjects: Mobject, seconds: float = SHORT) -> Animation:
    """Step back: what is not spoken of keeps a quarter of its opacity."""
    return AnimationGroup(*(_Fade(each, DIM) for each in mobjects), run_time=seconds)


def undim(*mobjects: Mobject, seconds: float = SHORT) -> Animation:
    """Come back from `dim`."""
    return AnimationGroup(*(_Fade(each, 1 / DIM) for each in mobjects), run_time=seconds)


def grow(arrow: Arrow, seconds: float = USUAL) -> Animation:
    """An arrow grows out of its tail to its vector."""
    vector = np.array(arrow.source.value, dtype=float)
    return _along(arrow, lambda t: vector * t, seconds, introducer=True)


def draw_in(arrow: Arrow, seconds: float = USUAL) -> Animation:
    """An arrow's tail comes up to its tip, and nothing of it is left."""
    vector, tail = np.array(arrow.source.value, dtype=float), np.array(arrow.tail, dtype=float)

    def update(drawn: Any, t: float) -> None:
        drawn.show(vector * (1 - t), tail + vector * t)

    return UpdateFromAlphaFunc(arrow, update, run_time=seconds, rate_func=smooth, remover=True)


def grow_each(*arrows: Arrow, seconds: float = USUAL) -> Animation:
    """Arrows grow out of their tails, one after the other."""
    return LaggedStart(*(grow(arrow) for arrow in arrows), lag_ratio=0.25, run_time=seconds)


def shrink(arrow: Arrow, whole: np.ndarray, seconds: float = USUAL) -> Animation:
    """A copy of a whole vector [2] appears on it and shrinks to the arrow's own."""
    path = straight(np.array(whole, dtype=float), np.array(arrow.source.value, dtype=float))
    return _along(arrow, path, seconds, introducer=True)


def slide(arrow: Arrow, tail: np.ndarray, seconds: float = USUAL) -> Animation:
    """An arrow keeps its vector while its tail moves to another place [2]."""
    path = straight(np.array(arrow.tail, dtype=float), np.array(tail, dtype=float))
    return _over(arrow, lambda m, t: m.show(m.source.value, path(t)), seconds)


def become(source: Mobject, target: Mobject, seconds: float = USUAL) -> Animation:
    """The source itself moves to the target's place and turns into it; letters as in `fly`."""
    if isinstance(source, Lettering) and isinstance(target, Lettering):
        return AnimationGroup(FadeOut(source, run_time=seconds / 3), fly(source, target, seconds))
    return ReplacementTransform(source, target, run_time=seconds)


def turn(arrow: Arrow, path: Callable[[float], np.ndarray], seconds: float = LONG) -> Animation:
    """An arrow's vector [2] follows a path over 0..1."""
    return _along(arrow, path, seconds)


def carry(arrow: Arrow, path: Callable[[float], np.ndarray], seconds: float = LONG) -> Animation:
    """An arrow from the origin whose tip follows a path of vectors [2] over 0..1."""
    return _along(arrow, path, seconds)


def span(
    arc: AngleArc,
    one: Callable[[float], np.ndarray],
    other: Callable[[float], np.ndarray],
    seconds: float = LONG,
) -> Animation:
    """An arc stays between two vectors that move."""
    return _over(arc, lambda m, t: m.show(one(t), other(t)), seconds)


def count(
    number: Number, path: Callable[[float], float], seconds: float = LONG, introducer: bool = False
) -> Animation:
    """A number's digits follow a value over 0..1; it ends on the path's end."""
    return _over(number, lambda m, t: m.show(path(t)), seconds, introducer=introducer)


def turn_colour(part: VMobject, colour: str, seconds: float = USUAL) -> Animation:
    """A part takes on another role, and so its colour."""
    first, last = ManimColor(part.fill_color), ManimColor(colour)
    return live(part, lambda m, t: m.set_fill(first.interpolate(last, t)), seconds)


def fly_counting(source: Number, target: Number, seconds: float = USUAL) -> Animation:
    """A copy of a number flies to the target's place, and counts to its value on the way."""
    start, end = np.array(source.get_center()), np.array(target.get_center())
    first, last = float(source.source.value), float(target.source.value)
    if not np.isfinite([first, last]).all():
        return send(target, start, seconds)

    def update(number: Number, t: float) -> None:
        number.show(first * (1 - t) + last * t)
        number.move_to(start + (end - start) * t)

    return live(target, update, seconds)


def count_in(number: Number, end: float, box: Mobject, seconds: float = LONG) -> Animation:
    """A number's digits count to a value, and stay in the middle of their box."""
    start = float(number.source.value)

    def update(counting: Number, t: float) -> None:
        counting.show(start * (1 - t) + end * t).move_to(box)

    return live(number, update, seconds)


def suppose(
    prop: Telling,
    path: Callable[[float], Supposed],
    numbers: Callable[[Supposed], np.ndarray],
    index: tuple[int, ...] | int = 0,
    seconds: float = LONG,
) -> Animation:
    """A prop shows a number of a what-if that changes over 0..1, and answers for every moment."""

    def update(supposing: Any, t: float) -> None:
        record = path(t)
        supposing.suppose(Source(numbers(record), index, record))

    assert isinstance(prop, Mobject)
    return live(prop, update, seconds)


def live(
    mobject: Mobject, update: Callable[[Any, float], object], seconds: float = LONG
) -> Animation:
    """Anything does as it is told over 0..1."""
    return UpdateFromAlphaFunc(mobject, update, run_time=seconds, rate_func=smooth)


def follow_value(
    bar: Bar | SignedBar, path: Callable[[float], float], seconds: float = LONG
) -> Animation:
    """A bar's length follows a value over 0..1."""
    return live(bar, lambda m, t: m.show(path(t)), seconds)


def fill(bar: Bar, start: float, end: float, seconds: float = USUAL) -> Animation:
    """A bar's length changes from one value to another."""
    return follow_value(bar, straight(start, end), seconds)


def follow(
    mobject: Mobject, path: Callable[[float], np.ndarray], seconds: float = LONG
) -> Animation:
    """Anything follows a path of points [3] over 0..1."""
    return _over(mobject, lambda m, t: m.move_to(path(t)), seconds)


def straight(start: Value, end: Value) -> Callable[[float], Value]:
    """The straight path from one number or array to another."""
    return lambda t: start + (end - start) * t


def _along(
    arrow: Arrow, path: Callable[[float], np.ndarray], seconds: float, introducer: bool = False
) -> Animation:
    return _over(arrow, lambda m, t: m.show(path(t)), seconds, introducer=introducer)


def _over(
    mobject: Mobject, act: Callable[[Any, float], object], seconds: float, introducer: bool = False
) -> Animation:
    """Let something act on itself while time runs, eased, from 0 to 1."""
    return UpdateFromAlphaFunc(
        mobject, act, run_time=seconds, rate_func=smooth, introducer=introducer
    )


def _setting_out(source: Lettering, target: Lettering) -> Lettering:
    """The target's letters, as large as the source, where it is and in its colour.

    They are faint there if they are other letters.
    """
    letters = target.copy().scale(source.em / target.em).move_to(source)
    before, after = source.outlines, target.outlines
    same = [len(part.points) for part in before] == [len(part.points) for part in after]
    for part in letters.outlines:
        colour = before[0].fill_color if before else part.fill_color
        part.set_fill(colour, opacity=part.fill_opacity if same else STRANGE)
    return letters


class _CopyFlight(TransformFromCopy):
    """A copy becomes the target, which then is as it was made: without the empty outlines that
    Manim adds where the source has more of them.
    """

    def begin(self) -> None:
        """Remember the target's outlines."""
        self.outlines = [
            (part, np.array(part.points), list(part.submobjects))
            for part in self.mobject.get_family()
        ]
        super().begin()

    def finish(self) -> None:
        """Land, and put the outlines back."""
        super().finish()
        for part, points, submobjects in self.outlines:
            part.points, part.submobjects = points, submobjects


class _Departure(Animation):
    """Something flies to a point [3] and dissolves on arrival."""

    def __init__(self, mobject: Mobject, goal: np.ndarray, **options: Any) -> None:
        self.way = goal - mobject.get_center()
        super().__init__(mobject, introducer=True, remover=True, **options)

    def interpolate_submobject(
        self, submobject: VMobject, starting_submobject: VMobject, alpha: float
    ) -> _Departure:
        if len(submobject.points):
            submobject.points = starting_submobject.points + self.way * alpha
        seen = min(1.0, (1 - alpha) / ARRIVING)
        _dim(submobject, starting_submobject, seen)
        return self


class _Fade(Animation):
    """Multiply every opacity in a family by a factor."""

    def __init__(self, mobject: Mobject, factor: float, **options: Any) -> None:
        self.factor = factor
        super().__init__(mobject, **options)

    def interpolate_submobject(
        self, submobject: VMobject, starting_submobject: VMobject, alpha: float
    ) -> _Fade:
        _dim(submobject, starting_submobject, 1 + (self.factor - 1) * alpha)
        return self


def _dim(submobject: VMobject, start: VMobject, by: float) -> None:
    """Its opacities at the start, times a factor. (Manim's setters take ten times as long.)"""
    submobject.fill_opacity = submobject.fill_rgbas[:, 3] = start.fill_opacity * by
    submobject.stroke_opacity = submobject.stroke_rgbas[:, 3] = start.stroke_opacity * by

"""Whether a picture tells the truth: every drawn number read back and held against the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from manim import Mobject

from core.trace.records import Trace
from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import Arrow, Ghost, Mark, Pull
from scenes.kit.plane.measures import Distance
from scenes.kit.plane.plane import Moved
from scenes.kit.props.bars import Bar
from scenes.kit.props.cells import Cell
from scenes.kit.props.chips import WeightArc
from scenes.kit.props.signed import SignedBar
from scenes.kit.type.number import Number
from scenes.sets.word_map.cloud import Dot, Stems, Ties
from scenes.sets.word_map.islands import Island, Islands, Ring

SLACK = 1e-6  # Manim units: rounding of a drawn point
SHORT = 0.11  # Manim units: below this an arrow is a dot, which can't show a direction
ARC = np.radians(0.6)  # near 90° a corner is drawn
SHARE = 2e-3  # a bar's ends are rounded


def lies(mobjects: list[Mobject], trace: Trace) -> list[str]:
    """One line for every drawn number that is not the trace's, among these and all their parts."""
    memory = list(arrays_of(trace))
    found = []
    for mobject in mobjects:
        prop: Any
        for prop in mobject.get_family():
            if getattr(prop, "supposed", False) or not hasattr(prop, "source"):
                continue
            if not any(np.shares_memory(prop.source.numbers, array) for array in memory):
                found.append(f"{_name(prop)}: its numbers are not the trace's")
                continue
            lie = misreading(prop)
            if lie:
                found.append(f"{_name(prop)}: {lie}")
    return found


def arrays_of(value: Any) -> Iterator[np.ndarray]:
    """Every array in a trace, however deep."""
    if isinstance(value, np.ndarray):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays_of(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from arrays_of(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from arrays_of(item)


@singledispatch
def misreading(prop: Any) -> str | None:
    """How the picture of a prop differs from its number, or None if it does not."""
    raise TypeError(f"no reading of {type(prop).__name__}: register one")


@misreading.register
def _(prop: Number) -> str | None:
    value = float(prop.source.value)
    if prop.shown != prop.told(value):
        return f"shows {prop.shown}, the trace says {prop.told(value)}"
    if not _spells(prop):
        return f"its digits do not spell {prop.shown}"
    if np.isfinite(value) and abs(prop.drawn() - value) > prop.tolerance() * 1.001:
        return f"reads {prop.drawn()}, the trace says {value}"
    return None


def _spells(prop: Number) -> bool:
    """Whether the outlines on screen are those of the digits, wherever and however large."""
    wanted = prop.told_outline() * prop.em
    (drawn,) = prop.ink
    if wanted.shape != drawn.points.shape:
        return False
    return not len(wanted) or bool(
        np.allclose(wanted - wanted[0], drawn.points - drawn.points[0], atol=SLACK)
    )


@misreading.register
def _(prop: Cell) -> str | None:
    same = prop.number.source.numbers is prop.source.numbers
    same = same and prop.number.source.index == prop.source.index
    return None if same else "its tint and its digits have different sources"


@misreading.register(Arrow)
@misreading.register(Ghost)
@misreading.register(Mark)
def _(prop: Arrow | Ghost | Mark) -> str | None:
    off = float(np.abs(prop.drawn() - prop.source.value).max()) * prop.view.scale
    allowed = SHORT if isinstance(prop, Arrow) and prop.is_dot else SLACK
    return (
        f"points at {prop.drawn()}, the trace says {prop.source.value}" if off > allowed else None
    )


@misreading.register
def _(prop: Pull) -> str | None:
    arrow = misreading.dispatch(Arrow)(prop)
    if arrow or prop.is_dot:
        return arrow
    return _differs(prop.drawn_weight(), prop.weight.value, SLACK)


@misreading.register
def _(prop: AngleArc) -> str | None:
    return _differs(prop.drawn(), prop.source.value, ARC) if len(prop.points) else None


@misreading.register
def _(prop: Moved) -> str | None:
    if prop.is_true():
        return None
    wanted = np.asarray(prop.source.value).tolist()
    return f"lies where {prop.matrix.tolist()} takes it, the trace says {wanted}"


@misreading.register
def _(prop: Dot) -> str | None:
    wanted = prop.gaze.point(prop.source.value)
    if float(np.abs(prop.tip - wanted).max()) <= SLACK and prop.is_true():
        return None
    return f"stands at {prop.tip}, where the trace's place is seen at {wanted}"


@misreading.register(Ties)
@misreading.register(Stems)
@misreading.register(Island)
def _(prop: Ties | Stems | Island) -> str | None:
    return None if prop.is_true() else "does not lie where the trace's places are seen"


@misreading.register(Islands)
@misreading.register(Ring)
def _(prop: Islands | Ring) -> str | None:
    return _differs(prop.drawn(), prop.source.value, SLACK / prop.gaze.view.scale)


@misreading.register
def _(prop: Distance) -> str | None:
    return _differs(prop.drawn(), prop.source.value, SLACK / prop.scale_of_view)


@misreading.register
def _(prop: Bar) -> str | None:
    wanted = float(np.clip(prop.source.value, 0, prop.full))
    return _differs(prop.drawn(), wanted, SHARE * prop.full)


@misreading.register
def _(prop: SignedBar) -> str | None:
    return _differs(prop.drawn(), prop.source.value, SHARE * prop.full)


@misreading.register
def _(prop: WeightArc) -> str | None:
    return _differs(prop.drawn(), prop.source.value, SLACK)


def _differs(drawn: float, wanted: float, allowed: float) -> str | None:
    return f"shows {drawn}, the trace says {wanted}" if abs(drawn - wanted) > allowed else None


def _name(prop: Any) -> str:
    return f"{type(prop).__name__}[{prop.source.index}]"

"""Whether a picture tells the truth: every drawn number read back and held against the trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from manim import Mobject

from core.trace.records import Trace
from scenes.kit.layout import Region
from scenes.kit.plane.ticks import Tick
from scenes.kit.plane.view import View
from scenes.kit.source import Source, Sourced


def misreadings(mobjects: Sequence[Mobject], trace: Trace) -> list[str]:
    """One line for every drawn number that is not the trace's, among these and all their parts.

    A number of a record derived from the trace is computed again. Raises TypeError for a prop that
    has a source and can't say what it shows wrongly.
    """
    memory, props = list(arrays_of(trace)), list(sourced(mobjects))
    scales = [prop.view for prop in props if isinstance(prop, Tick)]
    faults = (
        (prop, _foreign(prop, memory) or prop.misreading() or _off_scale(prop, scales))
        for prop in props
    )
    return [f"{_name(prop)}: {fault}" for prop, fault in faults if fault]


def sourced(mobjects: Sequence[Mobject]) -> Iterator[Sourced]:
    """Every prop that shows a number, among these and all their parts; raises TypeError."""
    for mobject in mobjects:
        prop: Any
        for prop in mobject.get_family():
            if isinstance(prop, Sourced):
                yield prop
            elif hasattr(prop, "source"):
                raise TypeError(f"{type(prop).__name__} has a source: wanted a Sourced prop")


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


def _foreign(prop: Sourced, memory: Sequence[np.ndarray]) -> str | None:
    """Why a prop's numbers can't be trusted; None if all are the trace's or follow from it."""
    return next(filter(None, (_stranger(source, memory) for source in prop.sources)), None)


def _stranger(source: Source, memory: Sequence[np.ndarray]) -> str | None:
    record = source.record
    if not all(_is_in(array, memory) for array in (record.given if record else [source.numbers])):
        return "its numbers are not the trace's"
    if record is None:
        return None
    held, again = list(arrays_of(record)), list(arrays_of(record.again()))
    if not any(source.numbers is array for array in held):
        return "its numbers are not of the record that it names"
    same = all(np.array_equal(one, other) for one, other in zip(held, again, strict=True))
    return None if same else "computed again, its numbers are others"


def _is_in(numbers: np.ndarray, memory: Sequence[np.ndarray]) -> bool:
    return any(np.shares_memory(numbers, array) for array in memory)


def _off_scale(prop: Sourced, scales: Sequence[View]) -> str | None:
    """That a prop is drawn to another scale than that of its plane; None if it is not."""
    view = getattr(prop, "view", None)
    if not isinstance(view, View):
        return None
    origin = Region(*view.origin, *view.origin)
    other = (each for each in scales if each.region.holds(origin) and not _same(each, view))
    return "its scale is not that of the plane that it lies on" if any(other) else None


def _same(one: View, other: View) -> bool:
    return bool(np.allclose([one.scale, *one.origin], [other.scale, *other.origin]))


def _name(prop: Sourced) -> str:
    return f"{type(prop).__name__}[{prop.source.index}]"

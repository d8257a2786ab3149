"""Whether a picture tells the truth: every drawn number read back and held against the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from manim import Mobject

from core.trace import Trace
from scenes.kit.arrows import AngleArc, Arrow, Ghost, Pull
from scenes.kit.bars import Bar
from scenes.kit.chips import WeightArc
from scenes.kit.measures import Distance
from scenes.kit.text import Number

SLACK = 1e-6  # Manim units: rounding of a drawn point
SHORT = 0.11  # Manim units: below this an arrow is a dot, which can't show a direction
SHARE = 2e-3  # a bar's ends are rounded


def lies(mobjects: list[Mobject], trace: Trace) -> list[str]:
    """One line for every drawn number that is not the trace's, among these and all their parts."""
    memory = list(arrays_of(trace))
    found = []
    for mobject in mobjects:
        for prop in mobject.get_family():
            if getattr(prop, "supposed", False) or not hasattr(prop, "source"):
                continue
            if not any(prop.source.numbers is array for array in memory):
                if not any(np.shares_memory(prop.source.numbers, array) for array in memory):
                    found.append(f"{_name(prop)}: its numbers are not the trace's")
                    continue
            found += [f"{_name(prop)}: {lie}" for lie in _misreadings(prop)]
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


def _misreadings(prop: Any) -> Iterator[str]:
    value = prop.source.value
    if isinstance(prop, Number):
        wanted = prop.told(float(value))
        if prop.shown != wanted:
            yield f"shows {prop.shown}, the trace says {wanted}"
        if not np.isinf(value) and abs(prop.drawn() - value) > prop.tolerance() * 1.001:
            yield f"reads {prop.drawn()}, the trace says {value}"
        if len(prop.ink) != len(prop.told_outlines()):
            yield f"its digits do not spell {prop.shown}"
    elif isinstance(prop, Arrow | Ghost):
        off = float(np.abs(prop.drawn() - value).max()) * prop.view.scale
        if off > (SHORT if isinstance(prop, Arrow) and prop.is_dot else SLACK):
            yield f"points at {prop.drawn()}, the trace says {value}"
        if isinstance(prop, Pull) and abs(prop.drawn_weight() - prop.weight.value) > SLACK:
            if not prop.is_dot:
                yield f"pulls with {prop.drawn_weight()}, the trace says {prop.weight.value}"
    elif isinstance(prop, AngleArc):
        if len(prop.points) and abs(prop.drawn() - value) > np.radians(0.6):
            yield f"spans {prop.drawn()}, the trace says {value}"
    elif isinstance(prop, Distance):
        if abs(prop.drawn() - value) * prop.scale_of_view > SLACK:
            yield f"is as long as {prop.drawn()}, the trace says {value}"
    elif isinstance(prop, Bar):
        if abs(prop.drawn() - np.clip(value, 0, prop.full)) > SHARE * prop.full:
            yield f"is as long as {prop.drawn()}, the trace says {value}"
    elif isinstance(prop, WeightArc):
        if abs(prop.drawn() - value) > SLACK:
            yield f"is as thick as {prop.drawn()}, the trace says {value}"


def _name(prop: Any) -> str:
    return f"{type(prop).__name__}[{prop.source.index}]"

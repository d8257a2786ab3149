"""What a film's folder remembers of its lesson: the file itself, and every number of its trace."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from core.catalogue.promises import judge
from core.computing import Computed
from core.trace.records import Trace

LESSON, NUMBERS = "lesson.yaml", "numbers.json"
SCHEMA = 1
PLAIN = (bool, int, float)
REPEATED = "summaries"  # a trace's field that holds sums of its other numbers
MOST_VALUES = 100_000  # of one array; of a larger one, the shape alone is kept


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Numbers(_Frozen):
    """One array of a trace: its shape, and its numbers in the order of memory."""

    shape: tuple[int, ...]
    values: tuple[float, ...] | None  # None where there are too many


class Promised(_Frozen):
    """One promise of a lesson, and whether its numbers keep it."""

    text: str
    kept: bool


class Named(_Frozen):
    """A sentence as its arrays' rows are called."""

    name: str
    tokens: tuple[str, ...]


class Record(_Frozen):
    """Every number of a trace by its path, such as `sentences[0].heads[0].weights`."""

    words: tuple[str, ...]  # the table's rows
    heads: tuple[str, ...]
    sentences: tuple[Named, ...]
    promises: tuple[Promised, ...]
    numbers: dict[str, Numbers]


def record_of(computed: Computed) -> Record:
    """What is to be remembered of a lesson."""
    lesson, trace = computed.lesson, computed.trace
    verdicts = [judge(promise, trace) for promise in lesson.expect]
    return Record(
        words=trace.words,
        heads=tuple(head.name for head in lesson.heads),
        sentences=tuple(Named(name=one.name, tokens=one.tokens) for one in trace.sentences),
        promises=tuple(Promised(text=each.text, kept=each.kept) for each in verdicts),
        numbers={path: _numbers(array) for path, array in arrays_of(trace)},
    )


def arrays_of(trace: Trace) -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array and number of a trace with its path, in the order of its fields.

    Its summaries are left out: they are sums of numbers that are here.
    """
    yield from _arrays(trace, "")


def _arrays(value: Any, path: str) -> Iterator[tuple[str, NDArray[Any]]]:
    if is_dataclass(value):
        for field in fields(value):
            if field.name == REPEATED:
                continue
            yield from _arrays(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, PLAIN) or _is_row(value):
        yield path, np.array(value)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _arrays(one, f"{path}[{number}]")


def _is_row(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, PLAIN) for one in value)


def _numbers(array: NDArray[Any]) -> Numbers:
    flat = tuple(array.astype(np.float64).ravel().tolist())
    return Numbers(shape=array.shape, values=flat if len(flat) <= MOST_VALUES else None)


def keep_record(computed: Computed, folder: Path) -> None:
    """Write the lesson's file, byte by byte, and its numbers, an array a line."""
    (folder / LESSON).write_bytes(computed.lesson.document.source)
    (folder / NUMBERS).write_text(text_of(record_of(computed)), encoding="utf-8")


def text_of(record: Record) -> str:
    """A record as JSON; what is not finite is spelled `"NaN"`, `"Infinity"`, `"-Infinity"`."""
    head: dict[str, Any] = {"schema": SCHEMA, **record.model_dump(exclude={"numbers"})}
    lines = [f"{json.dumps(name)}: {_json(value)}" for name, value in head.items()]
    rows = (f"{json.dumps(path)}: {_array(each)}" for path, each in record.numbers.items())
    lines.append('"numbers": {\n' + ",\n".join(rows) + "\n}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _array(numbers: Numbers) -> str:
    values = None if numbers.values is None else [spelled(one) for one in numbers.values]
    return _json({"shape": numbers.shape, "values": values})


def spelled(number: float) -> float | str:
    """A number as JSON may hold it."""
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def read_record(folder: Path) -> Record:
    """The record of a published film; OSError or ValueError where there is none."""
    return Record.model_validate_json((folder / NUMBERS).read_bytes())

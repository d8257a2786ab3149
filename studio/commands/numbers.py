"""`heed numbers`: the trace, as tables or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.commands import options

if TYPE_CHECKING:
    from rich.table import Table

    from core.catalogue.beats import OwnBeats
    from core.trace.records import HeadTrace, SentenceTrace, Trace

    Titled = tuple[str, Table]

MOST_ACROSS = 12  # words of a table with a column for each; --json has them all
WIDEST = 8  # coordinates of a vector in a table; --json has them all


@click.command
@options.lesson
@options.allow_code
@click.option("--json", "as_json", is_flag=True, help="Every number in full, for another program.")
def command(lesson: Path, own_beats: OwnBeats | None, *, as_json: bool) -> None:
    """Every number behind a lesson: vectors, scores, weights, outputs, distances."""
    from core.computing import trace_of
    from core.reading.lesson import read_lesson

    trace = trace_of(read_lesson(lesson, own_beats))
    if as_json:
        click.echo(json.dumps(_plain(trace), indent=1, ensure_ascii=False, allow_nan=False))
        return
    console = options.wide_console()
    for title, table in _tables(trace):
        console.print(title, style="bold", markup=False, highlight=False)
        console.print(table, crop=False)
        console.print()


def _plain(value: Any) -> Any:
    """Dataclasses and arrays as JSON has them; what is not finite becomes null."""
    import numpy as np

    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _tables(trace: Trace) -> Iterator[Titled]:
    yield _vectors("embeddings (locked table)", trace.words, e=trace.table)
    for found in trace.word_maps[:1]:
        if len(found.words) <= MOST_ACROSS:
            yield _square("distance of word to word", found.words, found.distances)
    for sentence in trace.sentences:
        for head in sentence.heads:
            yield from _head_tables(sentence, head, f"{sentence.name} · {head.name}")
        yield _vectors(f"{sentence.name} · output", sentence.tokens, y=sentence.outputs)


def _head_tables(sentence: SentenceTrace, head: HeadTrace, title: str) -> Iterator[Titled]:
    tokens = sentence.tokens
    vectors = {"query q": head.queries, "key k": head.keys, "value v": head.values}
    yield _vectors(f"{title} · projections", tokens, **vectors)
    yield _square(f"{title} · scores (a row asks)", tokens, head.masked)
    yield _square(f"{title} · weights", tokens, head.weights, percents=True)
    yield _vectors(f"{title} · Σ w v", tokens, y=head.outputs)
    yield _square(f"{title} · distance of value to value, before", tokens, head.distances_before)
    yield _square(f"{title} · distance of output to value, after", tokens, head.distances_after)


def _vectors(title: str, words: Sequence[str], **columns: Any) -> Titled:
    """A row for each word, a column for each kind of vector [words, d]."""
    rows = ([_vector(column[row]) for column in columns.values()] for row in range(len(words)))
    return title, _table(list(columns), words, rows)


def _square(title: str, tokens: Sequence[str], numbers: Any, *, percents: bool = False) -> Titled:
    """A row and a column for each token; numbers [n, n]."""
    from core.numerals import percent

    write = (lambda value: percent(value, 1)) if percents else _number
    rows = ([write(float(value)) for value in row] for row in numbers)
    return title, _table(tokens, tokens, rows)


def _table(columns: Sequence[str], words: Sequence[str], rows: Iterable[list[str]]) -> Table:
    from rich.cells import cell_len
    from rich.table import Column, Table
    from rich.text import Text

    lines = [*rows]
    table = Table(Column(min_width=max(map(cell_len, words))))
    for column, cells in zip(columns, zip(*lines)):
        longest = max(len(number) for cell in cells for number in cell.split())  # stays whole
        table.add_column(Text(column), justify="right", overflow="fold", min_width=longest)
    for word, row in zip(words, lines):
        table.add_row(Text(word, style="bold"), *row)
    return table


def _vector(numbers: Any) -> str:
    shown = ", ".join(_number(float(value)) for value in numbers[:WIDEST])
    return f"({shown}{', …' if len(numbers) > WIDEST else ''})"


def _number(value: float) -> str:
    from core.numerals import numeral

    return "−∞" if value == float("-inf") else numeral(value, 3)

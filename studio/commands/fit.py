"""`heed fit`: numbers that make a lesson's promises true."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.commands import options
from studio.errors import UsageError

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from core.lesson import Lesson
    from core.mending.fit import Fit
    from core.problems import Problem

KEPT = {True: "✓", False: "✗"}


@click.command
@options.lesson
@click.option(
    "--what",
    type=click.Choice(["vectors", "shear"]),
    default="vectors",
    show_default=True,
    help="Change words' vectors, or one shear of a map.",
)
@click.option("--words", multiple=True, metavar="WORD,…", help="Only these words' vectors.")
@click.option("--head", type=click.IntRange(min=1), help="Only a map of this head.")
@click.option(
    "--map",
    "map_name",
    type=click.Choice(["W_Q", "W_K", "W_V"]),
    help="Only this map.  [default: W_Q or W_K]",
)
@options.allow_code
@click.option("-w", "--write", is_flag=True, help="Change the lesson's file.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@click.pass_context
def command(
    ctx: click.Context,
    lesson: Path,
    what: str,
    words: tuple[str, ...],
    head: int | None,
    map_name: str | None,
    own_beats: OwnBeats | None,
    *,
    write: bool,
    as_json: bool,
) -> None:
    """Propose the smallest change that makes the lesson's promises (`expect`) true.

    By default, words that are in sentences may move. Prints what would change, every promise
    before and after, and the changed lines; the file itself changes only with -w, and in it
    nothing but those numbers. Exits with 1 if nothing was found, and says which promises are in
    the way.
    """
    from rich.console import Console

    from core.reading.lesson import read_lesson
    from studio.keep.saving import save

    if words and what == "shear":
        raise click.UsageError("--words chooses among vectors: leave it out, or --what shear")
    if (head or map_name) and what == "vectors":
        raise click.UsageError("--head and --map choose a map: add --what shear")
    if write and not os.access(lesson, os.W_OK):
        raise UsageError(f"{lesson}: may not be written; give yourself leave, or leave out -w")
    read = read_lesson(lesson, own_beats)
    with Console(stderr=True).status("trying numbers …"):
        fit = _fit(read, what, words, head, map_name, own_beats)
    written = write and fit.kept and bool(fit.changes)
    if written:
        save(lesson, read.document.source, fit.source)
    if as_json:
        report = _report(lesson, fit) | {"written": written}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _say(lesson, fit, written=written)
    if not fit.kept:
        ctx.exit(1)


def _fit(
    lesson: Lesson,
    what: str,
    words: tuple[str, ...],
    head: int | None,
    map_name: str | None,
    own_beats: OwnBeats | None,
) -> Fit:
    """The proposal; raises LessonError."""
    from core.mending.fit import example, fit_shear, fit_vectors
    from core.mending.movable import FixedError
    from core.problems import LessonError

    if not lesson.expect:
        message = f"makes no promises; add some, for example {example(lesson)}"
        raise LessonError([lesson.problem((), message)])
    try:
        if what == "shear":
            return fit_shear(lesson, None if head is None else head - 1, map_name, own_beats)
        return fit_vectors(lesson, [*_chosen(lesson, words)], own_beats)
    except FixedError as refusal:
        raise LessonError([lesson.problem(refusal.address, str(refusal))]) from None


def _chosen(lesson: Lesson, words: tuple[str, ...]) -> Iterator[str]:
    for listed in words:
        yield from [listed] if listed in lesson.embeddings else listed.split(",")


def _say(path: Path, fit: Fit, *, written: bool) -> None:
    """The proposal for people: on the error stream, what is in its way."""
    if not fit.changes and fit.kept:
        click.echo(f"{path}: all promises are kept already; nothing to change")
    for problem in _obstacles(fit):
        click.echo(str(problem), err=True)
    if fit.changes:
        _print_changes(fit)
    for before, after in zip(fit.before, fit.after):
        is_same = (before.kept, before.text) == (after.kept, after.text)
        if not is_same:
            click.echo(f"before   {KEPT[before.kept]} {before.text}")
        label = "" if is_same else _after(fit)
        click.echo(f"{label:8} {KEPT[after.kept]} {after.text}")
    if written:
        click.echo(f"{path}: written")
    elif fit.kept and fit.changes:
        click.echo()
        click.echo(_diff(path, fit), nl=False)


def _print_changes(fit: Fit) -> None:
    from rich.table import Column, Table
    from rich.text import Text

    table = Table(Column(overflow="fold"))
    for title in ("before", _after(fit)):
        table.add_column(title, justify="right", overflow="fold")
    for change in fit.changes:
        rows = (_row(change.before), _row(change.after))
        table.add_row(Text(change.name, style="bold"), *rows)
    options.wide_console().print(table)


def _after(fit: Fit) -> str:
    return "after" if fit.kept else "nearest"


def _row(numbers: Sequence[float]) -> str:
    from core.mending.rewriting import numeral_in_file

    return ", ".join(map(numeral_in_file, numbers))


def _obstacles(fit: Fit) -> Iterator[Problem]:
    """A line for each promise that is in the way."""
    for number, nearest in fit.alone.items():
        message = f"not found, even without other promises; nearest: {nearest.text}"
        yield fit.lesson.problem(("expect", number), message)
    unkept = [number for number, verdict in enumerate(fit.after) if not verdict.kept]
    for number in () if fit.alone else fit.together or unkept:
        rivals = [f"promise {other + 1}" for other in fit.together if other != number]
        message = f"not found together with {', '.join(rivals) or 'all other promises'}"
        text = f"{message}; nearest: {fit.after[number].text}"
        yield fit.lesson.problem(("expect", number), text)


def _diff(path: Path, fit: Fit) -> str:
    """The changed lines, as `diff -u` and `patch` have them."""
    sources = (fit.lesson.document.source, fit.source)
    before, after = (source.decode("utf-8").splitlines(keepends=True) for source in sources)
    lines = difflib.unified_diff(before, after, str(path), str(path))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _report(path: Path, fit: Fit) -> dict[str, Any]:
    """All of it, for another program."""
    return {
        "lesson": str(path),
        "kept": fit.kept,
        "changes": [
            {"name": each.name, "before": each.before, "after": each.after} for each in fit.changes
        ],
        "promises": [
            {
                "before": {"kept": before.kept, "text": before.text},
                "after": {"kept": after.kept, "text": after.text},
            }
            for before, after in zip(fit.before, fit.after)
        ],
        "alone": {number: verdict.text for number, verdict in fit.alone.items()},
        "together": fit.together,
        "diff": _diff(path, fit),
    }

"""`heed check`: every mistake of a lesson, in well under a second."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from studio.commands import options


@click.command
@options.lessons
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@click.pass_context
def command(ctx: click.Context, lessons: tuple[Path, ...], *, as_json: bool) -> None:
    """Find every mistake: words, vectors, matrices, narration, promises, missing letters.

    Prints one line for each, with its place, and exits with 2; prints what is fine otherwise.
    """
    from studio.check import problems_of

    found = {lesson: problems_of(lesson) for lesson in lessons}
    if as_json:
        report = {str(lesson): list(map(asdict, found[lesson])) for lesson in lessons}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for lesson, problems in found.items():
            for problem in problems:
                click.echo(str(problem), err=True)
            if not problems:
                click.echo(f"{lesson}: fine")
    if any(found.values()):
        ctx.exit(2)

"""`heed check`: every mistake of a lesson, in well under a second."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.commands import options

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from studio.check.checking import Findings


@click.command
@options.lessons
@options.allow_code
@click.option("--draw", is_flag=True, help="Examine the pictures too; takes some seconds.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@click.pass_context
def command(
    ctx: click.Context,
    lessons: tuple[Path, ...],
    own_beats: OwnBeats | None,
    *,
    draw: bool,
    as_json: bool,
) -> None:
    """Find every mistake: words, vectors, matrices, narration, promises, missing letters.

    Prints one line for each, with its place, and exits with 2. Of a lesson without mistakes it says
    that it is fine, and warns, with numbers, of what viewers may not see or believe. With --draw,
    every state in which a beat rests is examined too, in every shape: what can't be read in it.
    """
    from studio.check.checking import findings_of

    found = {lesson: findings_of(lesson, own_beats, draw=draw) for lesson in lessons}
    if as_json:
        report = {str(lesson): _plain(each) for lesson, each in found.items()}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for lesson, each in found.items():
            _say(lesson, each)
    if any(each.mistakes for each in found.values()):
        ctx.exit(2)


def _say(lesson: Path, findings: Findings) -> None:
    for problem in findings.mistakes:
        click.echo(str(problem), err=True)
    for problem in findings.warnings:
        click.echo(f"{problem} (a warning)", err=True)
    if not findings.mistakes:
        promises = "promise" if findings.promises == 1 else "promises"
        kept = f", {findings.promises} {promises} kept" if findings.promises else ""
        minutes, seconds = divmod(round(findings.seconds), 60)
        click.echo(f"{lesson}: fine{kept}; a film of {minutes}:{seconds:02} or more")


def _plain(findings: Findings) -> list[dict[str, Any]]:
    kinds = (("mistake", findings.mistakes), ("warning", findings.warnings))
    return [asdict(each) | {"severity": kind} for kind, problems in kinds for each in problems]

"""`heed storyboard`: a contact sheet without a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.commands import options

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from studio.plan.screen import Screen


@click.command
@options.lesson
@options.screen("l")
@options.theme
@options.jobs
@options.only
@options.allow_code
@click.option("-p", "--preview", is_flag=True, help="Show it afterwards.")
@options.picture
def command(
    lesson: Path,
    screen: Screen,
    theme: str | None,
    jobs: int,
    only: tuple[str, ...],
    output: Path | None,
    own_beats: OwnBeats | None,
    *,
    preview: bool,
) -> None:
    """One page with every state in which a beat rests, as a PNG; no video is made."""
    from rich.console import Console

    from studio.check.checking import sound_lesson
    from studio.crew.render import Crew
    from studio.film.production import make_storyboard
    from studio.places import RENDERS
    from studio.plan.plan import plan

    found = plan(sound_lesson(lesson, own_beats), screen, RENDERS, only, theme)
    name = f"{found.folder.name}.png"
    path = options.file_in(output, name, found.folder.parent / "storyboard")
    made = make_storyboard(found, path, Crew(jobs, Console(stderr=True)))
    click.echo(options.shown(made))
    if preview:
        click.launch(str(path))

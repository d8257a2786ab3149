"""`heed still`: one picture of one beat."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.commands import options

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from studio.plan.screen import Screen


@click.command
@options.lesson
@click.argument("beat")
@click.option(
    "--at", metavar="CUE|SECONDS", help="A cue's end, or a time.  [default: the last cue]"
)
@options.screen("h")
@options.theme
@options.allow_code
@click.option("-p", "--preview", is_flag=True, help="Show it afterwards.")
@options.picture
def command(
    lesson: Path,
    beat: str,
    at: str | None,
    screen: Screen,
    theme: str | None,
    output: Path | None,
    own_beats: OwnBeats | None,
    *,
    preview: bool,
) -> None:
    """One picture of one BEAT (its name, or its number in the storyboard) as a PNG."""
    from rich.console import Console

    from studio.check.checking import sound_lesson
    from studio.crew.render import Crew
    from studio.film.production import make_still
    from studio.places import RENDERS
    from studio.plan.plan import clips_of, look_of, positions

    found = sound_lesson(lesson, own_beats)
    clips = clips_of(found, screen, theme)
    clip = clips[positions(clips, beat)[0]]
    moment = f"-{re.sub(r'[^0-9A-Za-z_.]', '_', at)}" if at else ""
    name = f"{clip.position + 1:02}-{clip.spec.called}{moment}.png"
    look = look_of(found.lesson, clip.screen, theme)
    path = options.file_in(output, name, RENDERS / found.lesson.name / "stills" / look)
    made = make_still(clip, at, path, Crew(1, Console(stderr=True)))
    click.echo(options.shown(made))
    if preview:
        click.launch(str(path))

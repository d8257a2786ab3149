"""`heed watch`: a lesson's film, made again whenever it is saved."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.commands import options
from studio.errors import StudioError

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from core.computing import Computed
    from studio.plan.plan import Plan
    from studio.plan.screen import Screen


@click.command
@options.lesson
@options.screen("l")
@options.theme
@options.jobs
@options.only
@options.allow_code
@click.option("-p", "--preview", is_flag=True, help="Play the first film.")
@options.folder
def command(
    lesson: Path,
    screen: Screen,
    theme: str | None,
    jobs: int,
    only: tuple[str, ...],
    renders: Path,
    own_beats: OwnBeats | None,
    *,
    preview: bool,
) -> None:
    """Make the film now, and again on every save of the lesson, until Ctrl-C.

    Only what a save changed is drawn. Mistakes are shown as `heed check` shows them; a save while
    clips are being drawn stops that at once and begins anew.
    """
    from studio.keep.cache import cache_home, open_cache
    from studio.plan.plan import plan
    from studio.watch.previews import Preview
    from studio.watch.watching import CodeChangedError, code_files, watch

    def ready(film: Path, line: str) -> None:
        nonlocal preview
        click.echo(f"{line}: {options.shown(film)}")
        if preview:
            click.launch(str(film))
        preview = False

    def complain(line: str) -> None:
        click.echo(line, err=True)

    def plan_of(computed: Computed) -> Plan:
        return plan(computed, screen, renders, only, theme)

    with tempfile.TemporaryDirectory(prefix="heed-") as instead:
        home = cache_home() if open_cache(complain) else Path(instead)
        complain(f"watching {lesson}; Ctrl-C ends it")
        try:
            watch(
                lesson,
                Preview(lesson, plan_of, home, jobs, ready, complain, own_beats),
                code_files(),
            )
        except CodeChangedError:
            complain("Heed itself has changed; starting anew")
    _start_anew()


def _start_anew() -> None:
    if os.name == "nt":  # which has no way to become another program
        raise StudioError("Heed itself has changed: start `heed watch` again")
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  # as we were

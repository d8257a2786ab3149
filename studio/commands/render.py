"""`heed render`: films from lessons."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.commands import options
from studio.errors import UsageError

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from core.computing import Computed
    from studio.crew.render import Crew
    from studio.plan.screen import Screen


@click.command
@options.lessons
@options.screen("h")
@options.theme
@options.jobs
@options.only
@click.option("--from", "first", metavar="BEAT", help="From this beat on: its name or number.")
@click.option("--to", "last", metavar="BEAT", help="Up to this beat: its name or number.")
@options.format
@options.transparent
@options.captions
@options.allow_code
@click.option("--fresh", is_flag=True, help="Draw every clip anew; leave the cache alone.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Draw on the workers of this scheduler, such as tcp://127.0.0.1:8786, in place of -j.",
)
@click.option("-p", "--preview", is_flag=True, help="Play the film afterwards.")
@options.folder
def command(
    lessons: tuple[Path, ...],
    screen: Screen,
    theme: str | None,
    jobs: int,
    only: tuple[str, ...],
    first: str | None,
    last: str | None,
    format: str | None,  # noqa: A002
    captions: str,
    renders: Path,
    cluster: str | None,
    own_beats: OwnBeats | None,
    *,
    transparent: bool,
    fresh: bool,
    preview: bool,
) -> None:
    """Render films: LESSON/480p15/film.mp4 and what belongs to it, published together.

    Beside the film stand its captions (.srt, .vtt; also embedded), a poster, a contact sheet, the
    transcript, and a manifest of all that went in. Other forms stand in folders of their own, such
    as LESSON/480p15-webm.
    """
    from studio.check.checking import sound_lessons
    from studio.film.production import make_films
    from studio.keep.cache import open_cache
    from studio.plan.forms import Form
    from studio.plan.plan import plan

    if only and (first or last):
        raise UsageError("wanted either --only or --from and --to, got both")
    form = Form.of(format, captions, transparent=transparent)
    form.check_rate(screen.fps)
    found = sound_lessons(_apart(lessons), own_beats, burned=form.burned)
    if cluster:
        _refuse_own_code(found)
    span = first, last
    plans = [plan(computed, screen, renders, only, theme, span, form) for computed in found]
    cache = None if fresh else open_cache(lambda line: click.echo(line, err=True))
    with _crew(jobs, cluster) as crew:
        films = make_films(plans, crew, cache)
    for film in films:
        click.echo(options.shown(film))
        if preview:
            click.launch(str(film))


@contextmanager
def _crew(jobs: int, cluster: str | None) -> Iterator[Crew]:
    """Processes of this machine, or all workers of a cluster as long as it is entered."""
    from rich.console import Console

    from studio.crew.render import Crew

    console = Console(stderr=True)
    if cluster is None:
        yield Crew(jobs, console)
        return
    from studio.crew.cluster.executor import Cluster

    with Cluster(cluster) as workers:
        yield Crew(workers.jobs, console, workers.lent)


def _refuse_own_code(lessons: list[Computed]) -> None:
    """Raises UsageError for a lesson that brings code: a cluster does not run it."""
    if any(spec.is_own for each in lessons for spec in each.lesson.storyboard):
        said = "a lesson's own code stays on this machine; leave one of them out"
        raise UsageError(f"--cluster: {said}")


def _apart(lessons: tuple[Path, ...]) -> list[Path]:
    """Each lesson once. Raises UsageError for two whose films could have the same folder.

    Some disks take no notice of case, nor of how an accent is written.
    """
    files = {file.resolve(): file for file in lessons}
    named: dict[str, Path] = {}
    for file in files.values():
        other = named.setdefault(unicodedata.normalize("NFC", file.stem).casefold(), file)
        if other is not file:
            raise UsageError(
                f"{other} and {file}: wanted lessons of different names, got {file.stem!r} twice; "
                "render them apart, with -o for one of them"
            )
    return list(files.values())

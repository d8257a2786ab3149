"""`heed verify`: are published films still what their lessons give?"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.commands import options
from studio.plan.screen import QUALITIES, SHAPES, Screen

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats
    from studio.review.findings import Review


@click.command
@options.lessons
@click.option("-q", "--quality", type=click.Choice(list(QUALITIES)), help="Only films of this.")
@click.option("--shape", type=click.Choice(SHAPES), help="Only films of this shape.")
@click.option("--fps", type=click.IntRange(1, 120), help="Only films of this rate.")
@options.jobs
@options.as_json
@options.page("The page of all films.  [default: one beside each film's folder]")
@options.folder
@options.allow_code
@click.pass_context
def command(
    ctx: click.Context,
    lessons: tuple[Path, ...],
    quality: str | None,
    shape: str | None,
    fps: int | None,
    jobs: int,
    html: Path | None,
    renders: Path,
    own_beats: OwnBeats | None,
    *,
    as_json: bool,
) -> None:
    """Make every clip of the lessons' published films again, and compare frame by frame.

    Each clip is identical, changed (how much, from where on, which numbers), missing or broken.
    Writes a page with pictures and prints where it is. Nothing published is touched.
    Exits with 1 unless all is identical.
    """
    from rich.console import Console

    from studio.check.checking import drawable_lesson
    from studio.crew.render import Crew
    from studio.review.page import write_page
    from studio.review.published import films_of
    from studio.review.verify import verify

    drawable = [drawable_lesson(path, own_beats) for path in lessons]
    wanted = partial(_is_wanted, quality=quality, shape=shape, fps=fps)
    names = [each.lesson.name for each in drawable]
    films = {name: list(filter(wanted, films_of(name, renders))) for name in names}
    for name in names:
        if not films[name]:
            click.echo(_no_film(name, renders), err=True)
    crew = Crew(jobs, Console(stderr=True))
    reviews = {
        film: verify(each, film, crew) for each in drawable for film in films[each.lesson.name]
    }
    found = list(reviews.values())
    say(found, as_json=as_json)
    if html is not None and found:
        click.echo(options.shown(write_page(found, html.absolute())), err=as_json)
    elif not as_json:
        for film, review in reviews.items():
            page = film.parent / f"{film.name}-review.html"
            click.echo(options.shown(write_page([review], page)))
    if not all(films.values()) or not all(review.is_equal for review in found):
        ctx.exit(1)


def _is_wanted(film: Path, *, quality: str | None, shape: str | None, fps: int | None) -> bool:
    """Whether a film is what was asked for; one whose manifest can't be read is never left out."""
    from studio.review.published import read_manifest
    from studio.video.footage import BrokenError

    try:
        screen = read_manifest(film).screen
    except BrokenError:
        return True
    wanted = Screen.of(quality, screen.shape, fps) if quality else None
    return (
        (shape is None or shape == screen.shape)
        and (fps is None or fps == screen.fps)
        and (
            wanted is None
            or (wanted.width, wanted.height, wanted.fps)
            == (screen.width, screen.height, screen.fps)
        )
    )


def _no_film(lesson: str, renders: Path) -> str:
    place = options.shown(renders / lesson)
    return f"{lesson}: wanted a published film in {place}, got none; `heed render` makes one"


def say(reviews: list[Review], *, as_json: bool) -> None:
    """The verdicts, a line each, and a line for everything that differs; or all of it as JSON."""
    from studio.review.page import sentence_of

    if as_json:
        found = [review.as_json() for review in reviews]
        click.echo(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
        return
    for review in reviews:
        click.echo(f"{review.title}: {review.status}. {sentence_of(review)}", err=True)
        for promise in review.broken_promises:
            click.echo(f"  not kept: {promise.text}", err=True)
        for trouble in review.troubles:
            click.echo(f"  {trouble}", err=True)
        for part in review.parts:
            if part.status != "identical":
                why = "; ".join(part.notes)
                click.echo(f"  {part.name}: {part.status}{why and f' ({why})'}", err=True)

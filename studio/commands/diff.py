"""`heed diff`: two lessons or films, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.commands import options
from studio.commands.verify import say

if TYPE_CHECKING:
    from core.catalogue.beats import OwnBeats

SIDE = click.Path(exists=True, path_type=Path)


@click.command
@click.argument("before", type=SIDE)
@click.argument("after", type=SIDE)
@options.shape
@options.jobs
@options.as_json
@options.page("The page.  [default: BEFORE-AFTER-diff.html in renders/ of the checkout]")
@options.allow_code
@click.pass_context
def command(
    ctx: click.Context,
    before: Path,
    after: Path,
    shape: str,
    jobs: int,
    html: Path | None,
    own_beats: OwnBeats | None,
    *,
    as_json: bool,
) -> None:
    """Compare BEFORE and AFTER, each a lesson's file, or a film's folder or manifest.

    Numbers, words, the lessons' lines, and a picture of every state in which a beat rests, before
    and after. Writes a page and prints where it is. Exits with 1 if anything differs that can be
    seen, heard or computed.
    """
    from rich.console import Console

    from studio.crew.render import Crew
    from studio.places import RENDERS
    from studio.review.diff import diff
    from studio.review.page import write_page

    review = diff(before, after, shape, Crew(jobs, Console(stderr=True)), own_beats)
    say([review], as_json=as_json)
    if html is not None or not as_json:
        page = RENDERS / f"{_name(before)}-{_name(after)}-diff.html"
        written = write_page([review], page if html is None else html.absolute())
        click.echo(options.shown(written), err=as_json)
    if not review.is_equal:
        ctx.exit(1)


def _name(path: Path) -> str:
    """A side as a file may be called: `bank`, `bank.480p15`."""
    path = path.absolute()
    folder = path.parent if path.suffix == ".json" else path
    return f"{folder.parent.name}.{folder.name}" if folder.is_dir() else path.stem

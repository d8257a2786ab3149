"""Arguments and options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.crew.workers import cores
from studio.errors import UsageError
from studio.plan.forms import (
    CAPTIONS,
    FORMATS,
    SOFT,
    USUAL,
    USUAL_TRANSPARENT,
    transparent_formats,
)
from studio.plan.screen import QUALITIES, SHAPES, Screen

if TYPE_CHECKING:
    from rich.console import Console

    from core.catalogue.beats import OwnBeats

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
UNBOUNDED = 100_000  # characters in a line
THEMES = ("night", "paper", "contrast")

lesson = click.argument("lesson", type=EXISTING)
lessons = click.argument("lessons", nargs=-1, required=True, type=EXISTING)
shape = click.option("--shape", type=click.Choice(SHAPES), default=SHAPES[0], show_default=True)
fps = click.option("--fps", type=click.IntRange(1, 120), help="Frames a second.")
theme = click.option("--theme", type=click.Choice(THEMES), help="In place of the lesson's theme.")
jobs = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=cores,
    help="Clips at a time.  [default: one a core]",
)

only = click.option(
    "--only", multiple=True, metavar="BEAT", help="Only this beat: its name or number."
)


def _renders(_ctx: click.Context, _param: click.Parameter, chosen: Path | None) -> Path:
    from studio.places import RENDERS

    return RENDERS if chosen is None else chosen.absolute()


folder = click.option(
    "-o",
    "--output",
    "renders",
    callback=_renders,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the lessons' folders.  [default: renders/ of the checkout]",
)
picture = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The PNG, or a folder for it."
)
as_json = click.option(
    "--json", "as_json", is_flag=True, help="For another program; no page is written."
)


def _own_beats(_ctx: click.Context, _param: click.Parameter, allowed: bool) -> OwnBeats | None:
    from studio.draw.own_beats import told

    return told if allowed else None


allow_code = click.option(
    "--allow-code",
    "own_beats",
    is_flag=True,
    callback=_own_beats,
    help="Run the code of beats that a lesson brings. Only if you trust it.",
)


def _either(choices: Iterable[str], before_last: str = " or ") -> str:
    """Choices as one says them: `one, two or three`."""
    *others, last = choices
    return f"{', '.join(others)}{before_last}{last}"


format = click.option(  # noqa: A001
    "--format",
    type=click.Choice(list(FORMATS)),
    help=f"{_either((each.what for each in FORMATS.values()), ', or ')}.  "
    f"[default: {USUAL}; with -t {USUAL_TRANSPARENT}]",
)
transparent = click.option(
    "-t",
    "--transparent",
    is_flag=True,
    help=f"Without ground, for editing: {_either(transparent_formats())}.",
)
captions = click.option(
    "--captions",
    type=click.Choice(CAPTIONS),
    default=SOFT,
    show_default=True,
    help="In the film and beside it; drawn into its pictures and beside it; or neither.",
)


def screen(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options -q, --shape and --fps, which a command takes as one Screen."""

    def gathered(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(*given: Any, quality: str, shape: str, fps: int | None, **others: Any) -> None:
            command(*given, screen=Screen.of(quality, shape, fps), **others)

        return _quality(default)(shape(fps(called)))

    return gathered


def _quality(default: str):  # type: ignore[no-untyped-def]
    """The option -q with Manim's letters."""
    sizes = ", ".join(f"{letter} {Screen.of(letter).name}" for letter in QUALITIES)
    return click.option(
        "-q",
        "--quality",
        type=click.Choice(list(QUALITIES)),
        default=default,
        show_default=True,
        help=f"As Manim's: {sizes}.",
    )


def page(description: str):  # type: ignore[no-untyped-def]
    """The option --html."""
    place = click.Path(dir_okay=False, path_type=Path)
    return click.option("--html", type=place, help=description)


def file_in(chosen: Path | None, name: str, folder: Path) -> Path:
    """Where a single picture goes: the chosen file, or `name` in the chosen folder or ours.

    Raises UsageError for a file that is no PNG.
    """
    if chosen is None:
        return folder / name
    if chosen.suffix.lower() == ".png":
        return chosen.absolute()
    if chosen.suffix and not chosen.is_dir():
        raise UsageError(f"{chosen}: wanted a PNG file or a folder, got the ending {chosen.suffix}")
    return chosen.absolute() / name


def wide_console() -> Console:
    """A console for tables of numbers: where it is no terminal, as wide as they are."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=UNBOUNDED)


def shown(path: Path) -> Path:
    """A path as short as it can be typed here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path

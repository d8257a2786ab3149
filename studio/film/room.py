"""Room on the disk: how much a film is likely to need, told where there is too little."""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.filesize import decimal

from studio.crew.progress import PLAYED_OVER_SPOKEN
from studio.errors import MachineError, NoRoomError, machines_fault
from studio.plan.plan import Plan
from studio.video.codings import CODINGS

RATE = 40  # bytes a second, times the root of the pixels: 480p15 and 1080p60 films come near it
PICTURES = 200_000  # bytes of a clip's poster and thumbnails
TWICE = 2  # clips and film stand side by side for a moment
SURE = 0.5  # a share of the estimate that no film has stayed under
MORE = 1.25  # than there was room for, when that did not suffice


def needed(plan: Plan) -> float:
    """About how many bytes a film and its clips take while it is made."""
    seconds = PLAYED_OVER_SPOKEN * sum(clip.seconds for clip in plan.clips)
    pixels = plan.screen.width * plan.screen.height
    stored = CODINGS[plan.form.coding].stored
    rate = RATE * math.sqrt(pixels) if stored is None else stored * pixels * plan.screen.fps
    return TWICE * seconds * rate + PICTURES * len(plan.clips)


@contextlib.contextmanager
def room_for(plans: Sequence[Plan]) -> Iterator[None]:
    """Say what films need when their disk has no room or can't be written; before, if sure.

    Raises NoRoomError, or another MachineError.
    """
    folder = plans[0].folder
    try:
        if _free(folder) < SURE * _all(plans):
            raise NoRoomError(f"{_existing(folder)}: too little room")
        yield
    except (OSError, MachineError) as error:
        fault = machines_fault(error) or error
        if not isinstance(fault, MachineError):
            raise
        raise type(fault)(f"{fault}; {_need(plans, full=isinstance(fault, NoRoomError))}") from None


def _need(plans: Sequence[Plan], *, full: bool) -> str:
    free = _free(plans[0].folder)
    wanted = max(_all(plans), MORE * free) if full else _all(plans)
    found = f", and {decimal(free)} are free" if full else ""
    films = "this film needs" if len(plans) == 1 else f"these {len(plans)} films need"
    return f"{films} about {decimal(round(wanted))}{found}"


def _all(plans: Sequence[Plan]) -> float:
    return sum(needed(plan) for plan in plans)


def _free(folder: Path) -> int:
    return shutil.disk_usage(_existing(folder)).free


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.is_dir())

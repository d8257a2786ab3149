"""How much room a film takes, said when there is too little."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from rich.filesize import decimal

from studio.errors import MachineError, NoRoomError, machines_fault
from studio.plan import Plan

FRAME = 150  # bytes of a frame at least, however small
PIXEL = 0.0004  # bytes of a pixel of a frame at least, in a quiet film
TWICE = 2  # clips and film stand side by side for a moment


def needed(plan: Plan) -> int:
    """The least bytes that a film and its clips take while it is made."""
    screen = plan.screen
    frames = sum(clip.seconds for clip in plan.clips) * screen.fps
    return round(TWICE * frames * (FRAME + PIXEL * screen.width * screen.height))


@contextlib.contextmanager
def room_for(plan: Plan) -> Iterator[None]:
    """Say what the film needs when its disk has no room or can't be written; before, if known."""
    try:
        if _free(plan.folder) < needed(plan):
            raise NoRoomError(f"{_existing(plan.folder)}: no room left")
        yield
    except (OSError, MachineError) as error:
        fault = machines_fault(error) or error
        if not isinstance(fault, MachineError):
            raise
        message = f"{fault}; this film needs at least {decimal(needed(plan))}"
        if isinstance(fault, NoRoomError):
            message += f", and {decimal(_free(plan.folder))} are free; try another folder (-o)"
        raise type(fault)(message) from None


def _free(folder: Path) -> int:
    return shutil.disk_usage(_existing(folder)).free


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.is_dir())

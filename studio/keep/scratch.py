"""Folders for work in progress: gone when it ends, swept up later if it was killed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock

ALIVE = "alive.lock"  # held as long as the folder's process lives: no longer, however it ends
YOUNG_SECONDS = 60  # a folder may have been made, and not yet been locked


@contextlib.contextmanager
def scratch_in(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder in `parent`, gone afterwards. OSError if there can be none."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        with FileLock(folder / ALIVE):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def scratch_of(prefix: str) -> Iterator[Path]:
    """A new folder among the system's temporary files, gone afterwards.

    What killed processes have left of this prefix goes first. OSError if there can be none.
    """
    place = Path(tempfile.gettempdir())
    sweep(place, prefix)
    with scratch_in(place, prefix) as folder:
        yield folder


def _nothing(_: Path) -> None: ...


def sweep(parent: Path, prefix: str, rescue: Callable[[Path], None] = _nothing) -> None:
    """Remove the folders of killed processes, after `rescue(folder)` has taken what is dear."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            if not _is_being_made(folder):
                with FileLock(folder / ALIVE, blocking=False):
                    rescue(folder)
                shutil.rmtree(folder, ignore_errors=True)


def _is_being_made(folder: Path) -> bool:
    """Whether its maker may not have come to lock it yet."""
    untouched = {file.name for file in folder.iterdir()} <= {ALIVE}
    return untouched and time.time() - folder.stat().st_mtime < YOUNG_SECONDS

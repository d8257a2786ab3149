"""A folder is published whole, or the one before it stays as it was."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from studio.errors import MachineError, RenderError
from studio.keep.claims import SIGN, keep_guests
from studio.keep.scratch import scratch_in, sweep

BEFORE = "before-"  # in such a folder stands the film before while the next takes its place
MOST_TRIES = 20
BUSY = (errno.ENOTEMPTY, errno.EEXIST)  # another render publishes at this moment
FIXED = (errno.EBUSY, errno.EXDEV)  # a mount point, or a folder of an overlay's lower layer


@contextlib.contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A new folder on the target's disk, gone afterwards.

    Raises MachineError if there can be none.
    """
    recover(target)
    with contextlib.ExitStack() as stack:
        try:
            scratch = stack.enter_context(scratch_in(target.parent, _hidden(target)))
        except OSError as error:
            message = f"{target.parent}: can't write there: {error.strerror}"
            raise MachineError(message) from None
        yield scratch


def recover(target: Path) -> None:
    """Put right what killed renders have left: a film put aside, and scratch folders."""
    sweep(target.parent, _hidden(target), _bring_back)


def publish(ready: Path, target: Path) -> None:
    """Put the folder `ready` (in a scratch) in the target's place, in a moment.

    What is in the target, and not ours, stays there. On any error the target is as it was; so it
    is after a kill, once a next render has begun. A target that nothing can take the place of is
    filled file by file. Raises RenderError where others publish all the time.
    """
    keep_guests(target, ready)
    sync(ready)
    if target.is_symlink():
        return _fill(ready, target)
    with undisturbed():
        for _ in range(MOST_TRIES):
            try:
                return _swap(ready, target)
            except OSError as error:
                if error.errno in FIXED:
                    return _fill(ready, target)
                if error.errno not in BUSY:
                    raise
    raise RenderError(f"{target}: other renders publish there all the time; try again")


def _swap(ready: Path, target: Path) -> None:
    aside = Path(tempfile.mkdtemp(prefix=BEFORE, dir=ready.parent))
    try:
        with contextlib.suppress(FileNotFoundError):
            target.rename(aside / target.name)
        ready.rename(target)
    except BaseException:
        _bring_back(ready.parent)
        raise


def _fill(ready: Path, target: Path) -> None:
    """Put every file in its place, the sign last: without it, nobody takes the film for whole."""
    (target / SIGN).unlink(missing_ok=True)
    wanted = {file.relative_to(ready) for file in ready.rglob("*") if file.is_file()}
    for file in sorted(target.rglob("*")):
        if file.is_file() and file.relative_to(target) not in wanted:
            file.unlink()
    for name in sorted(wanted, key=lambda name: (name == Path(SIGN), name)):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        part = target / name.with_name(f".{name.name}.part")
        shutil.copy2(ready / name, part)
        part.replace(target / name)


def _bring_back(scratch: Path) -> None:
    """Give a film that was put aside its place again, unless there is another by now."""
    for film in scratch.glob(f"{BEFORE}*/*"):
        target = scratch.parent / film.name
        if not target.exists():
            film.rename(target)


def _hidden(target: Path) -> str:
    return f".{target.name}.making-"


def sync(folder: Path) -> None:
    """Have every file of a folder, and of those in it, on the disk before its name is."""
    for file in (*folder.rglob("*"), folder):
        with contextlib.suppress(PermissionError):  # Windows opens no folders
            opened = os.open(file, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and requests to end are heard after this moment, not in it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    numbers: tuple[int, ...] = (signal.SIGINT, signal.SIGTERM)

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    usual = {number: signal.signal(number, hear) for number in numbers}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
        for number in heard:
            signal.raise_signal(number)

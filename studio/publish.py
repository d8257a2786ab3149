"""A folder is published whole, or the one before it stays as it was."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from studio.errors import MachineError, UsageError

SIGN = "manifest.json"  # a folder that holds it was published by us, and may be replaced


@contextlib.contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A new folder on the target's disk, gone afterwards. MachineError if there can be none."""
    _recover(target)
    if target.is_dir() and any(target.iterdir()) and not (target / SIGN).exists():
        raise UsageError(f"{target}: wanted a new folder or one of Heed's, got other files in it")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=_hidden(target, "making"), dir=target.parent))
    except OSError as error:
        raise MachineError(f"{target.parent}: can't write there: {error.strerror}") from None
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def publish(ready: Path, target: Path) -> None:
    """Put the folder `ready` in the target's place. On any error the target is as it was."""
    _sync(ready)
    aside = Path(tempfile.mkdtemp(prefix=_hidden(target, "before"), dir=target.parent))
    try:
        if target.exists():
            target.rename(aside / target.name)
        ready.rename(target)
    except BaseException:
        _bring_back(aside, target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _recover(target: Path) -> None:
    """Bring back a film that a killed publisher had put aside."""
    for aside in target.parent.glob(_hidden(target, "before") + "*"):
        _bring_back(aside, target)


def _bring_back(aside: Path, target: Path) -> None:
    if (aside / target.name).exists() and not target.exists():
        (aside / target.name).rename(target)


def _hidden(target: Path, purpose: str) -> str:
    return f".{target.name}.{purpose}-"


def _sync(folder: Path) -> None:
    """Have every file on the disk before its name is."""
    for file in folder.iterdir():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())

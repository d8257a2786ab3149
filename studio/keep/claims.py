"""Whose a film's folder is, and what stands in it that is no film's."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from studio.errors import UsageError

SIGN = "manifest.json"  # a folder that holds it was published by us, and may be replaced


def refuse_others(folder: Path, lesson: Path) -> None:
    """Raises UsageError for a folder that holds another lesson's film, or what is no film at all.

    A lesson that is no longer where it was has moved: its film may be replaced.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: wanted a folder for the film, got a file; move it, or use -o")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / SIGN).exists():
        raise UsageError(f"{folder}: wanted a new folder or one of Heed's, got other files in it")
    said = _manifest(folder).get("lesson", {}).get("file")
    if not isinstance(said, str):
        return
    other = folder.resolve() / said
    with contextlib.suppress(OSError):
        if other.exists() and not other.samefile(lesson):
            found = f"got that of {os.path.normpath(other)}"
            raise UsageError(f"{folder}: wanted the film of {lesson}, {found}; render with -o")


def way_to(lesson: Path, folder: Path) -> str | None:
    """From a film's folder to its lesson; None where there is none, as to another drive."""
    try:
        return Path(os.path.relpath(lesson.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return None


def keep_guests(folder: Path, ready: Path) -> None:
    """Give what others have put beside a film a place in the folder that takes the film's."""
    known = {SIGN, *(Path(name).parts[0] for name in _manifest(folder).get("files", {}))}
    for guest in folder.iterdir() if folder.is_dir() else ():
        if guest.name not in known and not (ready / guest.name).exists():
            _share(guest, ready / guest.name)


def _share(guest: Path, place: Path) -> None:
    """The same file in a second place, or a copy of it; a folder with all that is in it."""
    if guest.is_dir() and not guest.is_symlink():
        shutil.copytree(guest, place, symlinks=True, copy_function=_linked)
    else:
        _linked(guest, place)


def _linked(file: Path | str, place: Path | str) -> None:
    try:
        os.link(file, place, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, place, follow_symlinks=False)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / SIGN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

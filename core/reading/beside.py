"""The files that a lesson names, relative to its own folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path


def beside(folder: Path, name: str) -> Path:
    """The file of this name, which a disk may hold in another normal form than the lesson.

    A lesson is read as NFC; macOS hands out names as NFD. A name that no file has stays as it is.
    """
    named = folder / name
    if name.isascii() or "\0" in name or os.path.lexists(named):
        return named
    place = folder
    for part in Path(name).parts:
        place = _like(place, part)
    return place


def _like(folder: Path, name: str) -> Path:
    """The entry of a folder whose name reads as this one does."""
    place = folder / name
    if name.isascii() or os.path.lexists(place):
        return place
    wanted = unicodedata.normalize("NFC", name)
    try:
        alike = (each for each in folder.iterdir() if _in_nfc(each) == wanted)
        return next(alike, place)
    except OSError:
        return place


def _in_nfc(place: Path) -> str:
    return unicodedata.normalize("NFC", place.name)

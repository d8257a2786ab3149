"""Beats whose code stands beside a lesson; nothing of it runs unless its user allowed it."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
import traceback
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from core.problems import did_you_mean
from core.storyboard import OwnBeat

if TYPE_CHECKING:
    from scenes.kit.beat import Beat

NAME = re.compile(r"(\w+\.py):([A-Za-z]\w*)")
TEXTS, MAPPINGS = ("heading", "subheading"), ("say", "labels")


def told(folder: Path, name: str) -> OwnBeat:
    """What the code of a beat tells of it. ValueError (one line) for what is no such beat."""
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(
            f"wanted a file beside the lesson and a class, `my_beats.py:MyPull`, got {name}"
        )
    kind = own_class(folder / match[1], match[2])
    words = _words(kind)
    return OwnBeat(
        kind.spec_class,
        words.get("heading"),
        words.get("subheading"),
        words["say"],
        words["labels"],
    )


def own_files(storyboard: object) -> list[str]:
    """The files of code that a storyboard names, sound or not."""
    entries = storyboard if isinstance(storyboard, list) else []
    names = [entry.get("beat") if isinstance(entry, dict) else entry for entry in entries]
    matches = [NAME.fullmatch(name) for name in names if isinstance(name, str)]
    return [match[1] for match in matches if match]


def own_class(file: Path, name: str) -> type[Beat]:
    """A class of a lesson's own code. ValueError (one line) if it is not there, or is no beat."""
    from scenes.kit.beat import Beat

    try:
        content = file.read_bytes()
    except OSError as error:
        raise ValueError(
            f"{file.name}: {error.strerror}; wanted a file beside the lesson"
        ) from None
    module = _module(file, hashlib.sha256(content).hexdigest())
    found = getattr(module, name, None)
    beats = [
        key
        for key, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, Beat)
    ]
    if not isinstance(found, type) or not issubclass(found, Beat):
        raise ValueError(f"{file.name} has no beat {name}; {did_you_mean(name, beats)}")
    return found


@lru_cache(maxsize=64)
def _module(file: Path, digest: str) -> ModuleType:
    """The module in a file, run once for each content."""
    name = f"heed_own_{digest[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ValueError(mistake_in(file, error)) from None
    return module


def mistake_in(file: Path, error: Exception) -> str:
    """An error of a lesson's own code in one line, with the last place in its file."""
    lines = [
        each.lineno
        for each in traceback.extract_tb(error.__traceback__)
        if each.filename == str(file)
    ]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    said = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    return f"{file.name}{f':{line}' if line else ''}: {type(error).__name__}: {said}"


def _words(kind: type[Beat]) -> dict[str, Any]:
    """A beat's own words, checked."""
    words: Mapping[str, Any] = kind.texts
    for key, value in words.items():
        if key in TEXTS and isinstance(value, str):
            continue
        fits = isinstance(value, Mapping) and all(
            isinstance(text, str) for pair in value.items() for text in pair
        )
        if key not in MAPPINGS or not fits:
            wanted = (
                f"wanted texts for {', '.join(TEXTS)} and texts by name for {', '.join(MAPPINGS)}"
            )
            raise ValueError(f"{kind.__name__}.texts: {wanted}, got {key!r}: {value!r:.40}")
    return {"say": {}, "labels": {}, **words}

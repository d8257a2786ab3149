"""Beats whose code stands beside a lesson; nothing of it runs unless its user allowed it."""

from __future__ import annotations

import hashlib
import re
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from core.catalogue.beats import OwnBeat
from core.lesson import BeatSpec
from core.problems import did_you_mean, in_one_line
from core.reading.beside import beside
from studio.draw.moved import import_instead
from studio.errors import Terminated

if TYPE_CHECKING:
    from scenes.kit.beat import Beat

NAME = re.compile(r"(\w+\.py):([A-Za-z]\w*)")
TEXTS, MAPPINGS = ("heading", "subheading"), ("say", "labels")
INHERIT = "a beat inherits from Beat (scenes.kit.beat) or from a shipped beat"
ALONE = "a lesson's code is one file, and can't import those beside it"


def told(folder: Path, name: str) -> OwnBeat:
    """What the code of a beat tells of it. ValueError (one line) for what is no such beat."""
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(
            f"wanted a file beside the lesson and a class, `my_beats.py:MyPull`, got {name}"
        )
    kind = own_class(beside(folder, match[1]), match[2])
    words = _words(kind)
    if not isinstance(kind.spec_class, type) or not issubclass(kind.spec_class, BeatSpec):
        raise ValueError(f"{name}: wanted a BeatSpec as spec_class, got {kind.spec_class!r:.40}")
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

    if file.exists() and not file.is_file():
        raise ValueError(f"{file.name}: wanted a regular file beside the lesson")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ValueError(
            f"{file.name}: {error.strerror}; wanted a file beside the lesson"
        ) from None
    module = _module(file, content)
    found = getattr(module, name, None)
    if isinstance(found, type) and issubclass(found, Beat):
        return found
    beats = [
        key
        for key, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, Beat) and each.__module__ == module.__name__
    ]
    remedy = did_you_mean(name, beats) if beats and found is None else INHERIT
    raise ValueError(f"{file.name} has no beat {name}; {remedy}")


@lru_cache(maxsize=64)
def _module(file: Path, content: bytes) -> ModuleType:
    """The module in a file, run once for each content; leaves nothing beside it."""
    name = f"heed_own_{hashlib.sha256(content).hexdigest()[:16]}"
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = str(file)
    try:
        with redirect_stdout(sys.stderr):
            code = compile(content, file, "exec", dont_inherit=True)
            exec(code, vars(module))  # noqa: S102  # its user allowed it
    except (KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:  # such as SystemExit: it must not end us
        del sys.modules[name]
        raise ValueError(mistake_in(file, error)) from None
    return module


def mistake_in(file: Path, error: BaseException) -> str:
    """An error of a lesson's own code in one line, with the last place in its file."""
    lines = [
        each.lineno
        for each in traceback.extract_tb(error.__traceback__)
        if each.filename == str(file)
    ]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    text: object = error
    if isinstance(error, SyntaxError):
        text = error.msg
    elif isinstance(error, KeyError) and error.args:
        text = error.args[0]  # which str() would quote
    elif isinstance(error, ImportError) and (remedy := import_instead(file.read_bytes(), error)):
        text = f"{error.msg.partition(' (')[0]}; {remedy}"
    elif isinstance(error, ModuleNotFoundError):
        text = f"{error}; {ALONE}"
    said = in_one_line(str(text))
    return f"{file.name}{f':{line}' if line else ''}: {type(error).__name__}: {said}"


def _words(kind: type[Beat]) -> dict[str, Any]:
    """A beat's own words, checked."""
    words: Mapping[str, Any] = kind.texts
    if not isinstance(words, Mapping):
        raise ValueError(f"{kind.__name__}.texts: wanted a dict, got {words!r:.40}")
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

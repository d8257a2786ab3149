"""A mistake in a lesson: where it is, what was wanted, what was found, and what to do."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

Address = tuple[str | int, ...]  # from the top of the file, such as ("heads", 0, "W_V")

COUNTED = {"sentences": "sentence", "heads": "head", "storyboard": "beat", "expect": "promise"}
"""What an entry of a list is called: they are counted from 1."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake, as one line: `bank.yaml:12:8: head 1, W_V: wanted 2x2, got 2x3`."""

    file: str
    line: int  # from 1
    column: int  # from 1
    path: str  # `head 1, W_V`, or "" for the whole file
    message: str  # wanted, got, remedy

    def __post_init__(self) -> None:
        for field in ("path", "message"):  # which quote the file
            object.__setattr__(self, field, in_one_line(getattr(self, field)))

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return ": ".join(part for part in (place, self.path, self.message) if part)


class LessonError(Exception):
    """A lesson that cannot be taught as it stands, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[LessonError], tuple[tuple[Problem, ...]]]:
        return LessonError, (self.problems,)


def in_one_line(text: str) -> str:
    """Text without breaks and other control characters, which could also steer a terminal."""
    plain = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join(plain.split())


def address_text(address: Address) -> str:
    """`("heads", 0, "W_V")` as its author would call it: `head 1, W_V`."""
    named, rest = "", address
    if len(address) > 1 and address[0] in COUNTED and isinstance(address[1], int):
        named, rest = f"{COUNTED[address[0]]} {address[1] + 1}", address[2:]
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
    return ", ".join(filter(None, (named, text.removeprefix("."))))


def did_you_mean(got: str, known: Iterable[str]) -> str:
    """The remedy for a misspelt name: the nearest known one, or all of them."""
    names = list(known)
    bare = got.strip("“”„«»‘’ ")
    if bare != got and bare in names:
        return f'write {bare}, or "{bare}": curly quotes are a part of the text'
    lowered = {name.lower(): name for name in names}
    near = difflib.get_close_matches(got.lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f"did you mean “{lowered[near[0]]}”?"
    if not names:
        return "there is none to choose from"
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"use one of: {listed}"

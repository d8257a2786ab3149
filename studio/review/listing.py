"""A lesson's file as it was and as it is, in one list of numbered lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

AROUND = 12  # unchanged lines shown around others in a long file
LONG = 400  # lines: all of a shorter file are shown

SIGNS = {"same": " ", "gone": "−", "new": "+", "gap": ""}


@dataclass(frozen=True)
class Line:
    """One line, with its numbers from 1 where it stands in a file; or a gap of several."""

    kind: str  # same, gone, new, gap
    before: int | None
    after: int | None
    text: str

    @property
    def sign(self) -> str:
        """What marks it, besides its colour."""
        return SIGNS[self.kind]


def listing(before: str, after: str) -> tuple[Line, ...]:
    """Both files' lines in order; of long files, those near a change."""
    lines = list(_lines(before.splitlines(), after.splitlines()))
    if len(lines) <= LONG:
        return tuple(lines)
    return tuple(_near_changes(lines))


def _lines(one: list[str], other: list[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for step, text in enumerate(one[a:b]):
                yield Line("same", a + step + 1, c + step + 1, text)
        else:
            for number, text in enumerate(one[a:b], a + 1):
                yield Line("gone", number, None, text)
            for number, text in enumerate(other[c:d], c + 1):
                yield Line("new", None, number, text)


def _near_changes(lines: list[Line]) -> Iterator[Line]:
    changed = [number for number, line in enumerate(lines) if line.kind != "same"]
    near = {at for number in changed for at in range(number - AROUND, number + AROUND + 1)}
    for is_near, group in groupby(enumerate(lines), key=lambda each: each[0] in near):
        run = [line for _, line in group]
        if is_near:
            yield from run
        else:
            yield Line("gap", None, None, f"{len(run)} lines that are the same")

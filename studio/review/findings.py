"""What a review found: two sides, what became of every beat, and the verdict."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.documents import Document, parse_yaml
from core.problems import Address, LessonError
from studio.film.record import Promised
from studio.review.changes import Changed
from studio.review.compare import Difference, Shot
from studio.review.likeness import Box
from studio.review.matching import pairs

IDENTICAL, CHANGED, MISSING, BROKEN = "identical", "changed", "missing", "broken"
DIGITS = "0123456789"
LONG = 60  # characters of an option
STATES = (BROKEN, MISSING, CHANGED, IDENTICAL)  # the gravest first


@dataclass(frozen=True)
class Shown:
    """Pictures of one moment, as WebP; None where there's none."""

    moment: str
    before: bytes | None
    after: bytes | None
    difference: bytes | None


@dataclass(frozen=True)
class Reworded:
    """A text of a beat that is another now: `say.pull`, `label.weight`, `heading`."""

    name: str
    before: str | None
    after: str | None

    @property
    def is_spoken(self) -> bool:
        """Whether it's narration, which no frame shows."""
        return self.name.startswith("say.")


@dataclass(frozen=True)
class Where:
    """How a clip differs. Frames and seconds are counted from the clip's start."""

    mean_ssim: float
    least_ssim: float
    differing_frames: int
    first_frame: int
    first_seconds: float
    first_cue: str | None
    worst_frame: int
    greatest: int  # levels of 255
    box: Box | None  # left, top, width, height in pixels, in the worst frame

    @staticmethod
    def of(difference: Difference, fps: int, cue: str | None) -> Where:
        """The difference of a clip, with the cue during which it begins."""
        return Where(
            mean_ssim=difference.mean_ssim,
            least_ssim=difference.least_ssim,
            differing_frames=difference.differing,
            first_frame=difference.first,
            first_seconds=difference.first / fps,
            first_cue=cue,
            worst_frame=difference.worst,
            greatest=difference.greatest,
            box=difference.box,
        )


@dataclass(frozen=True)
class Part:
    """One beat, before and after."""

    beat: str
    heading: str
    status: str
    place_before: int | None  # in the storyboard, from 1
    place_after: int | None
    notes: tuple[str, ...] = ()
    frames_before: int | None = None
    frames_after: int | None = None
    where: Where | None = None
    words: tuple[Reworded, ...] = ()
    numbers: tuple[Changed, ...] = ()  # those that it may draw
    shown: tuple[Shown, ...] = ()

    @property
    def name(self) -> str:
        """How messages call the beat: `7 softmax`."""
        return f"{self.place_after or self.place_before} {self.beat}"


@dataclass(frozen=True)
class Side:
    """One of the two that were compared."""

    label: str
    screen: str
    theme: Mapping[str, str]
    versions: Mapping[str, str]
    config: bytes | None  # the lesson's file
    promises: tuple[Promised, ...] = ()

    @property
    def text(self) -> str:
        """The lesson's file as text; what isn't UTF-8 is marked."""
        return (self.config or b"").decode("utf-8-sig", errors="replace")

    def document(self) -> Document | None:
        """The lesson's file with the place of everything in it; None if it can't be read."""
        try:
            return parse_yaml(self.text, self.label)
        except LessonError:
            return None


@dataclass(frozen=True)
class Review:
    """All that was found."""

    kind: str  # verify or diff
    title: str
    before: Side
    after: Side
    parts: tuple[Part, ...] = ()
    troubles: tuple[str, ...] = ()  # files that are broken
    notes: tuple[str, ...] = ()  # what explains, and makes no difference by itself
    numbers: tuple[Changed, ...] = ()
    promises_differ: bool = field(default=False)

    @property
    def status(self) -> str:
        """The gravest of all."""
        found = {part.status for part in self.parts}
        if self.troubles:
            found.add(BROKEN)
        if self.numbers or self.promises_differ or self.broken_promises:
            found.add(CHANGED)
        return next((state for state in STATES if state in found), IDENTICAL)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs that can be seen, heard or computed."""
        return self.status == IDENTICAL

    @property
    def broken_promises(self) -> tuple[Promised, ...]:
        """What the second side's lesson promises and its numbers do not keep."""
        return tuple(promise for promise in self.after.promises if not promise.kept)

    def tally(self) -> dict[str, int]:
        """How many beats are in each state, the gravest first."""
        counts = {state: sum(part.status == state for part in self.parts) for state in STATES}
        return {state: count for state, count in counts.items() if count}

    def as_json(self) -> dict[str, Any]:
        """Everything but the pictures and the lessons' files."""
        return {
            "kind": self.kind,
            "title": self.title,
            "status": self.status,
            "clips": [_part_json(part) for part in self.parts],
            "troubles": list(self.troubles),
            "notes": list(self.notes),
            "numbers": [_number_json(number) for number in self.numbers],
            "promises": [promise.model_dump() for promise in self.after.promises],
            "before": _side_json(self.before),
            "after": _side_json(self.after),
        }


def _part_json(part: Part) -> dict[str, Any]:
    found = asdict(part)
    del found["shown"]
    return {"name": part.name} | found | {"numbers": list(map(_number_json, part.numbers))}


def _number_json(number: Changed) -> dict[str, Any]:
    return {name: value for name, value in asdict(number).items() if name != "address"}


def _side_json(side: Side) -> dict[str, Any]:
    found = {name: getattr(side, name) for name in ("label", "screen", "theme", "versions")}
    return {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in found.items()
    }


def reworded(before: Mapping[str, str] | None, after: Mapping[str, str]) -> tuple[Reworded, ...]:
    """The texts that differ; none where those before aren't known.

    Of those that are counted (`label.promise1`), one that goes or comes shifts no others.
    """
    if before is None:
        return ()
    was, now = ([(name.rstrip(DIGITS), each[name]) for name in each] for each in (before, after))
    found = []
    for pair in pairs(was, now):
        one = None if pair.before is None else list(before)[pair.before]
        other = None if pair.after is None else list(after)[pair.after]
        texts = before.get(one or ""), after.get(other or "")
        found.append(Reworded(other or one or "", *texts))
    return tuple(each for each in found if each.before != each.after)


def options_notes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Iterator[str]:
    """A line for every option of a beat that differs."""
    for name in dict.fromkeys([*(before or {}), *after]) if before is not None else ():
        was, now = (before or {}).get(name), after.get(name)
        if was != now:
            yield f"option {name}: {_said(was)} before, {_said(now)} after"


def _said(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or "none"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def line_of(document: Document | None, address: Address | None) -> int | None:
    """The line where something is written; None if it isn't."""
    if document is None or address is None or document.get(address) is None:
        return None
    return document.place(address)[0]


def differing(before: Mapping[str, str], after: Mapping[str, str], what: str) -> Iterator[str]:
    """A line for everything that two sides have in different versions."""
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name, "none"), after.get(name, "none")
        if was != now:
            yield f"{what}{name}: {was} before, {now} after"


def pictures_of(shots: Iterable[Shot]) -> tuple[Shown, ...]:
    """The pictures' bytes, before their files go."""
    return tuple(
        Shown(shot.moment, *map(_bytes, (shot.before, shot.after, shot.difference)))
        for shot in shots
    )


def _bytes(path: Path | None) -> bytes | None:
    return None if path is None else path.read_bytes()

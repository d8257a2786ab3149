"""Beats rehearsed once for many tests: what every resting state shows, without drawing a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from manim import config

from core.catalogue.beats import storyboard_of
from core.computing import trace_of
from core.lesson import Lesson
from core.reading.lesson import read_lesson
from core.trace.records import Trace
from core.words.script import script_of
from scenes.kit.beat import Beat, beat_class
from scenes.kit.checks.legibility import flaws
from scenes.kit.checks.truth import misreadings, sourced
from scenes.kit.layout import Layout
from scenes.kit.theme import theme_of
from tests.scenes.flatness import unsaid
from tests.turns import in_turn

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "configs").glob("*.yaml"))
BANK = ROOT / "configs" / "bank.yaml"
STRESS = sorted((ROOT / "tests" / "lessons").glob("*.yaml"))
SHAPES = ("16:9", "9:16", "1:1", "4:5")
FPS = 15
SET_BY_BEATS = ("frame_width", "frame_height", "background_color")  # as layout and theme say
PIXELS = {"16:9": (854, 480), "9:16": (480, 854), "1:1": (480, 480), "4:5": (480, 600)}


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal found: faults by cue, frames, and the cues' intervals."""

    flaws: tuple[str, ...]
    misreadings: tuple[str, ...]
    unsaid: tuple[str, ...]
    frames: int
    cues: tuple[tuple[str, int, int], ...]
    numbers_drawn: int


@lru_cache(maxsize=64)
def lesson_of(path: Path) -> tuple[Lesson, Trace]:
    lesson = read_lesson(path)
    return lesson, trace_of(lesson)


def storyboard(path: Path) -> list[str]:
    return [spec.beat for spec in storyboard_of(*lesson_of(path))]


def playing(beat: str) -> tuple[Path, int]:
    """The first lesson that plays a beat, and its place there; StopIteration if none does."""
    boards = ((path, storyboard(path)) for path in (BANK, *SHIPPED, *STRESS))
    return next((path, names.index(beat)) for path, names in boards if beat in names)


def shapes_of(path: Path, position: int) -> Sequence[str]:
    """The shapes in which a beat is tried: all in the first lesson that plays it, else in turn."""
    if playing(storyboard(path)[position]) == (path, position):
        return SHAPES
    return in_turn(SHAPES, [*SHIPPED, *STRESS].index(path) + position)


def made(path: Path, position: int, shape: str, trace: Trace | None = None) -> Beat:
    """The beat at a place of a lesson's storyboard, unplayed; perhaps with another trace."""
    lesson, own = lesson_of(path)
    board, script = storyboard_of(lesson, own), script_of(lesson, own, position)
    return beat_class(board[position].beat)(
        board[position],
        trace or own,
        theme_of("night", numerals=script.numerals),
        Layout.of(shape),
        script,
    )


@contextmanager
def configured(shape: str) -> Iterator[None]:
    """Manim at a shape's size, set and put back name by name: `tempconfig` sets all there are."""
    width, height = PIXELS[shape]
    wanted = {
        "pixel_width": width,
        "pixel_height": height,
        "frame_rate": FPS,
        "dry_run": True,
        "progress_bar": "none",
    }
    usual = {name: config[name] for name in (*wanted, *SET_BY_BEATS)}
    config.update(wanted)
    try:
        yield
    finally:
        config.update(usual)


def rehearsal(path: Path, position: int, shape: str) -> Rehearsal:
    """Rehearse a beat; examine every resting state, and what-ifs in the middle of every play."""
    trace = lesson_of(path)[1]
    bad: list[str] = []
    false: list[str] = []
    silent: list[str] = []
    drawn = 0

    def look(beat: Beat, cue: str) -> None:
        nonlocal drawn
        bad.extend(f"{cue}: {flaw}" for flaw in flaws(beat.mobjects, beat.theme, beat.layout))
        false.extend(f"{cue}: {each}" for each in misreadings(beat.mobjects, trace))
        silent.extend(f"{cue}: {each}" for each in unsaid(beat))
        drawn += len(list(sourced(beat.mobjects)))

    def glimpse(beat: Beat) -> None:
        false.extend(f"midway: {each}" for each in misreadings(what_ifs(beat), trace))

    with configured(shape):
        beat = made(path, position, shape)
        beat.resting.append(look)
        beat.midway.append(glimpse)
        beat.rehearse(fading=False)
    cues = tuple((each.cue, each.start, each.end) for each in beat.timeline)
    return Rehearsal(tuple(bad), tuple(false), tuple(silent), beat.frames, cues, drawn)


def what_ifs(beat: Beat) -> list[Any]:
    """Every prop on the stage that shows a number of a record, not of the trace itself."""
    return [prop for prop in sourced(beat.mobjects) if prop.source.record]


def perturbed(value: Any, target: np.ndarray) -> Any:
    """The same trace with one array changed everywhere that it stands."""
    if value is target:
        changed = np.array(target, dtype=float) * 1.37 + 0.11
        changed.setflags(write=False)
        return changed
    if is_dataclass(value) and not isinstance(value, type):
        fresh = {
            field.name: perturbed(getattr(value, field.name), target) for field in fields(value)
        }
        same = all(fresh[field.name] is getattr(value, field.name) for field in fields(value))
        return value if same else replace(value, **fresh)
    if isinstance(value, tuple):
        items = tuple(perturbed(item, target) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return value

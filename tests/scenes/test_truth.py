"""Change a number between the trace and the picture, and the truth check turns red."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.catalogue.beats import BEATS
from core.trace.records import Trace
from scenes.kit.beat import Beat
from scenes.kit.checks.truth import arrays_of, misreadings, sourced
from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import Arrow, Ghost, Mark
from scenes.kit.plane.plane import Moved
from scenes.kit.plane.ticks import Tick
from scenes.kit.props.bars import Bar
from scenes.kit.props.chips import WeightArc
from scenes.kit.props.signed import SignedBar
from scenes.kit.source import Source
from scenes.kit.type.number import Number
from scenes.sets.similarity.shadow import Shadow, Way
from scenes.sets.softmax.curve import Drop, Sample
from scenes.sets.softmax.slider import Knob
from scenes.sets.word_map.cloud import Seen
from scenes.sets.word_map.islands import Island, Islands, Ring
from tests.scenes.rehearsals import configured, lesson_of, made, perturbed, playing

SILENT = ("title", "end")  # beats without a number


def corrupt(prop: Any) -> bool:  # noqa: C901  # a branch a kind of prop
    """Make a prop show something else than its number; False if it has nothing to corrupt."""
    value = prop.source.value
    if isinstance(prop, Number):
        prop.show(float(value) * 1.5 + 1.0 if np.isfinite(value) else 0.0)
    elif isinstance(prop, Arrow):
        prop.show(np.asarray(value) + 0.3 / prop.view.scale)
    elif isinstance(prop, Seen | Way) and not len(prop.points):
        return False
    elif isinstance(prop, Ghost | Mark | Seen | Island | Shadow | Way | Drop | Sample | Tick):
        prop.shift(np.array([0.2, 0.1, 0.0]))
    elif isinstance(prop, AngleArc):
        if not len(prop.points):
            return False
        angle = float(value) / 2 + 0.7
        prop.show(np.array([1.0, 0.0]), np.array([np.cos(angle), np.sin(angle)]))
    elif isinstance(prop, Bar):
        prop.show(prop.full * 0.5 if float(value) > 0.7 * prop.full else prop.full * 0.9)
    elif isinstance(prop, SignedBar):
        prop.show(-float(value) if value else prop.full * 0.5)
    elif isinstance(prop, Moved):
        prop.show(np.asarray(value) + 0.1)
    elif isinstance(prop, Islands | Ring | Knob):
        prop.show(float(value) * 1.2 + 0.1)
    elif isinstance(prop, WeightArc):
        prop.set_stroke(width=prop.stroke_width * 1.2 + 1)
    else:
        return False
    return True


@pytest.mark.parametrize("name", BEATS)
def test_a_changed_picture_is_caught(name: str) -> None:
    path, position = playing(name)
    trace = lesson_of(path)[1]
    corrupted: list[str] = []
    missed: list[str] = []

    def look(beat: Beat, cue: str) -> None:
        assert misreadings(beat.mobjects, trace) == []
        for prop in reversed(list(sourced(beat.mobjects))):  # parts before their wholes
            saved = prop.copy()
            if corrupt(prop):
                corrupted.append(type(prop).__name__)
                if not misreadings(beat.mobjects, trace):
                    missed.append(f"{cue}: {type(prop).__name__}{prop.source.index}")
                prop.__dict__.update(saved.__dict__)

    with configured("16:9"):
        beat = made(path, position, "16:9")
        beat.resting.append(look)
        beat.rehearse()
    assert corrupted or name in SILENT, "the beat shows no number of the trace"
    assert missed == []


@pytest.mark.parametrize("name", BEATS)
def test_every_array_that_a_beat_shows_moves_its_picture(name: str) -> None:
    trace = lesson_of(playing(name)[0])[1]
    shown: dict[int, np.ndarray] = {}

    def note(seen: Beat, _: str) -> None:
        shown.update(
            {id(prop.source.numbers): prop.source.numbers for prop in sourced(seen.mobjects)}
        )

    with configured("16:9"):
        play(name, trace, note)
        for array in shown.values():
            other = perturbed(trace, array)
            if other is not trace:  # else it is a view into an array, which is tried by itself
                assert moved(name, other, array), f"{array.shape} does not reach the picture"
    assert shown or name in SILENT


def play(name: str, trace: Trace, look: Callable[[Beat, str], None]) -> None:
    path, position = playing(name)
    beat = made(path, position, "16:9", trace)
    beat.resting.append(look)
    beat.rehearse()


def moved(name: str, other: Trace, original: np.ndarray) -> list[str]:
    """What a beat of the changed trace shows that the original numbers would not."""
    changed = [array for array in arrays_of(other) if array.shape == original.shape]
    found: list[str] = []

    def compare(seen: Beat, _: str) -> None:
        for prop in sourced(seen.mobjects):
            mine = prop.source.numbers
            if any(mine is array for array in changed) and not np.array_equal(mine, original):
                drawn, prop.source = prop.source, Source(original, prop.source.index)
                found.extend(filter(None, [prop.misreading()]))
                prop.source = drawn

    play(name, other, compare)
    return found

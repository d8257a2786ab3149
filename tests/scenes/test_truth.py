"""Change a number between the trace and the picture, and the truth check turns red."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenes.kit.arrows import AngleArc, Arrow, Ghost
from scenes.kit.bars import Bar
from scenes.kit.beat import Beat
from scenes.kit.chips import WeightArc
from scenes.kit.text import Number
from scenes.kit.truth import lies
from tests.scenes.rehearsals import (
    SHIPPED,
    configured,
    lesson_of,
    made,
    perturbed,
    sourced,
    storyboard,
)

BANK = next(path for path in SHIPPED if path.stem == "bank")
BEATS = list(enumerate(storyboard(BANK)))


def corrupt(prop: Any) -> bool:
    """Make a prop show something else than its number; False if it has nothing to corrupt."""
    value = prop.source.value
    if isinstance(prop, Number):
        prop.show(float(value) * 1.5 + 1.0 if np.isfinite(value) else 0.0)
    elif isinstance(prop, Arrow):
        prop.show(np.asarray(value) + 0.3 / prop.view.scale)
    elif isinstance(prop, Ghost):
        prop.shift(np.array([0.2, 0.1, 0.0]))
    elif isinstance(prop, AngleArc):
        if not len(prop.points):
            return False
        angle = float(value) / 2 + 0.7
        prop.show(np.array([1.0, 0.0]), np.array([np.cos(angle), np.sin(angle)]))
    elif isinstance(prop, Bar):
        prop.show(prop.full * 0.5 if float(value) > 0.7 * prop.full else prop.full * 0.9)
    elif isinstance(prop, WeightArc):
        prop.set_stroke(width=prop.stroke_width * 1.2 + 1)
    else:
        return False
    return True


@pytest.mark.parametrize(("position", "name"), BEATS, ids=[name for _, name in BEATS])
def test_a_changed_picture_is_caught(position: int, name: str) -> None:
    trace = lesson_of(BANK)[1]
    corrupted: list[str] = []
    missed: list[str] = []

    def look(beat: Beat, cue: str) -> None:
        assert lies(beat.mobjects, trace) == []
        for prop in sourced(beat):
            saved = prop.copy()
            if corrupt(prop):
                corrupted.append(type(prop).__name__)
                if not lies(beat.mobjects, trace):
                    missed.append(f"{cue}: {type(prop).__name__}{prop.source.index}")
            prop.become(saved)
            prop.__dict__.update(
                {k: v for k, v in saved.__dict__.items() if k in ("shown", "tail")}
            )

    with configured("16:9"):
        beat = made(BANK, position, "16:9")
        beat.resting.append(look)
        beat.rehearse()
    if name != "title":
        assert corrupted, "the beat shows no number of the trace"
    assert missed == []


@pytest.mark.parametrize(("position", "name"), BEATS, ids=[name for _, name in BEATS])
def test_every_array_that_a_beat_shows_moves_its_picture(position: int, name: str) -> None:
    trace = lesson_of(BANK)[1]
    with configured("16:9"):
        shown: dict[int, np.ndarray] = {}
        beat = made(BANK, position, "16:9")
        beat.resting.append(
            lambda seen, _: shown.update(
                {id(p.source.numbers): p.source.numbers for p in sourced(seen)}
            )
        )
        beat.rehearse()
        for array in shown.values():
            changed = perturbed(trace, array)
            if changed is trace:
                continue  # an array of the beat's own map, not of the lesson's trace
            found: list[str] = []
            other = made(BANK, position, "16:9", changed)
            other.resting.append(lambda seen, _: found.extend(lies(seen.mobjects, trace)))
            other.rehearse()
            assert found, f"a changed array of shape {array.shape} does not reach the picture"

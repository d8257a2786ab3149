"""Wherever vectors of more than two numbers are drawn flat, the picture says so, and how flat.

That it says so is minded in every rehearsal; here, that what it says is so.
"""

from __future__ import annotations

from typing import Any

import pytest

from scenes.kit.beat import Beat
from scenes.kit.type.number import Number
from tests.scenes.flatness import told, unsaid
from tests.scenes.rehearsals import SHIPPED, configured, lesson_of, made, perturbed, storyboard

CRANE = next(path for path in SHIPPED if path.stem == "crane")
OF_A_NUMBER = ("tokens", "projections", "mixing", "pull", "context_swap")


def test_the_beats_of_a_flat_lesson_that_draw_values_are_badged() -> None:
    badged = set()

    def look(beat: Beat, _: str) -> None:
        if told(beat)[0]:
            badged.add(beat.spec.beat)

    with configured("16:9"):
        for position in range(len(storyboard(CRANE))):
            beat = made(CRANE, position, "16:9")
            beat.resting.append(look)
            beat.rehearse()
    assert badged >= {*OF_A_NUMBER, "recap"}


def test_a_flat_picture_without_its_badge_is_caught() -> None:
    with configured("16:9"):
        beat: Any = made(CRANE, storyboard(CRANE).index("pull"), "16:9")
        beat.set_stage()
        beat.add(*beat._present)
    assert unsaid(beat) == []
    beat.values.remove(beat.values.badge)
    assert unsaid(beat)


@pytest.mark.parametrize("name", OF_A_NUMBER)
def test_a_badge_tells_the_number_of_the_trace(name: str) -> None:
    trace = lesson_of(CRANE)[1]
    view = trace.model_view if name == "tokens" else trace.value_views[0]
    other = perturbed(trace, view.kept)
    shown: list[set[str]] = []

    def look(beat: Beat, _: str) -> None:
        family = [part for mobject in beat.mobjects for part in mobject.get_family()]
        numbers = [part for part in family if isinstance(part, Number)]
        shown[-1] |= {each.shown for each in numbers if each.form == "percent"}

    with configured("16:9"):
        for each in (trace, other):
            shown.append(set())
            beat = made(CRANE, storyboard(CRANE).index(name), "16:9", each)
            beat.resting.append(look)
            beat.rehearse()
    assert shown[0] != shown[1]

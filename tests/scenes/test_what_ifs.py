"""What a picture supposes is as true as what it shows: it can be computed again from the trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.maths.linear import locked
from core.trace.what_ifs import moved_key, tempered
from scenes.kit.beat import Beat
from scenes.kit.checks.truth import misreadings
from scenes.kit.source import Source
from scenes.kit.theme import NIGHT
from scenes.kit.type.number import Number
from scenes.sets.similarity.shadow import Shadow
from tests.scenes.rehearsals import (
    BANK,
    configured,
    lesson_of,
    made,
    playing,
    what_ifs,
)
from tests.scenes.test_truth import corrupt

APPLE = BANK.with_name("apple.yaml")
KINDS = {
    "softmax": {"Number", "Bar", "Share", "Knob"},
    "similarity": {"Number", "SignedBar", "Arrow", "AngleArc", "Shadow", "Way"},
}


@pytest.mark.parametrize("name", KINDS)
def test_whatever_a_what_if_shows_wrongly_on_its_way_is_caught(name: str) -> None:
    trace = lesson_of(playing(name)[0])[1]
    kinds, missed = set[str](), list[str]()

    def glimpse(beat: Beat) -> None:
        for prop in reversed(what_ifs(beat)):  # parts before their wholes
            assert misreadings([prop], trace) == []
            saved = prop.copy()
            if corrupt(prop):
                kinds.add(type(prop).__name__)
                missed.extend([] if misreadings([prop], trace) else [type(prop).__name__])
                prop.__dict__.update(saved.__dict__)

    played(name, midway=glimpse)
    assert kinds == KINDS[name]
    assert missed == []


@pytest.mark.parametrize(("name", "cue"), [("softmax", "sharpen"), ("similarity", "length")])
def test_after_a_what_if_every_number_is_the_lessons_again(name: str, cue: str) -> None:
    supposed = dict[str, set[str]]()

    def look(beat: Beat, said: str) -> None:
        shown = {type(each).__name__ for each in what_ifs(beat) if not isinstance(each, Shadow)}
        supposed[said] = shown - {"Way", "Tick"}  # a shadow is always computed from its key

    played(name, resting=look)
    assert supposed[cue] == set()
    assert name != "similarity" or supposed["sweep"] >= {"Number", "Arrow", "AngleArc", "SignedBar"}


def played(name: str, *, midway: Any = None, resting: Any = None) -> None:
    with configured("16:9"):
        beat = made(*playing(name), "16:9")
        beat.midway.extend([midway] if midway else [])
        beat.resting.extend([resting] if resting else [])
        beat.rehearse()


def told(source: Source) -> list[str]:
    """What is found of a number that shows a source, whatever it is."""
    number = Number(NIGHT, source.numbers, source.index)
    return misreadings([number.tell(source)], lesson_of(BANK)[1])


def test_a_spoilt_what_if_is_no_excuse() -> None:
    head = lesson_of(BANK)[1].sentences[0].heads[0]
    row, key = tempered(head, 1, 0.25), moved_key(head, (1, 0), 1.0)
    assert told(Source(row.weights, 0, row)) == []
    assert told(Source(key.dot, 0, key)) == []
    spoilt = locked(row.weights * 0.9)
    for record in (replace(row, weights=spoilt), replace(row, weights=spoilt, multiple=0.26)):
        (said,) = told(Source(spoilt, 0, record))
        assert said.endswith("computed again, its numbers are others")
    turned = replace(key, bearing=1.1)
    assert told(Source(turned.dot, 0, turned)) != []


def test_a_what_if_must_start_from_this_trace() -> None:
    head = lesson_of(APPLE)[1].sentences[0].heads[0]
    row = tempered(head, 1, 0.25)
    (said,) = told(Source(row.weights, 0, row))
    assert said.endswith("its numbers are not the trace's")


def test_a_number_must_be_of_the_what_if_that_it_names() -> None:
    head = lesson_of(BANK)[1].sentences[0].heads[0]
    row = tempered(head, 1, 0.25)
    (said,) = told(Source(np.array(row.weights), 0, row))
    assert said.endswith("its numbers are not of the record that it names")

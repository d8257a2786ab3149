"""A prop with a source answers for it, or is refused."""

from __future__ import annotations

import numpy as np
import pytest
from manim import VGroup, VMobject

from scenes.kit.checks.truth import misreadings
from scenes.kit.layout import Region
from scenes.kit.plane.arrows import Pull
from scenes.kit.plane.view import View
from scenes.kit.source import Source, Sourced, Telling
from scenes.kit.theme import NIGHT
from tests.scenes.rehearsals import BANK, lesson_of

VIEW = View(Region(-4, -4, 4, 4), 1.0, (0.0, 0.0))


@pytest.mark.parametrize("kind", [Sourced, Telling])
def test_a_prop_that_cannot_say_what_it_shows_wrongly_is_refused_when_it_is_written(
    kind: type,
) -> None:
    with pytest.raises(TypeError, match="Mute has a source: wanted a misreading of its own"):
        type("Mute", (kind, VMobject), {})


def test_a_source_on_a_prop_that_does_not_answer_for_it_is_an_error() -> None:
    trace = lesson_of(BANK)[1]
    prop = VMobject()
    prop.source = Source(trace.table, (0, 0))
    with pytest.raises(TypeError, match="VMobject has a source: wanted a Sourced prop"):
        misreadings([VGroup(prop)], trace)


def test_every_source_of_a_prop_must_be_the_traces() -> None:
    trace = lesson_of(BANK)[1]
    head = trace.sentences[0].heads[0]

    def pull(weights: np.ndarray) -> Pull:
        return Pull(NIGHT, VIEW, head.pulls_2d, weights, (0, 1), head.values_2d[0])

    assert misreadings([pull(head.weights)], trace) == []
    (said,) = misreadings([pull(np.array(head.weights))], trace)
    assert said == "Pull[(0, 1)]: its numbers are not the trace's"

"""Two sentences compared: the same row before attention, different copies after it."""

from collections.abc import Callable

import numpy as np
import pytest

from core.computing import trace_of
from core.lesson import Lesson
from core.trace.records import Comparison, Trace

TWO_SENTENCES = """
title: Compared
sentences: [[east, here], [here, north, up]]
focus: here
embeddings: {east: [4, 0], here: [0, 0], north: [0, 3], up: [0, 0]}
"""


@pytest.fixture
def trace(lesson_of: Callable[[str], Lesson]) -> Trace:
    return trace_of(lesson_of(TWO_SENTENCES))


@pytest.fixture
def compared(trace: Trace) -> Comparison:
    return trace.comparison(0, 1, 0)


def test_the_same_word_starts_from_the_very_same_value(compared: Comparison) -> None:
    assert compared.before.shape == (2, 3)
    assert compared.before[1, 0] == 0.0  # here, here
    assert compared.before[0, 1] == 5.0  # east (4, 0), north (0, 3)


def test_a_word_that_hears_all_alike_lands_on_their_average(compared: Comparison) -> None:
    # “here” is zero, so every score is zero: (2, 0) here, and (0, 1) there
    assert compared.after[1, 0] == pytest.approx(np.sqrt(5))
    assert compared.to_other_values[1, 1] == pytest.approx(np.sqrt(13))  # (2, 0) to (0, 3)
    assert compared.from_other_outputs.shape == (3, 2)
    assert compared.from_other_outputs[0, 0] == pytest.approx(np.sqrt(17))  # (0, 1) to (4, 0)


def test_sentences_that_no_beat_compares_are_not_there(trace: Trace) -> None:
    with pytest.raises(KeyError, match="sentences 1 and 0"):
        trace.comparison(1, 0, 0)

"""A long sentence drawn as few things says the same, to the last share and arrow."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.beats import storyboard_of
from core.catalogue.casting import cast_of, drawn, drawn_cast
from core.catalogue.pull import ContextSwap, Pull
from core.computing import trace_of
from core.lesson import Lesson
from core.maths.attention import softmax
from core.reading.lesson import read_lesson
from core.trace.records import HeadTrace, SentenceTrace, Summary, Trace
from core.trace.summary import MOST_DRAWN_TOKENS, gathered, heard_most, summary_of

Reader = Callable[[str], Lesson]
ROOT = Path(__file__).parents[3]
LONG = ("twelve_tokens", "twenty_four_tokens", "sixty_four_tokens", "sixteen_dimensional")
SHORT = sorted(
    file
    for file in [*ROOT.glob("configs/*.yaml"), *ROOT.glob("tests/lessons/*.yaml")]
    if file.stem not in LONG
)

# Queries, keys and values are a coordinate each. The query of “ask” is 1 and so its exponentials
# are 2 for itself and 3, 4, 5, 6 for the others; those of “mute”, whose query is 0, are all 1.
BY_HAND = f"""\
title: By hand
sentences: [three ask four mute six]
focus: ask
embeddings:
  three: [0, {math.log(3)!r}, 4]
  ask: [1, {math.log(2)!r}, 30]
  four: [0, {math.log(4)!r}, 8]
  mute: [0, {math.log(5)!r}, 12]
  six: [0, {math.log(6)!r}, 20]
heads: [{{W_Q: [[1, 0, 0]], W_K: [[0, 1, 0]], W_V: [[0, 0, 1]]}}]
attention: {{similarity: dot}}
"""


def lesson_named(name: str) -> tuple[Lesson, Trace]:
    lesson = read_lesson(ROOT / "tests" / "lessons" / f"{name}.yaml")
    return lesson, trace_of(lesson)


@pytest.fixture
def by_hand(lesson_of: Reader) -> tuple[SentenceTrace, Summary]:
    sentence = trace_of(lesson_of(BY_HAND)).sentences[0]
    summary = summary_of(sentence, head=0, asking=1, most=3)
    assert summary
    return sentence, summary


# -- by hand -----------------------------------------------------------------------------------


def test_the_asking_word_and_whom_it_hears_most_are_kept_in_their_order(
    by_hand: tuple[SentenceTrace, Summary],
) -> None:
    _, summary = by_hand
    assert (summary.kept_tokens, summary.rest) == ((1, 4), (0, 2, 3))
    assert summary.summed.tokens == ("ask", "six", "+3")
    assert summary.kept.tokens == ("ask", "six")
    assert summary.summed.participates == (True, True, False)
    assert (summary.summed.focus, summary.summed.rows) == (0, (1, 4))


def test_shares_and_exponentials_of_the_rest_are_added_up(
    by_hand: tuple[SentenceTrace, Summary],
) -> None:
    head = by_hand[1].summed.heads[0]
    assert head.exponentials == pytest.approx(np.array([[2, 6, 12], [1, 1, 3]]))
    assert head.exponential_sums == pytest.approx([20, 5])
    assert head.weights == pytest.approx(np.array([[0.1, 0.3, 0.6], [0.2, 0.2, 0.6]]))
    assert head.scores == pytest.approx(np.log([[2, 6, 12], [1, 1, 3]]))


def test_the_value_of_the_rest_is_their_centre_as_the_asking_word_hears_them(
    by_hand: tuple[SentenceTrace, Summary],
) -> None:
    head = by_hand[1].summed.heads[0]
    centre = (3 * 4 + 4 * 8 + 5 * 12) / 12
    assert head.values[:, 0] == pytest.approx([30, 20, centre])
    assert head.weighted_values[0, :, 0] == pytest.approx([3, 6, 0.6 * centre])
    assert head.weighted_values[1, :, 0] == pytest.approx([6, 4, (4 + 8 + 12) / 5])
    assert head.partial_sums[0, :, 0] == pytest.approx([0, 3, 9, 9 + 0.6 * centre])
    assert head.pulls[0, :, 0] == pytest.approx([0, 0.3 * (20 - 30), 0.6 * (centre - 30)])
    assert head.outputs[0, 0] == pytest.approx((3 * 4 + 2 * 30 + 4 * 8 + 5 * 12 + 6 * 20) / 20)


def test_equals_are_kept_in_the_sentences_order() -> None:
    assert heard_most(np.array([0.2, 0.1, 0.2, 0.2, 0.1, 0.2]), asking=4, count=3) == (0, 2, 4)


def test_a_row_is_gathered() -> None:
    row = np.array([1.0, 2.0, 4.0, 8.0])
    assert gathered(row, (0, 2)).tolist() == [2, 8, 5]
    assert gathered(row, ()) is row


def test_of_a_rest_that_nobody_hears_the_plain_centre_is_shown(lesson_of: Reader) -> None:
    lesson = lesson_of(BY_HAND.replace("similarity: dot", "similarity: dot, mask: causal"))
    summary = summary_of(trace_of(lesson).sentences[0], head=0, asking=1, most=3)
    assert summary
    head = summary.summed.heads[0]
    assert summary.kept_tokens == (0, 1)
    assert head.weights[:, 2].tolist() == [0, 0]
    assert np.isneginf(head.masked[:, 2]).all()
    assert head.values[2, 0] == pytest.approx((8 + 12 + 20) / 3)
    assert head.pulls[:, 2].tolist() == [[0], [0]]


# -- what must always hold ---------------------------------------------------------------------

SWITCHES = (
    "{}",
    "{mask: causal}",
    "{similarity: dot, temperature: 0.02}",  # exponentials relative to their row's largest
    "{similarity: cosine, temperature: 3}",
)


def random_sentence(read: Reader, seed: int, switches: str) -> tuple[SentenceTrace, int]:
    """A sentence of 13 words (some of them come twice) of 5 numbers each, d_k = 3 and d_v = 2."""
    rng = np.random.default_rng(seed)
    words = rng.choice(["ask", *(f"w{number}" for number in range(10))], size=13).tolist()
    asking = int(rng.integers(13))
    words[asking] = "ask"
    rows = {word: rng.normal(size=5).round(3).tolist() for word in dict.fromkeys(words)}
    matrix = {name: rng.normal(size=(k, 5)).round(3).tolist() for name, k in (("Q", 3), ("V", 2))}
    text = f"title: Random\nsentences: [{' '.join(words)}]\nfocus: ask\nembeddings:\n"
    text += "".join(f"  {word}: {row}\n" for word, row in rows.items())
    text += f"heads: [{{W_Q: {matrix['Q']}, W_K: {matrix['Q']}, W_V: {matrix['V']}}}]\n"
    return trace_of(read(f"{text}attention: {switches}\n")).sentences[0], asking


@pytest.mark.parametrize("switches", SWITCHES)
@pytest.mark.parametrize("seed", range(6))
def test_a_summed_sentence_says_what_the_whole_one_does(
    lesson_of: Reader, seed: int, switches: str
) -> None:
    sentence, asking = random_sentence(lesson_of, seed, switches)
    summary = summary_of(sentence, head=0, asking=asking)
    assert summary
    assert len(summary.summed.tokens) == MOST_DRAWN_TOKENS
    whole, head = sentence.heads[0], summary.summed.heads[0]
    rows, here = list(summary.kept_tokens), summary.kept_tokens.index(asking)
    assert np.allclose(head.weights.sum(axis=1), 1, rtol=0, atol=1e-14)
    assert np.array_equal(head.weights[:, :-1], whole.weights[np.ix_(rows, rows)])
    assert np.allclose(softmax(head.masked).weights, head.weights, rtol=1e-12, atol=1e-14)
    assert np.allclose(np.exp(head.exponents), head.exponentials, rtol=1e-12, atol=1e-300)
    assert np.allclose(head.exponentials.sum(axis=1), head.exponential_sums, rtol=1e-13)
    assert np.array_equal(head.outputs, whole.outputs[rows])
    assert np.allclose(head.weighted_values.sum(axis=1), head.outputs, atol=1e-13)
    assert np.allclose(head.weights[here] @ head.values, head.outputs[here], atol=1e-13)
    assert np.array_equal(head.partial_sums[:, -1], head.outputs)
    moved = head.values[:-1] + head.pulls.sum(axis=1)
    assert np.allclose(moved, head.outputs, atol=1e-13)
    left_out = whole.weights[asking, list(summary.rest)]
    others = [weight for row, weight in enumerate(head.weights[here, :-1]) if row != here]
    assert left_out.max() <= min(others)


@pytest.mark.parametrize("name", LONG)
def test_shapes_are_those_of_what_is_drawn(name: str) -> None:
    """A field of a head that was forgotten would keep the axes of the whole sentence."""
    _, trace = lesson_named(name)
    assert trace.summaries
    for summary in trace.summaries:
        k = len(summary.kept_tokens)
        assert k == MOST_DRAWN_TOKENS - 1
        for sentence, columns in ((summary.summed, k + 1), (summary.kept, k)):
            assert len(sentence.tokens) == len(sentence.words) == columns
            assert len(sentence.rows) == len(sentence.embeddings) == len(sentence.outputs) == k
            for head in sentence.heads:
                _assert_shapes(head, k, columns)


def _assert_shapes(head: HeadTrace, k: int, columns: int) -> None:
    whole_sized = {"W_Q", "W_K", "W_V", "divisors"}
    wanted = dict.fromkeys(("scores", "masked", "exponents", "exponentials"), (k, columns))
    wanted |= dict.fromkeys(("weights", "weighted_values", "pulls"), (k, columns))
    wanted |= {"partial_sums": (k, columns + 1)}
    wanted |= dict.fromkeys(("values", "value_lengths"), (columns,))
    wanted |= dict.fromkeys(("dots", "cosines", "angles", "defined", "pairs_2d"), (k, k))
    wanted |= dict.fromkeys(("scaled", "distances_before", "distances_after"), (k, k))
    wanted |= dict.fromkeys(("cosines_before", "cosines_after"), (k, k))
    for field in dataclasses.fields(head):
        array = getattr(head, field.name)
        if isinstance(array, np.ndarray) and field.name not in whole_sized:
            shape = wanted.get(field.name, wanted.get(field.name.removesuffix("_2d"), (k,)))
            assert array.shape[: len(shape)] == shape, field.name


def test_flat_vectors_are_still_one_array() -> None:
    _, trace = lesson_named("sixty_four_tokens")
    for sentence in (trace.summaries[0].summed, trace.summaries[0].kept):
        head = sentence.heads[0]
        assert head.values_2d is head.values
        assert head.partial_sums_2d is head.partial_sums
        assert head.pulls_2d is head.pulls


# -- who plays ---------------------------------------------------------------------------------


@pytest.mark.parametrize("file", SHORT, ids=lambda file: file.stem)
def test_of_a_short_sentence_the_very_same_is_drawn(file: Path) -> None:
    lesson = read_lesson(file)
    trace = trace_of(lesson)
    assert trace.summaries == ()
    for spec in storyboard_of(lesson, trace):
        cast = drawn_cast(spec, trace)
        assert cast == cast_of(spec, trace) or cast.whole is None
        assert any(cast.sentence is sentence for sentence in trace.sentences)
        assert cast.summary is None
        assert list(cast.askers) == list(range(len(cast.sentence.tokens)))


@pytest.mark.parametrize("name", LONG)
def test_what_every_beat_draws_is_in_the_trace(name: str) -> None:
    lesson, trace = lesson_named(name)
    held = [each for summary in trace.summaries for each in (summary.summed, summary.kept)]
    for spec in storyboard_of(lesson, trace):
        cast = drawn_cast(spec, trace)
        whole = spec.draws == "whole"
        assert (cast.whole is None) == whole
        assert any(cast.sentence is each for each in (trace.sentences if whole else held))
        assert (cast.word, cast.context) == (cast.in_full.word, cast.in_full.context)


def test_the_other_sentence_is_drawn_as_its_own_word_hears_it() -> None:
    lesson, trace = lesson_named("sixty_four_tokens")
    there = cast_of(ContextSwap(), trace).other_side
    assert there
    cast = drawn(there, trace, "summed")
    assert any(cast.sentence is summary.summed for summary in trace.summaries)
    assert cast.sentence.tokens[-1] == "+57"
    assert cast.summary == 7
    assert list(cast.askers) == list(range(7))
    assert not storyboard_of(lesson, trace)[0].needs(lesson, trace)


def test_another_asking_word_has_a_summary_of_its_own() -> None:
    lesson, _ = lesson_named("twelve_tokens")
    trace = trace_of(lesson.model_copy(update={"storyboard": (Pull(word="river"),)}))
    river = trace.sentences[0].tokens.index("river")
    assert (0, 0, river) in [summary.place for summary in trace.summaries]
    assert drawn_cast(Pull(word="river"), trace).word == "river"


def test_a_long_sentence_plays_every_beat() -> None:
    played = {spec.beat for spec in storyboard_of(*lesson_named("sixty_four_tokens"))}
    lesson = read_lesson(ROOT / "configs" / "minimal.yaml")
    assert played >= {spec.beat for spec in storyboard_of(lesson, trace_of(lesson))}

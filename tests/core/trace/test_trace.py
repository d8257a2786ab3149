"""The trace holds every number, consistent to the last bit, and cannot be written to."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.computing import trace_of
from core.lesson import Lesson
from core.reading.lesson import read_lesson
from core.trace.records import HeadTrace, Trace
from core.trace.views import view_of
from tests.core.conftest import SMALLEST

Reader = Callable[[str], Lesson]

ROOT = Path(__file__).parents[3]
LESSONS = sorted([*ROOT.glob("configs/*.yaml"), *ROOT.glob("tests/lessons/*.yaml")])


@pytest.fixture(params=LESSONS, ids=lambda file: file.stem)
def trace(request: pytest.FixtureRequest) -> Trace:
    return trace_of(read_lesson(request.param))


def arrays_in(owner: object) -> Iterator[tuple[str, np.ndarray]]:
    for field in dataclasses.fields(owner):  # type: ignore[arg-type]
        value = getattr(owner, field.name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, np.ndarray):
                yield field.name, each
            elif dataclasses.is_dataclass(each):
                yield from arrays_in(each)


def heads_of(trace: Trace) -> Iterator[HeadTrace]:
    for sentence in trace.sentences:
        yield from sentence.heads


# -- every lesson ------------------------------------------------------------------------------


def test_nothing_can_be_written_to_and_nothing_is_nan(trace: Trace) -> None:
    for name, array in arrays_in(trace):
        assert not array.flags.writeable, name
        assert not np.any(np.isnan(array)), name
        assert name in ("masked", "exponents") or np.all(np.isfinite(array)), name


def test_shapes_are_those_that_the_fields_state(trace: Trace) -> None:
    for sentence in trace.sentences:
        n = len(sentence.tokens)
        for head in sentence.heads:
            d_k, d_v = head.W_Q.shape[0], head.W_V.shape[0]
            assert head.queries.shape == head.keys.shape == (n, d_k)
            assert head.values.shape == head.outputs.shape == (n, d_v)
            assert head.weights.shape == head.angles.shape == head.masked.shape == (n, n)
            assert head.weighted_values.shape == head.pulls.shape == (n, n, d_v)
            assert head.partial_sums.shape == (n, n + 1, d_v)
            assert head.outputs_2d.shape == (n, 2)
            assert head.pulls_2d.shape == (n, n, 2)


def test_every_row_of_weights_sums_to_one(trace: Trace) -> None:
    for head in heads_of(trace):
        assert np.allclose(head.weights.sum(axis=1), 1, rtol=0, atol=1e-14)
        assert np.array_equal(head.weights, head.exponentials / head.exponential_sums[:, None])


def test_head_to_tail_ends_at_the_output(trace: Trace) -> None:
    for head in heads_of(trace):
        assert np.all(head.partial_sums[:, 0] == 0)
        assert np.array_equal(head.partial_sums[:, -1], head.outputs)
        size = np.abs(head.values).max()
        assert np.allclose(head.weighted_values.sum(axis=1), head.outputs, atol=1e-14 * size)


def test_pulls_carry_the_value_to_the_output(trace: Trace) -> None:
    for head in heads_of(trace):
        size = np.abs(head.values).max()
        moved = head.values + head.pulls.sum(axis=1)
        assert np.allclose(moved, head.outputs, atol=1e-13 * size)


def test_embeddings_are_rows_of_the_table(trace: Trace) -> None:
    for sentence in trace.sentences:
        assert np.array_equal(sentence.embeddings, trace.table[list(sentence.rows)])


def test_flat_vectors_are_drawn_as_they_are(trace: Trace) -> None:
    """Not a copy: what a beat draws is the very memory that the numbers come from."""
    for head in heads_of(trace):
        if head.values.shape[1] == 2:
            assert head.values_2d is head.values
            assert head.outputs_2d is head.outputs
            assert head.partial_sums_2d is head.partial_sums
        if head.queries.shape[1] == 2:
            assert head.queries_2d is head.queries


# -- by hand -----------------------------------------------------------------------------------


def test_the_apple_lesson_by_hand() -> None:
    trace = trace_of(read_lesson(ROOT / "configs" / "apple.yaml"))
    head = trace.sentences[0].heads[0]
    share = np.exp(np.sqrt(0.5)) / (np.e + np.exp(np.sqrt(0.5)))
    assert trace.sentences[0].tokens == ("apple", "orange")
    assert head.cosines[0] == pytest.approx([1, np.sqrt(0.5)])
    assert np.degrees(head.angles[0, 1]) == pytest.approx(45)
    assert head.weights[0] == pytest.approx([1 - share, share])
    assert head.distances_after[0, 1] == pytest.approx((1 - share) * head.distances_before[0, 1])


def test_integers_by_hand(lesson_of: Reader) -> None:
    text = SMALLEST.replace("[2.6, 0.8]", "[1, 2]").replace("[1.2, 1.8]", "[3, -1]")
    heads = "heads: [{W_Q: [[0, 1], [1, 0]], W_K: [[2, 0], [0, 1]], W_V: [[1, 1], [1, -1]]}]\n"
    head = trace_of(lesson_of(text + heads + "attention: {similarity: dot}")).sentences[0].heads[0]
    assert head.queries.tolist() == [[2, 1], [-1, 3]]
    assert head.keys.tolist() == [[2, 2], [6, -1]]
    assert head.values.tolist() == [[3, -1], [2, 4]]
    assert head.dots.tolist() == head.scores.tolist() == [[6, 11], [4, -9]]
    assert head.strongest.tolist() == [1, 0]
    assert head.distances_before[0, 1] == pytest.approx(np.sqrt(26))


def test_the_strongest_is_never_the_word_itself_unless_alone(lesson_of: Reader) -> None:
    trace = trace_of(lesson_of(SMALLEST.replace("money bank, ", "bank, ")))
    assert trace.sentences[0].heads[0].strongest.tolist() == [0]
    assert trace.sentences[1].heads[0].strongest.tolist() == [1, 0]


def test_temperature_mask_and_scale() -> None:
    head = trace_of(read_lesson(ROOT / "tests/lessons/causal.yaml")).sentences[0].heads[0]
    assert np.allclose(head.scores, head.dots / np.sqrt(2) / 0.5)
    assert np.allclose(head.scaled, head.dots / np.sqrt(2))
    assert np.isneginf(head.masked[0]).tolist() == [False, True, True]
    assert head.weights[0].tolist() == [1, 0, 0]


def test_heads_go_side_by_side_through_the_output_matrix() -> None:
    trace = trace_of(read_lesson(ROOT / "tests/lessons/two_heads.yaml"))
    sentence = trace.sentences[0]
    far, near = (head.outputs for head in sentence.heads)
    wanted = 0.6 * far + 0.4 * near + sentence.embeddings  # W_O by hand, and the residual
    assert np.allclose(sentence.outputs, wanted)
    assert [head.name for head in sentence.heads] == ["far", "near"]


def test_ignored_words_take_no_part() -> None:
    trace = trace_of(read_lesson(ROOT / "configs" / "apple.yaml"))
    sentence = trace.sentences[0]
    assert sentence.words == ("apple", "and", "orange")
    assert sentence.participates == (True, False, True)
    assert sentence.focus == 0
    assert dict(zip(trace.words, trace.in_sentence))["banana"] is False


# -- views -------------------------------------------------------------------------------------


def test_a_view_of_the_plane_is_exact() -> None:
    view = view_of(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    assert view.exact
    assert view.basis.tolist() == [[1, 0], [0, 1]]


def test_a_view_of_a_line_is_padded() -> None:
    view = view_of(np.array([[3.0], [-2.0]]))
    assert view.draw(np.array([[3.0], [-2.0]])).tolist() == [[3, 0], [-2, 0]]


def test_a_view_of_more_dimensions_keeps_the_most_and_the_origin() -> None:
    vectors = np.array([[3.0, 0, 0, 0, 0], [0, 2.0, 0, 0, 0], [0, 0, 1.0, 0, 0]])
    view = view_of(vectors)
    assert view.explained == pytest.approx(13 / 14)
    assert not view.exact
    assert view.draw(np.zeros((1, 5))).tolist() == [[0, 0]]
    assert np.allclose(view.draw(vectors), [[3, 0], [0, 2], [0, 0]])


def test_a_view_does_not_depend_on_the_order_of_words() -> None:
    vectors = np.random.default_rng(5).normal(size=(7, 11))
    one, other = view_of(vectors), view_of(vectors[::-1])
    assert np.allclose(one.basis, other.basis)
    assert np.allclose(one.basis @ one.basis.T, np.eye(2))


@pytest.mark.parametrize("vectors", [np.zeros((3, 5)), np.ones((3, 5)), np.eye(5)[:1] * 1e-300])
def test_a_view_of_poor_vectors_is_still_a_plane(vectors: np.ndarray) -> None:
    view = view_of(vectors)
    assert np.allclose(view.basis @ view.basis.T, np.eye(2))
    assert 0 <= view.explained <= 1


def test_permuting_the_tokens_permutes_the_outputs(lesson_of: Reader) -> None:
    one = trace_of(lesson_of(SMALLEST)).sentences[0].heads[0]
    text = SMALLEST.replace("money bank", "bank money")
    other = trace_of(lesson_of(text)).sentences[0].heads[0]
    assert np.allclose(one.outputs, other.outputs[::-1])
    assert np.allclose(one.weights, other.weights[::-1, ::-1])

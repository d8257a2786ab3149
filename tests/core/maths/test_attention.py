"""Attention against integers by hand, torch's frozen answers, and what must always hold."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.maths.attention import attention, masked, project, scores, softmax

TORCH = np.load(Path(__file__).with_name("torch_cases.npz"))
SWITCHES = {
    "unscaled": {"kind": "dot"},
    "cold": {"temperature": 0.25},
    "causal": {"mask": "causal"},
}


def logits(rows: int, columns: int, size: float = 30.0) -> st.SearchStrategy[np.ndarray]:
    return arrays(float, (rows, columns), elements=st.floats(-size, size))


# -- by hand -----------------------------------------------------------------------------------


def test_a_matrix_acts_on_each_token_as_on_a_column() -> None:
    embeddings = np.array([[1.0, 2.0], [0.0, 3.0], [5.0, 7.0]])
    assert project(embeddings, np.array([[1.0, 10.0]])).tolist() == [[21], [30], [75]]


def test_equal_scores_share_equally() -> None:
    parts = softmax(np.zeros((1, 4)))
    assert parts.exponentials.tolist() == [[1, 1, 1, 1]]
    assert parts.sums.tolist() == [4]
    assert parts.weights.tolist() == [[0.25, 0.25, 0.25, 0.25]]


def test_logarithms_of_integers_give_shares_in_their_ratio() -> None:
    assert softmax(np.log([[1.0, 2.0, 5.0]])).weights[0] == pytest.approx([1 / 8, 2 / 8, 5 / 8])


def test_the_output_is_the_weighted_sum_of_the_values() -> None:
    queries, keys = np.array([[np.log(3.0)]]), np.array([[0.0], [1.0]])
    values = np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    assert attention(queries, keys, values)[0] == pytest.approx([1, 3, 8])


def test_a_temperature_divides_the_scores() -> None:
    queries, keys = np.array([[2.0]]), np.array([[3.0]])
    assert scores("dot", queries, keys, temperature=0.5).tolist() == [[12]]


def test_a_causal_mask_hides_every_later_token() -> None:
    seen = masked(np.ones((3, 3)), "causal")
    assert np.isneginf(seen).tolist() == [
        [False, True, True],
        [False, False, True],
        [False, False, False],
    ]
    assert softmax(seen).weights[0].tolist() == [1, 0, 0]


def test_a_row_that_may_look_nowhere_gets_zeros_and_no_nan() -> None:
    assert softmax(np.full((1, 3), -np.inf)).weights.tolist() == [[0, 0, 0]]


def test_large_scores_are_shifted_before_exponentials() -> None:
    parts = softmax(np.array([[1000.0, 1000.0], [0.0, 0.0]]))
    assert parts.shifted
    assert parts.weights.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert not softmax(np.array([[3.0, -400.0]])).shifted


# -- torch -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted({key.partition(".")[0] for key in TORCH.files}))
def test_it_agrees_with_torch(name: str) -> None:
    queries, keys, values, wanted = (
        TORCH[f"{name}.{part}"] for part in ("queries", "keys", "values", "outputs")
    )
    got = attention(queries, keys, values, **SWITCHES.get(name, {}))
    largest = max(1.0, np.abs(queries @ keys.T).max())  # error grows with the logits
    assert np.abs(got - wanted).max() <= 4e-15 * largest


# -- always ------------------------------------------------------------------------------------


@given(logits(3, 7))
def test_each_token_spends_exactly_one_unit_of_attention(given_scores: np.ndarray) -> None:
    weights = softmax(given_scores).weights
    assert np.allclose(weights.sum(axis=1), 1, rtol=0, atol=1e-14)
    assert np.all(weights >= 0)


@given(logits(5, 3), st.floats(-500, 500))
def test_adding_a_constant_to_a_row_changes_no_weight(
    given_scores: np.ndarray, constant: float
) -> None:
    moved = given_scores + np.array([[constant], [0], [0], [0], [0]])
    assert np.allclose(softmax(moved).weights, softmax(given_scores).weights, atol=1e-12)


@given(logits(5, 2, 4), logits(5, 2, 4), logits(5, 3, 1e3))
def test_outputs_stay_among_the_values(
    queries: np.ndarray, keys: np.ndarray, values: np.ndarray
) -> None:
    """In every direction, an output reaches no farther than the farthest value: the hull."""
    outputs = attention(queries, keys, values)
    directions = np.random.default_rng(11).normal(size=(3, 29))
    reach = values @ directions
    assert np.all(outputs @ directions <= reach.max(axis=0) + 1e-9)
    assert np.all(outputs @ directions >= reach.min(axis=0) - 1e-9)


@given(logits(7, 3, 3), st.permutations(range(7)))
def test_permuting_tokens_permutes_outputs(tokens: np.ndarray, order: list[int]) -> None:
    plain = attention(tokens, tokens[:, ::-1], tokens**2)
    mixed = tokens[order]
    assert np.allclose(attention(mixed, mixed[:, ::-1], mixed**2), plain[order], atol=1e-10)

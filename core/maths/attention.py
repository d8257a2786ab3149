"""Attention in pure functions, each of one step (Vaswani et al. 2017, section 3.2).

Axes: n tokens ask (rows), n tokens are asked (columns). A token's vector is a row of X [n, d];
a matrix acts on it as a column, q = W e, so stacked over tokens Q = X Wᵀ.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.maths.linear import Array
from core.maths.similarity import Similarity, similarities

Mask = Literal["none", "causal"]

LARGEST_PLAIN_LOGIT = 10.0  # e^10 is 22,026: beyond it, exponentials are taken relative to the top


class Softmax(NamedTuple):
    """A softmax over rows, in its parts."""

    exponentials: Array  # [n, n] exp(masked), or exp(masked − row maximum) where shifted
    sums: Array  # [n] of a row's exponentials
    weights: Array  # [n, n] exponentials / sums; each row sums to 1
    shifted: bool  # whether row maxima were subtracted first, which changes no weight


def project(embeddings: Array, matrix: Array) -> Array:  # [n, d], [k, d] -> [n, k]
    """What a matrix makes of each token: W e for every row e."""
    return embeddings @ matrix.T


def scores(kind: Similarity, queries: Array, keys: Array, temperature: float = 1.0) -> Array:
    """What softmax reads: similarity of every query and key over temperature, [n, n]."""
    return similarities(kind, queries, keys) / temperature


def masked(scores: Array, mask: Mask) -> Array:  # [n, m] -> [n, m]
    """Scores with −∞ where a token may not look: for `causal`, at every later token."""
    if mask == "none":
        return scores
    return np.where(np.tril(np.ones(scores.shape, dtype=bool)), scores, -np.inf)


def softmax(logits: Array) -> Softmax:  # [n, n]; −∞ is masked
    """Exponentials over their sum, row by row; a row that may look nowhere gets zeros."""
    tops = np.max(logits, axis=-1, keepdims=True)
    tops = np.where(np.isfinite(tops), tops, 0.0)
    shifted = bool(np.any(np.abs(tops) > LARGEST_PLAIN_LOGIT))
    exponentials = np.exp(logits - tops) if shifted else np.exp(logits)
    sums = exponentials.sum(axis=-1)
    shares = exponentials / np.where(sums > 0, sums, 1.0)[:, None]
    return Softmax(exponentials, sums, shares, shifted)


def strongest(weights: Array) -> NDArray[np.int64]:  # [n, n] -> [n]
    """The context token of most weight for each token; the first of equals; itself if alone."""
    if len(weights) == 1:
        return np.zeros(1, dtype=np.int64)
    context = np.where(np.eye(len(weights), dtype=bool), -1.0, weights)
    found: NDArray[np.int64] = np.argmax(context, axis=1).astype(np.int64)
    return found


def head_to_tail(weighted: Array, outputs: Array) -> Array:  # [n, m, d_v] -> [n, m + 1, d_v]
    """Running sums from the origin; the last is the output itself, to the last bit."""
    starts = np.zeros_like(weighted[:, :1])
    sums = np.concatenate([starts, np.cumsum(weighted, axis=1)], axis=1)
    sums[:, -1] = outputs
    return sums


def attention(
    queries: Array,  # [n, d_k]
    keys: Array,  # [m, d_k]
    values: Array,  # [m, d_v]
    kind: Similarity = "scaled",
    temperature: float = 1.0,
    mask: Mask = "none",
) -> Array:  # [n, d_v]
    """The weighted sum of the values for every query."""
    return softmax(masked(scores(kind, queries, keys, temperature), mask)).weights @ values

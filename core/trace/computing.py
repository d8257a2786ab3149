"""Every number that a film of a lesson may draw, computed once, in float64, read-only.

Axes: n tokens of a sentence (rows ask, columns are asked), d the embeddings' width, d_k the
queries' and keys', d_v the values', V words of the table. A field that ends in `_2d` is its
namesake as drawn in the plane; for 2-D vectors it is the very same array.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.maths import attention, similarity
from core.maths.linear import EXAMPLE_MAP, Array, MapChoice, Step, locked, matrix_of, steps_of
from core.trace.comparison import Comparison, comparison
from core.trace.maps import MapTrace, map_trace, plane_matrix_problem
from core.trace.summary import Summary, summaries_of, summary_of
from core.trace.word_map import WordMap, word_maps

if TYPE_CHECKING:
    from core.lesson import Attention, Head, Lesson, Sentence

Draw = Callable[[Array], Array]  # [..., d] -> [..., 2], as View.draw
Fields = dict[str, Any]  # some of a record's fields by name


@dataclass(frozen=True, eq=False)
class View:
    """How a space is drawn in the plane. The origin stays the origin: nothing is centred."""

    basis: Array  # [2, d] the plane's axes, orthonormal, largest share of length first
    explained: float  # share of all vectors' squared length that the plane keeps, 0 to 1
    exact: bool  # whether nothing is lost because d ≤ 2
    kept: Array  # [1] `explained` again, as an array that a picture can show

    def draw(self, vectors: Array) -> Array:  # [..., d] -> [..., 2]
        """The vectors as drawn: themselves if 2-D, padded if 1-D, projected otherwise."""
        if vectors.shape[-1] == 2 and self.exact:
            return vectors
        return locked(vectors @ self.basis.T)


@dataclass(frozen=True, eq=False)
class HeadTrace:
    """One head's work on one sentence, step by step."""

    name: str
    W_Q: Array  # [d_k, d]
    W_K: Array  # [d_k, d]
    W_V: Array  # [d_v, d]
    steps_Q: tuple[Step, ...]  # the named maps of W_Q in order; none for the identity
    steps_K: tuple[Step, ...]
    steps_V: tuple[Step, ...]
    queries: Array  # [n, d_k] q_i = W_Q e_i
    keys: Array  # [n, d_k] k_i = W_K e_i
    values: Array  # [n, d_v] v_i = W_V e_i
    queries_2d: Array  # [n, 2]
    keys_2d: Array  # [n, 2]
    values_2d: Array  # [n, 2]
    dots: Array  # [n, n] q_i · k_j
    cosines: Array  # [n, n] of the angle from q_i to k_j; 0 for a zero arrow
    angles: Array  # [n, n] radians from q_i to k_j, 0 to pi; pi/2 for a zero arrow
    defined: NDArray[np.bool_]  # [n, n] whether q_i and k_j both have a direction
    pairs_2d: Array  # [n, n, 2, 2] q_i and k_j in a plane that holds both: true lengths, true angle
    query_lengths: Array  # [n]
    key_lengths: Array  # [n]
    value_lengths: Array  # [n]
    d_k: int
    scale: float  # √d_k, the divisor of the `scaled` similarity
    divisors: Array  # [3] d_k, √d_k and the temperature, as an array that a picture can show
    scaled: Array  # [n, n] dots / √d_k, or the lesson's other similarity; before temperature
    scores: Array  # [n, n] what softmax reads before masking: similarity / temperature
    masked: Array  # [n, n] scores, −∞ where i may not look at j
    exponents: Array  # [n, n] what e is raised to: masked, less its row's maximum if shifted
    exponentials: Array  # [n, n] exp(masked), or exp(masked − row maximum) if shifted
    shifted: bool  # whether row maxima were subtracted first, to keep exponentials readable
    exponential_sums: Array  # [n] sum of each row of exponentials
    weights: Array  # [n, n] exponentials / sums; each row sums to 1
    weighted_values: Array  # [n, n, d_v] w_ij v_j
    weighted_values_2d: Array  # [n, n, 2]
    partial_sums: Array  # [n, n + 1, d_v] weighted values head to tail: starts at 0, ends at y_i
    partial_sums_2d: Array  # [n, n + 1, 2]
    pulls: Array  # [n, n, d_v] w_ij (v_j − v_i); they sum to y_i − v_i
    pulls_2d: Array  # [n, n, 2]
    outputs: Array  # [n, d_v] y_i, the sum of w_ij v_j
    outputs_2d: Array  # [n, 2]
    distances_before: Array  # [n, n] |v_i − v_j|
    distances_after: Array  # [n, n] |y_i − v_j|
    cosines_before: Array  # [n, n] of the angle from v_i to v_j
    cosines_after: Array  # [n, n] of the angle from y_i to v_j
    strongest: NDArray[np.int64]  # [n] the context token j ≠ i of most weight; itself if alone

    @property
    def symmetric(self) -> bool:
        """Whether a asks b exactly as loudly as b asks a, for every pair."""
        return bool(np.allclose(self.scores, self.scores.T, rtol=1e-9, atol=1e-12))


@dataclass(frozen=True, eq=False)
class SentenceTrace:
    """One sentence: its words, its tokens, and what attention makes of them."""

    index: int  # from 0
    name: str
    text: str
    words: tuple[str, ...]  # all words in order, also those that take no part
    participates: tuple[bool, ...]  # [words] which words are tokens
    tokens: tuple[str, ...]  # [n] the words that take part
    rows: tuple[int, ...]  # [n] each token's row in the table
    embeddings: Array  # [n, d]
    embeddings_2d: Array  # [n, 2]
    heads: tuple[HeadTrace, ...]
    outputs: Array  # [n, d_out] all heads side by side, through W_O if any, + e if residual
    focus: int | None  # the token in focus; None if the sentence lacks it

    def find(self, word: str | None) -> int | None:
        """The first token that is this word, or None."""
        return self.tokens.index(word) if word in self.tokens else None


@dataclass(frozen=True, eq=False)
class Trace:
    """A lesson, computed."""

    title: str
    question: str | None
    focus: str
    words: tuple[str, ...]  # [V] the table's words, in its order
    table: Array  # [V, d] one locked row for each word
    table_2d: Array  # [V, 2]
    in_sentence: tuple[bool, ...]  # [V] whether a word is a token of any sentence
    sentences: tuple[SentenceTrace, ...]
    similarity: str  # scaled, dot or cosine
    temperature: float
    mask: str  # none or causal
    residual: bool
    W_O: Array | None  # [d_out, all heads' d_v]
    d: int
    d_k: int  # of the first head
    scale: float  # √d_k of the first head
    model_view: View  # of the embeddings
    key_views: tuple[View, ...]  # of each head's queries and keys
    value_views: tuple[View, ...]  # of each head's values
    maps: tuple[MapTrace, ...]  # every map of the plane that a beat may show, step by step
    comparisons: tuple[Comparison, ...]  # of the sentences that a beat may compare, by head
    word_maps: tuple[WordMap, ...]  # of the words that a beat may map; none if they are too many
    summaries: tuple[Summary, ...] = ()  # of sentences with more tokens than are drawn

    def map_of_head(self, head: int, name: str) -> MapTrace | None:
        """W_Q, W_K or W_V of a head (from 0) by its steps; None if it is no map of the plane."""
        found = (each for each in self.maps if (each.head, each.name) == (head, name))
        return next(found, None)

    def row(self, word: str) -> int:
        """A word's row in the table."""
        return self.words.index(word)

    def comparison(self, first: int, second: int, head: int) -> Comparison:
        """One head's work on two sentences, by their indices; raises KeyError."""
        for each in self.comparisons:
            if (each.sentences, each.head) == ((first, second), head):
                return each
        raise KeyError(f"no comparison of sentences {first} and {second} by head {head}")

    def summary(self, sentence: int, head: int, asking: int) -> Summary | None:
        """What is drawn of a sentence as one of its tokens hears it; None where all of it is."""
        place = (sentence, head, asking)
        found = (each for each in self.summaries if each.place == place)
        return next(found, None) or summary_of(self.sentences[sentence], head, asking)


def trace_of(lesson: Lesson) -> Trace:
    """Compute a lesson: every number of every sentence and head."""
    words = tuple(lesson.embeddings)
    table = locked(list(lesson.embeddings.values()))
    used = {word for sentence in lesson.sentences for word in lesson.tokens(sentence)}
    rows = [row for row, word in enumerate(words) if word in used]
    model_view = view_of(table[rows])
    table_2d = model_view.draw(table)
    works = [_HeadWork(head, table[rows]) for head in lesson.heads]
    W_O = None if lesson.W_O is None else locked(lesson.W_O)
    sentences = tuple(
        _sentence_trace(index, sentence, lesson, words, table, model_view, works, W_O)
        for index, sentence in enumerate(lesson.sentences)
    )
    trace = Trace(
        title=lesson.title,
        question=lesson.question,
        focus=lesson.focus,
        words=words,
        table=table,
        table_2d=table_2d,
        in_sentence=tuple(word in used for word in words),
        sentences=sentences,
        similarity=lesson.attention.similarity,
        temperature=lesson.attention.temperature,
        mask=lesson.attention.mask,
        residual=lesson.attention.residual,
        W_O=W_O,
        d=table.shape[1],
        d_k=works[0].d_k,
        scale=math.sqrt(works[0].d_k),
        model_view=model_view,
        key_views=tuple(work.key_view for work in works),
        value_views=tuple(work.value_view for work in works),
        maps=_maps(lesson, works, table_2d),
        comparisons=_comparisons(lesson, sentences),
        word_maps=word_maps(words, table, table_2d, lesson.focus, _mapped(lesson)),
    )
    return replace(trace, summaries=summaries_of(lesson, trace))


def _mapped(lesson: Lesson) -> list[tuple[str, ...]]:
    """The whole table, and what words a storyboard chooses to map."""
    return [(), *(getattr(spec, "words", ()) for spec in lesson.storyboard)]


def _comparisons(lesson: Lesson, sentences: tuple[SentenceTrace, ...]) -> tuple[Comparison, ...]:
    """The first two sentences, and those that a storyboard compares, by every head."""
    chosen = [getattr(spec, "sentences", None) for spec in lesson.storyboard]
    pairs = dict.fromkeys([(1, 2), *(pair for pair in chosen if pair)])
    return tuple(
        comparison(sentences[first - 1], sentences[second - 1], head)
        for first, second in pairs
        if min(first, second) >= 1 and max(first, second) <= len(sentences)
        for head in range(len(lesson.heads))
    )


def _maps(lesson: Lesson, works: list[_HeadWork], table_2d: Array) -> tuple[MapTrace, ...]:
    """The heads' maps of the plane, then those that a storyboard brings, then the example."""
    width = len(next(iter(lesson.embeddings.values())))
    chosen = [getattr(spec, "map", None) for spec in lesson.storyboard]
    own = dict.fromkeys([*(c for c in chosen if isinstance(c, MapChoice)), EXAMPLE_MAP])
    of_heads = [
        map_trace(_choice(head, name), table_2d, number, name, work.matrices[name])
        for number, (head, work) in enumerate(zip(lesson.heads, works, strict=True))
        for name in ("W_Q", "W_K", "W_V")
        if work.matrices[name].shape == (2, 2)
    ]
    mine = [map_trace(one, table_2d) for one in own if not plane_matrix_problem(one, width)]
    return (*of_heads, *mine)


def view_of(vectors: Array) -> View:  # [m, d]
    """The plane that keeps most of these vectors' squared length (uncentred SVD).

    Signs are fixed: each axis's largest coordinate is positive. Where singular values tie, the
    plane is one of many equally good ones, and the same one every time.
    """
    width = vectors.shape[1]
    if width <= 2:
        return View(locked(np.eye(2)[:, :width]), 1.0, True, locked([1.0]))
    largest = float(np.max(np.abs(vectors), initial=0.0)) or 1.0
    _, strengths, axes = np.linalg.svd(vectors / largest, full_matrices=False)
    basis = np.zeros((2, width))
    basis[: min(2, len(axes))] = axes[:2]
    if len(axes) < 2:
        basis[1] = _perpendicular(basis[0])
    leading = basis[np.arange(2), np.argmax(np.abs(basis), axis=1)]
    basis *= np.where(leading < 0, -1.0, 1.0)[:, None]
    total = float(np.sum(strengths**2))
    kept = float(np.sum(strengths[:2] ** 2)) / total if total > 0 else 1.0
    kept = min(kept, 1.0)
    return View(locked(basis), kept, False, locked([kept]))


def _perpendicular(axis: Array) -> Array:  # [d] -> [d]
    """One direction at a right angle to this one."""
    helper = np.zeros_like(axis)
    helper[int(np.argmin(np.abs(axis)))] = 1.0
    across = helper - (helper @ axis) * axis
    return np.asarray(across / np.linalg.norm(across))


class _HeadWork:
    """What a head brings to every sentence: its matrices, their steps, and its views."""

    def __init__(self, head: Head, used: Array) -> None:  # used [m, d]: rows of all sentences
        width = used.shape[1]
        self.name = head.name
        self.matrices: Fields = {name: _matrix(head, name, width) for name in ("W_Q", "W_K", "W_V")}
        self.steps: Fields = {
            f"steps_{name}": steps_of(_choice(head, f"W_{name}")) for name in "QKV"
        }
        self.d_k = len(self.matrices["W_Q"])
        asked = [attention.project(used, self.matrices[name]) for name in ("W_Q", "W_K")]
        self.key_view = view_of(np.concatenate(asked))
        self.value_view = view_of(attention.project(used, self.matrices["W_V"]))


def _choice(head: Head, name: str) -> MapChoice:
    choice: MapChoice = getattr(head, name)
    return choice


def _matrix(head: Head, name: str, width: int) -> Array:
    return matrix_of(_choice(head, name), width)


def _sentence_trace(
    index: int,
    sentence: Sentence,
    lesson: Lesson,
    words: tuple[str, ...],
    table: Array,
    model_view: View,
    works: list[_HeadWork],
    W_O: Array | None,
) -> SentenceTrace:
    tokens = lesson.tokens(sentence)
    rows = tuple(words.index(token) for token in tokens)
    embeddings = locked(table[list(rows)])
    heads = tuple(_head_trace(work, embeddings, lesson) for work in works)
    return SentenceTrace(
        index=index,
        name=sentence.name,
        text=sentence.text,
        words=sentence.words,
        participates=tuple(word not in lesson.ignore for word in sentence.words),
        tokens=tokens,
        rows=rows,
        embeddings=embeddings,
        embeddings_2d=model_view.draw(embeddings),
        heads=heads,
        outputs=_combined(heads, W_O, embeddings if lesson.attention.residual else None),
        focus=tokens.index(lesson.focus) if lesson.focus in tokens else None,
    )


def _combined(heads: tuple[HeadTrace, ...], W_O: Array | None, residual: Array | None) -> Array:
    """All heads' outputs side by side, through W_O, plus the embeddings: [n, d_out]."""
    if len(heads) == 1 and W_O is None and residual is None:
        return heads[0].outputs
    outputs = np.concatenate([head.outputs for head in heads], axis=1)
    if W_O is not None:
        outputs = attention.project(outputs, W_O)
    return locked(outputs if residual is None else outputs + residual)


def _head_trace(work: _HeadWork, embeddings: Array, lesson: Lesson) -> HeadTrace:
    """What a head makes of a sentence, step by step: the steps' fields, as HeadTrace lists them."""
    queries, keys, values = (
        locked(attention.project(embeddings, work.matrices[name])) for name in ("W_Q", "W_K", "W_V")
    )
    scale, temperature = math.sqrt(work.d_k), lesson.attention.temperature
    shares = _shares(queries, keys, lesson.attention)
    return HeadTrace(
        name=work.name,
        d_k=work.d_k,
        scale=scale,
        divisors=locked([work.d_k, scale, temperature]),
        **work.matrices,
        **work.steps,
        **_arrows(work, queries, keys, values),
        **_meetings(queries, keys, work.key_view.draw),
        **shares,
        **_mixture(shares["weights"], values, work.value_view.draw),
    )


def _arrows(work: _HeadWork, queries: Array, keys: Array, values: Array) -> Fields:
    """The three parts of every token, as drawn and as long as they are."""
    return {
        "queries": queries,
        "keys": keys,
        "values": values,
        "queries_2d": work.key_view.draw(queries),
        "keys_2d": work.key_view.draw(keys),
        "values_2d": work.value_view.draw(values),
        "query_lengths": locked(similarity.lengths(queries)),
        "key_lengths": locked(similarity.lengths(keys)),
        "value_lengths": locked(similarity.lengths(values)),
    }


def _meetings(queries: Array, keys: Array, draw: Draw) -> Fields:
    """Every query beside every key."""
    return {
        "dots": locked(similarity.dots(queries, keys)),
        "cosines": locked(similarity.cosines(queries, keys)),
        "angles": locked(similarity.angles(queries, keys)),
        "defined": _locked_flags(similarity.defined(queries, keys)),
        "pairs_2d": _pairs_2d(queries, keys, draw),
    }


def _shares(queries: Array, keys: Array, switches: Attention) -> Fields:
    """From scores to weights, row by row."""
    scores = attention.scores(switches.similarity, queries, keys, switches.temperature)
    masked = attention.masked(scores, switches.mask)
    softmax = attention.softmax(masked)
    return {
        "scaled": locked(similarity.similarities(switches.similarity, queries, keys)),
        "scores": locked(scores),
        "masked": locked(masked),
        "exponents": locked(_exponents(masked, shifted=softmax.shifted)),
        "exponentials": locked(softmax.exponentials),
        "shifted": softmax.shifted,
        "exponential_sums": locked(softmax.sums),
        "weights": locked(softmax.weights),
        "strongest": _locked_places(attention.strongest(softmax.weights)),
    }


def _mixture(weights: Array, values: Array, draw: Draw) -> Fields:
    """The values as loud as they are heard, what they add up to, and what that lies near."""
    weighted = locked(weights[:, :, None] * values[None, :, :])
    outputs = locked(weights @ values)
    partial = locked(attention.head_to_tail(weighted, outputs))
    pulls = locked(weights[:, :, None] * (values[None, :, :] - values[:, None, :]))
    return {
        "weighted_values": weighted,
        "weighted_values_2d": draw(weighted),
        "partial_sums": partial,
        "partial_sums_2d": draw(partial),
        "pulls": pulls,
        "pulls_2d": draw(pulls),
        "outputs": outputs,
        "outputs_2d": draw(outputs),
        "distances_before": locked(similarity.distances(values, values)),
        "distances_after": locked(similarity.distances(outputs, values)),
        "cosines_before": locked(similarity.cosines(values, values)),
        "cosines_after": locked(similarity.cosines(outputs, values)),
    }


def _exponents(masked: Array, *, shifted: bool) -> Array:  # [n, n] -> [n, n]
    """What e is raised to, row by row: never above zero where the maxima were taken off."""
    tops = np.max(masked, axis=-1, keepdims=True)
    return masked - np.where(np.isfinite(tops), tops, 0.0) if shifted else masked


def _pairs_2d(
    queries: Array, keys: Array, draw: Draw
) -> Array:  # [n, d_k], [n, d_k] -> [n, n, 2, 2]
    """Each query and key in one plane: as drawn if they are flat, else the key turned from the
    first axis, along which the query then lies, by their true angle.
    """
    count, width = queries.shape
    if width <= 2:
        asked = np.broadcast_to(draw(queries)[:, None], (count, count, 2))
        offered = np.broadcast_to(draw(keys)[None, :], (count, count, 2))
        return locked(np.stack([asked, offered], axis=2))
    turns = similarity.angles(queries, keys)
    lengths = similarity.lengths(keys)[None, :, None]
    offered = lengths * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    along = np.stack([similarity.lengths(queries), np.zeros(count)], axis=-1)
    return locked(np.stack([np.broadcast_to(along[:, None], offered.shape), offered], axis=2))


def _locked_places(places: NDArray[np.int64]) -> NDArray[np.int64]:
    places.setflags(write=False)
    return places


def _locked_flags(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    copy = flags.copy()
    copy.setflags(write=False)
    return copy

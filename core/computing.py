"""A lesson computed: every number of its trace, once, in float64, read-only.

Axes: as in `core.trace.records`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.catalogue.casting import cast_among
from core.lesson import MAPS, Attention, Head, Lesson, Sentence
from core.maths import attention, similarity
from core.maths.linear import EXAMPLE_MAP, Array, locked, matrix_of, steps_of
from core.trace.comparison import comparison
from core.trace.maps import map_trace, plane_matrix_problem
from core.trace.records import Comparison, HeadTrace, MapTrace, SentenceTrace, Summary, Trace
from core.trace.summary import summary_of
from core.trace.views import view_of
from core.trace.word_map import word_maps

Draw = Callable[[Array], Array]  # [..., d] -> [..., 2], as View.draw
Fields = dict[str, Any]  # some of a record's fields by name


@dataclass(frozen=True, eq=False)
class Computed:
    """A lesson with its trace, to be handed on: nobody computes it again."""

    lesson: Lesson
    trace: Trace

    @staticmethod
    def of(lesson: Lesson) -> Computed:
        """Compute a lesson."""
        return Computed(lesson, trace_of(lesson))


def trace_of(lesson: Lesson) -> Trace:
    """Compute a lesson: every number of every sentence and head."""
    work = _LessonWork(lesson)
    words, table, works = work.words, work.table, work.heads
    table_2d = work.view.draw(table)
    sentences = tuple(
        _sentence_trace(work, index, sentence) for index, sentence in enumerate(lesson.sentences)
    )
    return Trace(
        title=lesson.title,
        question=lesson.question,
        focus=lesson.focus,
        words=words,
        table=table,
        table_2d=table_2d,
        in_sentence=tuple(word in work.used for word in words),
        sentences=sentences,
        similarity=lesson.attention.similarity,
        temperature=lesson.attention.temperature,
        mask=lesson.attention.mask,
        residual=lesson.attention.residual,
        W_O=work.W_O,
        d=table.shape[1],
        d_k=works[0].d_k,
        scale=math.sqrt(works[0].d_k),
        model_view=work.view,
        key_views=tuple(work.key_view for work in works),
        value_views=tuple(work.value_view for work in works),
        maps=_maps(lesson, works, table_2d),
        comparisons=_comparisons(lesson, sentences),
        word_maps=word_maps(words, table, table_2d, lesson.focus, _mapped(lesson)),
        summaries=_summaries(lesson, sentences),
    )


def _mapped(lesson: Lesson) -> list[tuple[str, ...]]:
    """The whole table, and what words a storyboard chooses to map."""
    return [(), *(spec.mapped for spec in lesson.storyboard)]


def _comparisons(lesson: Lesson, sentences: tuple[SentenceTrace, ...]) -> tuple[Comparison, ...]:
    """The first two sentences, and those that a storyboard compares, by every head."""
    chosen = [spec.compared for spec in lesson.storyboard]
    pairs = dict.fromkeys([(1, 2), *(pair for pair in chosen if pair)])
    return tuple(
        comparison(sentences[first - 1], sentences[second - 1], head)
        for first, second in pairs
        if min(first, second) >= 1 and max(first, second) <= len(sentences)
        for head in range(len(lesson.heads))
    )


def _summaries(lesson: Lesson, sentences: tuple[SentenceTrace, ...]) -> tuple[Summary, ...]:
    """One for every long sentence, head and asking word that the lesson's storyboard looks at.

    The beats of a default storyboard look at the first two sentences, with the first head.
    """
    places = [(one.index, 0, one.find(lesson.focus) or 0) for one in sentences[:2]]
    for spec in lesson.storyboard:
        cast = cast_among(spec.look, sentences, lesson.focus)
        sides = (cast, cast.other_side)
        places += [side.place for side in sides if side is not None]
    found = (
        summary_of(sentences[sentence], head, asking)
        for sentence, head, asking in dict.fromkeys(places)
    )
    return tuple(summary for summary in found if summary)


def _maps(lesson: Lesson, works: list[_HeadWork], table_2d: Array) -> tuple[MapTrace, ...]:
    """The heads' maps of the plane, then those that a storyboard brings, then the example."""
    width = len(next(iter(lesson.embeddings.values())))
    chosen = [spec.own_map for spec in lesson.storyboard]
    own = dict.fromkeys([*(choice for choice in chosen if choice), EXAMPLE_MAP])
    of_heads = [
        map_trace(choice, table_2d, number, name, work.matrices[name])
        for number, (head, work) in enumerate(zip(lesson.heads, works, strict=True))
        for name, choice in head.maps.items()
        if work.matrices[name].shape == (2, 2)
    ]
    mine = [map_trace(one, table_2d) for one in own if not plane_matrix_problem(one, width)]
    return (*of_heads, *mine)


class _HeadWork:
    """What a head brings to every sentence: its matrices, their steps, and its views."""

    def __init__(self, head: Head, used: Array) -> None:  # used [m, d]: rows of all sentences
        width = used.shape[1]
        self.name = head.name
        self.matrices: Fields = {
            name: matrix_of(choice, width) for name, choice in head.maps.items()
        }
        self.steps: Fields = {
            name.replace("W_", "steps_"): steps_of(choice) for name, choice in head.maps.items()
        }
        self.d_k = len(self.matrices["W_Q"])
        asked = [attention.project(used, self.matrices[name]) for name in ("W_Q", "W_K")]
        self.key_view = view_of(np.concatenate(asked))
        self.value_view = view_of(attention.project(used, self.matrices["W_V"]))


class _LessonWork:
    """What a lesson brings to every sentence: its table, its heads' work, and how it is drawn."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.words = tuple(lesson.embeddings)
        self.table = locked(list(lesson.embeddings.values()))
        self.used = {word for sentence in lesson.sentences for word in lesson.tokens(sentence)}
        used = self.table[[row for row, word in enumerate(self.words) if word in self.used]]
        self.view = view_of(used)
        self.heads = [_HeadWork(head, used) for head in lesson.heads]
        self.W_O = None if lesson.W_O is None else locked(lesson.W_O)


def _sentence_trace(work: _LessonWork, index: int, sentence: Sentence) -> SentenceTrace:
    lesson, tokens = work.lesson, work.lesson.tokens(sentence)
    rows = tuple(work.words.index(token) for token in tokens)
    embeddings = locked(work.table[list(rows)])
    heads = tuple(_head_trace(head, embeddings, lesson) for head in work.heads)
    return SentenceTrace(
        index=index,
        name=sentence.name,
        text=sentence.text,
        words=sentence.words,
        participates=tuple(word not in lesson.ignore for word in sentence.words),
        tokens=tokens,
        rows=rows,
        embeddings=embeddings,
        embeddings_2d=work.view.draw(embeddings),
        heads=heads,
        outputs=_combined(heads, work.W_O, embeddings if lesson.attention.residual else None),
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
        locked(attention.project(embeddings, work.matrices[name])) for name in MAPS
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

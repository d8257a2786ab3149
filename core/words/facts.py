"""What is true of a lesson in a beat, so that the words can choose what to say."""

from __future__ import annotations

import numpy as np

from core.catalogue.casting import Cast, cast_of
from core.lesson import BeatSpec, Lesson
from core.maths.linear import is_identity
from core.maths.similarity import distances
from core.numerals import numeral
from core.trace.records import Trace
from core.trace.summary import MOST_DRAWN_TOKENS

HARDLY = 0.98  # of its own attention: it hears hardly anyone else
SHORT_SENTENCE = 40  # characters that a spoken sentence may quote


def facts_of(lesson: Lesson, trace: Trace, spec: BeatSpec) -> frozenset[str]:
    """What is true of this lesson in this beat, so that the words can choose what to say."""
    cast = cast_of(spec, trace)
    head, pair = cast.head, (cast.asking, cast.partner)
    plain = [is_identity(matrix) for matrix in (head.W_Q, head.W_K, head.W_V)]
    tokens = len(cast.sentence.tokens)
    outputs_differ = _apart(cast) > 1e-9 if cast.other_asking is not None else False
    mirrored = numeral(head.scores[pair]) == numeral(head.scores[pair[::-1]])
    truths = {
        trace.similarity: True,
        "question": lesson.question is not None,
        "one_sentence": len(trace.sentences) == 1,
        "two_sentences": len(trace.sentences) >= 2,
        "other": cast.other_asking is not None,
        "short": max(len(one.text) for one in trace.sentences[:2]) <= SHORT_SENTENCE,
        "ignored": not all(all(one.participates) for one in trace.sentences),
        "toy": not isinstance(lesson.document.get(("embeddings", "file")), str),
        "flat": trace.d == 2,
        "line": trace.d == 1,
        "projected": trace.d > 2,
        "alone": tokens == 1,
        "pair": tokens == 2,
        "many": tokens > 2,
        "summed": tokens > MOST_DRAWN_TOKENS,
        "identity": all(plain),
        "plain_values": plain[2],
        "same_maps": np.array_equal(head.W_Q, head.W_K),
        "symmetric": head.symmetric,
        "mirrored": mirrored,
        "negative": bool(np.any(head.scores < 0)),
        "masked": trace.mask == "causal",
        "shifted": head.shifted,
        "warm": trace.temperature != 1.0,
        "multi_head": len(cast.sentence.heads) > 1,
        "residual": trace.residual,
        "closer": bool(head.distances_after[pair] < head.distances_before[pair] * (1 - 1e-9)),
        "unmoved": _is_unmoved(cast),
        "same_value": not head.distances_before[pair] > 0,
        "leads": bool(head.weights[pair] > head.weights[cast.asking, cast.asking]),
        "same_context": cast.other_context == cast.context,
        "outputs_differ": outputs_differ,
        "undirected": not head.defined[pair],
        "rival": trace.similarity != "cosine" and cast.rival is not None,
        "promised": bool(lesson.expect),
    } | dict(spec.truths(lesson, trace))
    return frozenset(name for name, holds in truths.items() if holds)


def _is_unmoved(cast: Cast) -> bool:
    """Whether the asking word hears itself, and its gap to its context is told by one number."""
    pair = cast.asking, cast.partner
    before, after = cast.head.distances_before[pair], cast.head.distances_after[pair]
    hears_itself = bool(cast.head.weights[cast.asking, cast.asking] > HARDLY)
    return hears_itself and numeral(before) == numeral(after)


def _apart(cast: Cast) -> float:
    """How far apart the asking word ends in the two sentences."""
    if cast.other_head is None or cast.other_asking is None:
        return 0.0
    here, there = cast.head.outputs[[cast.asking]], cast.other_head.outputs[[cast.other_asking]]
    return float(distances(here, there)[0, 0])

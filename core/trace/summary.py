"""A long sentence as one of its words hears it: whom it hears most, and all others as one.

Axes: n tokens of the sentence, of which k are kept, in the sentence's order. In a summed sentence
k tokens ask and k + 1 are asked: the last, called `+57`, stands for the 57 that are not kept. It
has a value and shares, but no query, key or output of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.maths.attention import head_to_tail, strongest
from core.maths.linear import Array, locked
from core.maths.similarity import lengths
from core.trace.records import HeadTrace, SentenceTrace, Summary, Trace

MOST_DRAWN_TOKENS = 8  # of a sentence: of a longer one, the last is all that are left out
Numbers = NDArray[Any]
Fields = dict[str, Any]  # some of a record's fields by name

# Fields of a head by what becomes of their tokens. A namesake `_2d` is the very same array where
# the original's is.
OF_ONE = (
    *("queries", "keys", "queries_2d", "keys_2d", "query_lengths", "key_lengths"),
    *("exponential_sums", "outputs", "outputs_2d"),
)  # [n, …] -> [k, …]
OF_TWO = (
    *("dots", "cosines", "angles", "defined", "pairs_2d", "scaled"),
    *("distances_before", "distances_after", "cosines_before", "cosines_after"),
)  # [n, n, …] -> [k, k, …]
ADDED_UP = (
    *("exponentials", "weights", "weighted_values", "weighted_values_2d", "pulls", "pulls_2d"),
)  # [n, n, …] -> [k, k + 1, …]
LOGARITHMS = ("scores", "masked", "exponents")  # [n, n] -> [k, k + 1]: log of a sum of exponentials
CENTRES = ("values", "values_2d")  # [n, …] -> [k + 1, …]
RUNNING = (
    ("partial_sums", "weighted_values", "outputs"),
    ("partial_sums_2d", "weighted_values_2d", "outputs_2d"),
)  # what is added up, and what it ends at: [n, n + 1, …] -> [k, k + 2, …]


def summary_in(trace: Trace, place: tuple[int, int, int]) -> Summary | None:
    """What is drawn of a sentence as a head's token hears it; None where all of it is drawn."""
    found = next((each for each in trace.summaries if each.place == place), None)
    sentence, head, asking = place
    return found or summary_of(trace.sentences[sentence], head, asking)


def summary_of(
    sentence: SentenceTrace, head: int, asking: int, most: int = MOST_DRAWN_TOKENS
) -> Summary | None:
    """At most so many things to draw of a sentence; None where all of it can be drawn."""
    count = len(sentence.tokens)
    if count <= most:
        return None
    tokens = heard_most(sentence.heads[head].weights[asking], asking, most - 1)
    rest = tuple(token for token in range(count) if token not in tokens)
    whole = summed(sentence, head, asking, tokens)
    return Summary((sentence.index, head, asking), tokens, rest, whole, kept(whole))


def heard_most(weights: Array, asking: int, count: int) -> tuple[int, ...]:
    """The asking token and those to which it gives most weight [n], in the sentence's order."""
    ranked = np.argsort(-weights, kind="stable")
    others = [int(token) for token in ranked if token != asking]
    return tuple(sorted([asking, *others[: count - 1]]))


def gathered(row: Array, rest: Sequence[int]) -> Array:  # [n] -> [k + 1]; [n] if rest is empty
    """A row of numbers with those of the rest added up, at its end."""
    return np.append(np.delete(row, rest), row[list(rest)].sum()) if rest else row


def summed(
    sentence: SentenceTrace, head: int, asking: int, tokens: tuple[int, ...]
) -> SentenceTrace:
    """The sentence with these tokens, and one more for all others, as this token hears them.

    For every kept token that asks, shares, exponentials, weighted values and pulls of the last
    column are the others' sums, so that each row is still that of the whole sentence. Its value is
    the others' centre of mass under the asking token's weights, so that weight times value is
    their part of the asking token's output.
    """
    rest = [token for token in range(len(sentence.tokens)) if token not in tokens]
    weights = sentence.heads[head].weights[asking, rest]
    part = _Part(list(tokens), rest, weights)
    drawn = (*(sentence.tokens[token] for token in tokens), f"+{len(rest)}")
    return replace(
        sentence,
        words=drawn,
        participates=(True,) * len(tokens) + (False,),
        tokens=drawn,
        rows=tuple(sentence.rows[token] for token in tokens),
        heads=tuple(part.of_head(each) for each in sentence.heads),
        focus=tokens.index(sentence.focus) if sentence.focus in tokens else None,
        **part.reduced(sentence, ("embeddings", "embeddings_2d", "outputs"), part.rows),
    )


def kept(sentence: SentenceTrace) -> SentenceTrace:
    """A summed sentence without its last token, in the very same memory."""
    names = sentence.tokens[:-1]
    return replace(
        sentence,
        words=names,
        participates=(True,) * len(names),
        tokens=names,
        heads=tuple(_without_the_last(head) for head in sentence.heads),
    )


def _without_the_last(head: HeadTrace) -> HeadTrace:
    columns = (*ADDED_UP, *LOGARITHMS, "partial_sums", "partial_sums_2d")
    return replace(
        head,
        **_reduced(head, columns, lambda array: array[:, :-1]),
        **_reduced(head, (*CENTRES, "value_lengths"), lambda array: array[:-1]),
    )


def _reduced(owner: Any, names: Sequence[str], reduce: Callable[[Numbers], Numbers]) -> Fields:
    """Arrays by name, each reduced once, so that fields that were one array still are."""
    arrays = {name: getattr(owner, name) for name in names}
    once = {id(array): reduce(array) for array in arrays.values()}
    return {name: once[id(array)] for name, array in arrays.items()}


class _Part:
    """Which tokens stay, which become one, and how much the asking token hears of the latter."""

    def __init__(self, tokens: list[int], rest: list[int], weights: Array) -> None:
        self.tokens, self.rest = tokens, rest
        heard = float(weights.sum())
        even = np.full(len(rest), 1.0 / len(rest))  # nobody of them is heard: plainly their centre
        self.shares = weights / heard if heard > 0 else even  # [n - k], they sum to 1

    def of_head(self, head: HeadTrace) -> HeadTrace:
        """A head's work on what stays."""
        fields = self.reduced(head, OF_ONE, self.rows)
        fields |= self.reduced(head, OF_TWO, self.pairs)
        fields |= self.reduced(head, ADDED_UP, self.sums)
        fields |= self.reduced(head, LOGARITHMS, self.logarithms)
        fields |= self.reduced(head, CENTRES, self.centre)
        fields["value_lengths"] = locked(lengths(fields["values"]))
        fields["strongest"] = _locked(strongest(self.pairs(head.weights)))
        for sums, parts, ends in RUNNING:
            fields[sums] = locked(head_to_tail(fields[parts], fields[ends]))
        if head.partial_sums_2d is head.partial_sums:
            fields["partial_sums_2d"] = fields["partial_sums"]
        return replace(head, **fields)

    @staticmethod
    def reduced(owner: Any, names: Sequence[str], reduce: Callable[[Numbers], Numbers]) -> Fields:
        """Reduced arrays that nobody can write to."""
        return _reduced(owner, names, lambda array: _locked(reduce(array)))

    def rows(self, array: Numbers) -> Numbers:  # [n, …] -> [k, …]
        return np.asarray(array[self.tokens])

    def pairs(self, array: Numbers) -> Numbers:  # [n, n, …] -> [k, k, …]
        return np.asarray(array[np.ix_(self.tokens, self.tokens)])

    def sums(self, array: Numbers) -> Numbers:  # [n, n, …] -> [k, k + 1, …]
        rest = array[np.ix_(self.tokens, self.rest)].sum(axis=1, keepdims=True)
        return np.concatenate([self.pairs(array), rest], axis=1)

    def logarithms(self, array: Numbers) -> Numbers:  # [n, n] -> [k, k + 1]
        rest = array[np.ix_(self.tokens, self.rest)]
        whole = np.logaddexp.reduce(rest, axis=1, keepdims=True)
        return np.concatenate([self.pairs(array), whole], axis=1)

    def centre(self, array: Numbers) -> Numbers:  # [n, …] -> [k + 1, …]
        return np.concatenate([self.rows(array), self.shares[None] @ array[self.rest]])


def _locked(array: Numbers) -> Numbers:
    """A read-only copy of the same type."""
    copy = np.array(array, order="C")
    copy.setflags(write=False)
    return copy

"""A long sentence as one of its words hears it: whom it hears most, and all others as one.

Axes: n tokens of the sentence, of which k are kept, in the sentence's order. In a summed sentence
k tokens ask and k + 1 are asked: the last, called `+57`, stands for the 57 that are not kept. It
has a value and shares, but no query, key or output of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.catalogue.beats import BEATS, MOST_DRAWN_TOKENS, cast_of
from core.maths.attention import head_to_tail, strongest
from core.maths.linear import Array, locked
from core.maths.similarity import lengths

if TYPE_CHECKING:
    from core.lesson import Lesson
    from core.trace.computing import HeadTrace, SentenceTrace, Trace

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


@dataclass(frozen=True, eq=False)
class Summary:
    """What is drawn of a sentence that has more tokens than a picture can hold."""

    place: tuple[int, int, int]  # sentence, head and asking token, from 0, whose weights decide
    kept_tokens: tuple[int, ...]  # [k] in the sentence's order
    rest: tuple[int, ...]  # [n - k] the others
    summed: SentenceTrace  # the kept tokens, and one more that stands for the rest
    kept: SentenceTrace  # the kept tokens alone


def summaries_of(lesson: Lesson, trace: Trace) -> tuple[Summary, ...]:
    """One for every long sentence, head and asking word that the lesson's storyboard looks at."""
    wanted = dict.fromkeys(_looks(lesson, trace))
    found = (
        summary_of(trace.sentences[sentence], head, asking) for sentence, head, asking in wanted
    )
    return tuple(summary for summary in found if summary)


def _looks(lesson: Lesson, trace: Trace) -> Iterator[tuple[int, int, int]]:
    """The sentences, heads and asking tokens that are looked at."""
    for sentence in trace.sentences[:2]:
        yield sentence.index, 0, sentence.find(trace.focus) or 0
    specs = lesson.storyboard or [spec_class(beat=name) for name, spec_class in BEATS.items()]
    for cast in (cast_of(spec, trace) for spec in specs):
        yield cast.place
        if cast.other_side is not None:
            yield cast.other_side.place


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

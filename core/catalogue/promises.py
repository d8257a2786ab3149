"""Promises: what a lesson says will happen, checked on its numbers before a frame is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.lesson import Promise, Verdict
from core.maths.attention import project
from core.maths.groups import short_of_group
from core.maths.linear import Array
from core.maths.similarity import distances
from core.numerals import numeral, percent, shortest
from core.trace.records import HeadTrace, SentenceTrace, Trace, WordMap

VISIBLE = 1e-6  # two outputs nearer than this are the same
SPARE = 0.005  # a shortfall is 0 from here on: room for rounding
BARELY = 0.05  # a shortfall of what is not kept, however near its distances come
SEEN = 0.02  # the same, for a distance that is to grow or to shrink: so much can be seen


class _UnfitPromiseError(Exception):
    """A promise about something that is not there."""


class _InSentence(Promise):
    sentence: int = Field(default=1, ge=1)

    @property
    def place(self) -> tuple[int | None, int | None]:
        return self.sentence, self.head

    def _place(self, trace: Trace) -> tuple[SentenceTrace, HeadTrace, int]:
        sentence = _sentence(trace, self.sentence)
        return sentence, _head(sentence, self.head), _token(sentence, self.word or trace.focus)


class _Bounds(_InSentence):
    at_least: float | None = None
    at_most: float | None = None
    about: float | None = None
    within: float | None = Field(default=None, ge=0)

    _tolerance: ClassVar[float] = 0.0
    _range: ClassVar[tuple[float, float]] = (0.0, 1.0)

    def why_certain(self, trace: Trace) -> str:  # noqa: ARG002
        low, high = self._range
        least, most = (self.at_least or low), (high if self.at_most is None else self.at_most)
        if self.about is not None or least > low or most < high:
            return ""
        return f"it allows all from {low:g} to {high:g}; leave some of that out"

    def _holds(self, got: float) -> bool:
        within = self._tolerance if self.within is None else self.within
        return (
            (self.at_least is None or got >= self.at_least - 1e-9)
            and (self.at_most is None or got <= self.at_most + 1e-9)
            and (self.about is None or abs(got - self.about) <= within + 1e-9)
        )

    def _short_of_bounds(self, got: float) -> float:
        """The shortfall of a number that, like the bounds, was `_leveled`."""
        within = self._tolerance if self.within is None else self.within
        lows, highs = [self.at_least], [self.at_most]
        if self.about is not None:
            lows.append(self.about - within)
            highs.append(self.about + within)
        low = max((self._leveled(one) for one in lows if one is not None), default=-math.inf)
        high = min((self._leveled(one) for one in highs if one is not None), default=math.inf)
        spare = min(SPARE, max(high - low, 0.0) / 4)
        return _positive(low + spare - got) + _positive(got - high + spare)

    def _leveled(self, number: float) -> float:
        """A number of this kind, so that equal steps are equally hard to make."""
        return number

    def _wanted(self) -> Iterator[str]:
        for name in ("at_least", "at_most", "about"):
            bound = getattr(self, name)
            if bound is not None:
                yield f"{name.replace('_', ' ')} {shortest(bound)}"


class Closer(_InSentence):
    """Attention brings a word's output nearer to another word's value."""

    kind = "closer"
    to: str
    by: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="The share of the distance that must go: 0.5 is half of it.",
    )

    def judge(self, trace: Trace) -> Verdict:
        sentence, head, i = self._place(trace)
        j = _token(sentence, self.to)
        before, after = head.distances_before[i, j], head.distances_after[i, j]
        kept = bool(after < before and after <= (1 - self.by) * before + 1e-9)
        wanted = f" by {percent(self.by)}" if self.by else ""
        return _verdict(
            f"“{sentence.tokens[i]}” ends closer to “{self.to}”{wanted}",
            f"distance {numeral(before)} before, {numeral(after)} after, in “{sentence.text}”",
            kept=kept,
            values={"word": sentence.tokens[i], "other": self.to, "before": before, "after": after},
        )

    def why_certain(self, trace: Trace) -> str:
        sentence, head, i = self._place(trace)
        j = _token(sentence, self.to)
        heard = i != j and float(head.weights[i, j]) > 0
        if self.by or len(sentence.tokens) > 2 or not heard or not head.distances_before[i, j] > 0:
            return ""
        return "where a word has but one other to hear, it always ends closer; say how much, by:"

    def shortfall(self, trace: Trace) -> float:
        sentence, head, i = self._place(trace)
        j = _token(sentence, self.to)
        before, after = head.distances_before[i, j], head.distances_after[i, j]
        return _short((1 - self.by) * before, after, SPARE if self.by else SEEN)


class Farther(_InSentence):
    """Attention takes a word's output away from another word's value."""

    kind = "farther"
    from_: str = Field(validation_alias="from", description="The word that it leaves.")

    def judge(self, trace: Trace) -> Verdict:
        sentence, head, i = self._place(trace)
        j = _token(sentence, self.from_)
        before, after = head.distances_before[i, j], head.distances_after[i, j]
        return _verdict(
            f"“{sentence.tokens[i]}” ends farther from “{self.from_}”",
            f"distance {numeral(before)} before, {numeral(after)} after, in “{sentence.text}”",
            kept=bool(after > before),
            values={
                "word": sentence.tokens[i],
                "other": self.from_,
                "before": before,
                "after": after,
            },
        )

    def shortfall(self, trace: Trace) -> float:
        sentence, head, i = self._place(trace)
        j = _token(sentence, self.from_)
        return _short(head.distances_after[i, j], head.distances_before[i, j], SEEN)


class Weight(_Bounds):
    """How much of its attention a word spends on another."""

    kind = "weight"
    on: str
    _tolerance: ClassVar[float] = 0.005

    def judge(self, trace: Trace) -> Verdict:
        sentence, head, i = self._place(trace)
        got = float(head.weights[i, _token(sentence, self.on)])
        wanted = ", ".join(self._wanted()) or "anything"
        return _verdict(
            f"“{sentence.tokens[i]}” gives “{self.on}” a weight of {wanted}",
            f"it is {numeral(got, 3)}, in “{sentence.text}”",
            kept=self._holds(got),
            values={"word": sentence.tokens[i], "other": self.on, "weight": got},
        )

    def shortfall(self, trace: Trace) -> float:
        sentence, head, i = self._place(trace)
        logits, j = head.masked[i], _token(sentence, self.on)
        others = np.logaddexp.reduce(np.delete(logits, j), initial=-math.inf)
        odds = 0.0 if logits[j] == others else logits[j] - others  # both may be −∞
        return self._short_of_bounds(float(odds) / 4)

    def _leveled(self, number: float) -> float:
        if not 0 < number < 1:
            return -math.inf if number <= 0 else math.inf
        return math.log(number / (1 - number)) / 4


class Ranks(_InSentence):
    """In what order a word attends to others, most first."""

    kind = "ranks"
    order: tuple[str, ...] = Field(min_length=2, description="Words, the one heard most first.")

    def judge(self, trace: Trace) -> Verdict:
        sentence, head, i = self._place(trace)
        got = [float(head.weights[i, _token(sentence, word)]) for word in self.order]
        shown = ", ".join(f"{word} {percent(weight)}" for word, weight in zip(self.order, got))
        return _verdict(
            f"“{sentence.tokens[i]}” attends to {' more than '.join(self.order)}",
            f"{shown}, in “{sentence.text}”",
            kept=all(more > less for more, less in pairwise(got)),
            values={"word": sentence.tokens[i], "order": " > ".join(self.order)},
        )

    def shortfall(self, trace: Trace) -> float:
        sentence, head, i = self._place(trace)
        logits = [float(head.masked[i, _token(sentence, word)]) for word in self.order]
        leads = [more - less if more > -math.inf else more for more, less in pairwise(logits)]
        return sum(_positive(SPARE - lead / 4) for lead in leads)


class Angle(_Bounds):
    """The angle, in degrees, from a word's query to another word's key."""

    kind = "angle"
    with_: str = Field(validation_alias="with")
    _tolerance: ClassVar[float] = 0.5
    _range: ClassVar[tuple[float, float]] = (0.0, 180.0)

    def judge(self, trace: Trace) -> Verdict:
        sentence, head, i = self._place(trace)
        got = float(np.degrees(head.angles[i, _token(sentence, self.with_)]))
        wanted = ", ".join(self._wanted()) or "anything"
        return _verdict(
            f"the query of “{sentence.tokens[i]}” meets the key of “{self.with_}” at {wanted}°",
            f"it is {numeral(got, 1)}°, in “{sentence.text}”",
            kept=self._holds(got),
            values={"word": sentence.tokens[i], "other": self.with_, "angle": got},
        )

    def shortfall(self, trace: Trace) -> float:
        sentence, head, i = self._place(trace)
        got = float(np.degrees(head.angles[i, _token(sentence, self.with_)]))
        return self._short_of_bounds(self._leveled(got))

    def _leveled(self, number: float) -> float:
        return number / 90


class Differs(Promise):
    """The same word ends in different places in two sentences."""

    kind = "differs"
    sentences: tuple[int, int] = (1, 2)
    at_least: float = Field(default=VISIBLE, ge=0)  # distance between the outputs

    @property
    def place(self) -> tuple[int | None, int | None]:
        return None, self.head

    def judge(self, trace: Trace) -> Verdict:
        gap = self._gap(trace)
        return _verdict(
            f"“{self.word or trace.focus}” ends in another place in the other sentence",
            f"the outputs are {numeral(gap)} apart, wanted {numeral(self.at_least)}",
            kept=gap >= self.at_least,
            values={"word": self.word or trace.focus, "apart": gap},
        )

    def shortfall(self, trace: Trace) -> float:
        return _short(self._gap(trace), self.at_least)

    def _gap(self, trace: Trace) -> float:
        ends = []
        for number in self.sentences:
            sentence = _sentence(trace, number)
            token = _token(sentence, self.word or trace.focus)
            ends.append(_head(sentence, self.head).outputs[[token]])
        return float(distances(ends[0], ends[1])[0, 0])


class Unchanged(Promise):
    """A word's embedding is the same locked row in every sentence that has it."""

    kind = "unchanged"

    def judge(self, trace: Trace) -> Verdict:
        word = self.word or trace.focus
        row = trace.table[_row(trace, word)]
        places = [
            sentence.embeddings[token]
            for sentence in trace.sentences
            for token, name in enumerate(sentence.tokens)
            if name == word
        ]
        return _verdict(
            f"“{word}” keeps its row of the table",
            f"looked up {len(places)} times",
            kept=all(np.array_equal(row, place) for place in places),
            values={"word": word, "times": len(places)},
        )


class Separates(Promise):
    """Two groups of words lie apart, in the embeddings or in what a head's map makes of them.

    Told by Dunn's index (1974): how far the nearest two words of different groups are from each
    other, over how far the farthest two of one group are.
    """

    kind = "separates"
    words: tuple[str, ...] = Field(min_length=1, description="The words of one group.")
    from_: tuple[str, ...] = Field(
        validation_alias="from", min_length=1, description="The words of the other group."
    )
    by: Literal["embedding", "W_Q", "W_K", "W_V"] = Field(
        default="embedding", description="Where: in the table, or after one of the head's maps."
    )
    at_least: float = Field(default=1.0, ge=0)

    @property
    def place(self) -> tuple[int | None, int | None]:
        return None, None if self.by == "embedding" else self.head

    def judge(self, trace: Trace) -> Verdict:
        gap, spread = self._gap_and_spread(trace)
        got = gap / spread if spread > 0 else math.inf if gap > 0 else 0.0
        names = [" ".join(words) for words in (self.words, self.from_)]
        where = "among the embeddings" if self.by == "embedding" else f"after {self.by}"
        return _verdict(
            f"“{names[0]}” lie apart from “{names[1]}” {where}",
            f"the gap between them is {numeral(got)} times what each of them spans "
            f"({numeral(gap)} to {numeral(spread)}), wanted {numeral(self.at_least)}",
            kept=got >= self.at_least - 1e-9 and gap > 0,
            values={"words": names[0], "other": names[1], "ratio": got},
        )

    def shortfall(self, trace: Trace) -> float:
        gap, spread = self._gap_and_spread(trace)
        return _short(gap, self.at_least * spread)

    def _gap_and_spread(self, trace: Trace) -> tuple[float, float]:
        ours, theirs = (self._places(trace, words) for words in (self.words, self.from_))
        gap = float(distances(ours, theirs).min())
        return gap, max(float(distances(group, group).max()) for group in (ours, theirs))

    def _places(self, trace: Trace, words: tuple[str, ...]) -> Array:
        """Where the words lie, [words, d]."""
        rows = trace.table[[_row(trace, word) for word in words]]
        if self.by == "embedding":
            return rows
        head = _head(trace.sentences[0], self.head)
        return project(rows, getattr(head, self.by))


class Together(Promise):
    """Words form a group of their own on the map of the whole table."""

    kind = "together"
    words: tuple[str, ...] = Field(min_length=2, description="All the words of the group.")

    def judge(self, trace: Trace) -> Verdict:
        for word in self.words:
            _row(trace, word)
        found = _map_of_table(trace)
        groups = [[found.words[place] for place in group] for group in found.groups.groups]
        told = "; ".join(", ".join(group) for group in groups) or "none"
        return _verdict(
            f"{', '.join(self.words)} form a group",
            f"the table's groups are: {told}",
            kept=set(self.words) in map(set, groups),
            values={"words": ", ".join(self.words)},
        )

    def shortfall(self, trace: Trace) -> float:
        """How far the words are from being a group; where none is near, from lying apart at all."""
        if self.judge(trace).kept:
            return 0.0
        mine = [trace.row(word) for word in self.words]
        every = distances(trace.table, trace.table)
        short = short_of_group(every, trace.row(trace.focus), mine)
        if math.isfinite(short):
            return max(short, BARELY)
        others = [row for row in range(len(trace.words)) if row not in mine]
        within = every[np.ix_(mine, mine)] + np.diag([np.inf] * len(mine))
        away = float(every[np.ix_(mine, others)].min(initial=np.inf))
        link = float(within.min(axis=0).max())
        return 1.0 + (_short(away, link) if math.isfinite(away) else 1.0)


PROMISES: dict[str, type[Promise]] = {
    promise.kind: promise
    for promise in (
        Closer,
        Farther,
        Weight,
        Ranks,
        Differs,
        Unchanged,
        Angle,
        Separates,
        Together,
    )
}


def judge(promise: Promise, trace: Trace) -> Verdict:
    """Check one promise on the lesson's numbers."""
    try:
        return promise.judge(trace)
    except _UnfitPromiseError as broken:
        return Verdict(False, f"{promise.kind}: {broken}")


def misfit(promise: Promise, trace: Trace) -> str | None:
    """What a promise speaks of that is not there, so that no numbers could keep it."""
    try:
        promise.judge(trace)
    except _UnfitPromiseError as broken:
        return f"{promise.kind}: {broken}"
    return None


def _short(more: float, less: float, spare: float = SPARE) -> float:
    """How far `more` is from being more than `less`, both lengths, as a share of the two."""
    both = more + less
    return _positive(spare - float((more - less) / both)) if both > 0 else 1.0


def _positive(number: float) -> float:
    return max(0.0, number)


def _verdict(claim: str, numbers: str, *, kept: bool, values: Mapping[str, str | float]) -> Verdict:
    return Verdict(kept, f"{claim}: {numbers}", values)


def _sentence(trace: Trace, number: int) -> SentenceTrace:
    if number > len(trace.sentences):
        raise _UnfitPromiseError(
            f"there is no sentence {number}; the lesson has {len(trace.sentences)}"
        )
    return trace.sentences[number - 1]


def _head(sentence: SentenceTrace, number: int) -> HeadTrace:
    if number > len(sentence.heads):
        raise _UnfitPromiseError(f"there is no head {number}; the lesson has {len(sentence.heads)}")
    return sentence.heads[number - 1]


def _row(trace: Trace, word: str) -> int:
    if word not in trace.words:
        raise _UnfitPromiseError(f"“{word}” has no row in the table")
    return trace.row(word)


def _map_of_table(trace: Trace) -> WordMap:
    found = next((each for each in trace.word_maps if not each.chosen), None)
    if found is None:
        raise _UnfitPromiseError("the table has too many words for a map")
    return found


def _token(sentence: SentenceTrace, word: str) -> int:
    found = sentence.find(word)
    if found is None:
        raise _UnfitPromiseError(f"“{word}” is not a token of “{sentence.text}”")
    return found

"""Who plays in a beat: the sentence, head and words that it looks at, as the trace has them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.lesson import BeatSpec, Draws, Look
from core.trace.records import HeadTrace, SentenceTrace, Trace
from core.trace.summary import summary_in

VISIBLE_TURN = math.radians(3)  # two angles closer than this look alike


@dataclass(frozen=True, eq=False)
class Cast:
    """Who plays in a beat: its sentence, head, asking word and partner, and the other sentence."""

    sentence: SentenceTrace
    head: HeadTrace
    asking: int  # token that asks
    partner: int  # token that is asked; by default the strongest in context
    other: SentenceTrace | None  # the sentence to compare with; None if there is none
    other_head: HeadTrace | None
    other_asking: int | None  # the same word there; None where it is absent
    other_partner: int | None  # its strongest context there
    whole: Cast | None = None  # the same with all its tokens, where some are left out here
    rest: tuple[int, ...] = ()  # the places of those in the whole sentence

    @property
    def in_full(self) -> Cast:
        """The same with all its tokens: whatever is said is of these."""
        return self.whole or self

    @property
    def place(self) -> tuple[int, int, int]:
        """Its sentence, head and asking token, from 0."""
        return self.sentence.index, self.sentence.heads.index(self.head), self.asking

    @property
    def other_side(self) -> Cast | None:
        """The other sentence as a cast of its own; None where it lacks the word."""
        full = self.in_full
        if full.other is None or full.other_head is None:
            return None
        if full.other_asking is None or full.other_partner is None:
            return None
        there = (full.other, full.other_head, full.other_asking, full.other_partner)
        return Cast(*there, full.sentence, full.head, full.asking, full.partner)

    @property
    def summary(self) -> int | None:
        """The token that stands for all that are left out; None where none does."""
        count = len(self.sentence.tokens)
        return count - 1 if count > len(self.head.queries) else None

    @property
    def askers(self) -> range:
        """The tokens that ask: all but the summary, which is no word."""
        return range(len(self.head.queries))

    @property
    def word(self) -> str:
        """The asking word."""
        return self.sentence.tokens[self.asking]

    @property
    def context(self) -> str:
        """The word that is asked."""
        return self.sentence.tokens[self.partner]

    @property
    def rival(self) -> int | None:
        """A token whose key lies visibly nearer to the query and yet scores less: it is shorter.

        Dot product and cosine disagree about it. None where no key does so.
        """
        angles, dots = self.head.angles[self.asking], self.head.dots[self.asking]
        nearer = [
            token
            for token in range(len(self.sentence.tokens))
            if self.head.defined[self.asking, token]
            and angles[token] < angles[self.partner] - VISIBLE_TURN
            and dots[token] < dots[self.partner]
        ]
        return min(nearer, key=lambda token: float(angles[token]), default=None)

    @property
    def other_context(self) -> str | None:
        """The strongest context in the other sentence."""
        if self.other is None or self.other_partner is None:
            return None
        return self.other.tokens[self.other_partner]


def cast_of(spec: BeatSpec, trace: Trace) -> Cast:
    """Who plays in this beat. Where the word is absent, the sentence's first token asks."""
    return cast_among(spec.look, trace.sentences, trace.focus)


def cast_among(look: Look, sentences: Sequence[SentenceTrace], focus: str) -> Cast:
    """Who plays where a beat looks."""
    here, there = _places(look, len(sentences))
    number = min(look.head, len(sentences[0].heads)) - 1
    word = look.word or focus
    sentence = sentences[here]
    head = sentence.heads[number]
    asking = sentence.find(word) or 0
    wanted = sentence.find(look.partner)
    partner = int(head.strongest[asking]) if wanted is None else wanted
    if there is None:
        return Cast(sentence, head, asking, partner, None, None, None, None)
    other = sentences[there]
    other_asking = other.find(word)
    found = None if other_asking is None else int(other.heads[number].strongest[other_asking])
    return Cast(sentence, head, asking, partner, other, other.heads[number], other_asking, found)


def _places(look: Look, count: int) -> tuple[int, int | None]:
    """The sentence looked at and the one to compare with, from 0."""
    here = min(look.sentence, count) - 1
    if look.other is not None:
        return here, min(look.other, count) - 1
    if count == 1:
        return here, None
    return here, 1 if here == 0 else 0


def drawn_cast(spec: BeatSpec, trace: Trace) -> Cast:
    """Who plays in this beat, as its pictures show them."""
    return drawn(cast_of(spec, trace), trace, spec.draws)


def drawn(cast: Cast, trace: Trace, how: Draws) -> Cast:
    """A cast with no more tokens than are drawn; the very same where there are no more.

    What is compared with the other sentence keeps all its tokens: see `other_side`.
    """
    summary = None if how == "whole" else summary_in(trace, cast.place)
    if summary is None:
        return cast
    sentence = summary.summed if how == "summed" else summary.kept
    asking, partner = map(summary.kept_tokens.index, (cast.asking, cast.partner))
    head = sentence.heads[cast.place[1]]
    return replace(
        cast,
        sentence=sentence,
        head=head,
        asking=asking,
        partner=partner,
        whole=cast,
        rest=summary.rest,
    )

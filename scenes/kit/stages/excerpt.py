"""A sentence's words as far as there is room: where some are left out, dots stand for them."""

from __future__ import annotations

from dataclasses import dataclass

from core.trace.records import SentenceTrace
from core.trace.summary import MOST_DRAWN_TOKENS
from scenes.kit.type.words import DOTS


@dataclass(frozen=True)
class Excerpt:
    """Words of a sentence that stand together; `focus` is a token among those shown."""

    words: tuple[str, ...]
    participates: tuple[bool, ...]
    places: tuple[int | None, ...]  # of each word in its sentence; None for dots
    focus: int | None

    @property
    def is_cut(self) -> bool:
        """Whether words are missing."""
        return None in self.places

    @property
    def is_long(self) -> bool:
        """Whether it takes several lines in most frames, or is cut for being even longer."""
        return sum(self.participates) > MOST_DRAWN_TOKENS or self.is_cut


def excerpt(sentence: SentenceTrace, count: int) -> Excerpt:
    """At most so many words, with the one in focus in their middle; or with the first one."""
    last = len(sentence.words)
    first = min(max(0, word_in_focus(sentence) - count // 2), max(0, last - count))
    shown = range(first, min(last, first + count))
    places = [None] * (first > 0) + [*shown] + [None] * (shown.stop < last)
    before = sum(sentence.participates[:first])
    return Excerpt(
        words=tuple(DOTS if place is None else sentence.words[place] for place in places),
        participates=tuple(place is not None and sentence.participates[place] for place in places),
        places=tuple(places),
        focus=None if sentence.focus is None else sentence.focus - before,
    )


def places_of_tokens(sentence: SentenceTrace) -> list[int]:
    """Each token's place among all words."""
    return [place for place, part in enumerate(sentence.participates) if part]


def word_in_focus(sentence: SentenceTrace) -> int:
    """The place of the word in focus; of the first one where the sentence lacks it."""
    return 0 if sentence.focus is None else places_of_tokens(sentence)[sentence.focus]

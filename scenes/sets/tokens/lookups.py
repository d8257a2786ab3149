"""Which tokens of a sentence look up their rows: all of them, or those that its focus hears most.

Of a long sentence a last grey chip, `+57`, counts the others. Words that take no part are stacked
with the tokens where there is room for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from manim import Animation, AnimationGroup, FadeIn, FadeOut

from core.trace.records import SentenceTrace, Trace
from core.trace.summary import MOST_DRAWN_TOKENS, heard_most
from scenes.kit.props.chips import Chip, Sentence
from scenes.kit.props.table import rows_that_fit
from scenes.kit.stages.excerpt import Excerpt, places_of_tokens
from scenes.kit.theme import Theme

MOST_ROWS = 9  # of all sentences together, of which a plane can hold and name the arrows
FEWEST = 2  # tokens of a sentence that look up their rows, however small the table


@dataclass(frozen=True)
class Lookup:
    """A sentence, and those of its tokens that look up their rows, in order.

    `bare` where only they are stacked, without the words that take no part.
    """

    sentence: SentenceTrace
    tokens: tuple[int, ...]
    bare: bool

    @property
    def others(self) -> int:
        """How many tokens do not."""
        return len(self.sentence.tokens) - len(self.tokens)

    @property
    def rows(self) -> tuple[int, ...]:
        """The tokens' rows in the table."""
        return tuple(self.sentence.rows[token] for token in self.tokens)

    @property
    def focus(self) -> int | None:
        """The place of the token in focus among those tokens."""
        return self.tokens.index(self.sentence.focus) if self.sentence.focus is not None else None

    def chips(self, theme: Theme, opened: Sentence) -> Sentence:
        """What is stacked: the sentence as it was opened, or the tokens and a count."""
        if not self.bare:
            return opened
        counted = [f"+{self.others}"] if self.others else []
        words = [*(self.sentence.tokens[token] for token in self.tokens), *counted]
        takes_part = [True] * len(self.tokens) + [False] * len(counted)
        size = opened.chips[0].word.em
        return Sentence(theme, words, takes_part, float("inf"), size, self.focus, "output")

    def looking(self, stack: Sequence[Chip]) -> list[Chip]:
        """The chips of the tokens, in a stack of what is stacked."""
        if self.bare:
            return list(stack[: len(self.tokens)])
        return [stack[place] for place in places_of_tokens(self.sentence)]

    def going(
        self, opened: Sequence[Chip], shown: Excerpt, stack: Sequence[Chip]
    ) -> list[tuple[Chip, Chip]]:
        """The opened chips that are stacked, each with the chip that it becomes."""
        if not self.bare:
            return list(zip(opened, stack, strict=True))
        chips = dict(zip(shown.places, opened, strict=True))
        places = [places_of_tokens(self.sentence)[token] for token in self.tokens]
        goals = zip(places, stack, strict=False)
        return [(chips[place], goal) for place, goal in goals if place in chips]

    @staticmethod
    def gathering(
        pairs: Sequence[tuple[Chip, Chip]], opened: Sequence[Chip], stack: Sequence[Chip]
    ) -> Iterator[Animation]:
        """All other chips go into the last one of the stack, which comes to count them."""
        moving, goals = [chip for chip, _ in pairs], [goal for _, goal in pairs]
        yield AnimationGroup(*(FadeIn(goal) for goal in stack if goal not in goals))
        end = stack[-1].get_center()
        left = [chip for chip in opened if chip not in moving]
        yield AnimationGroup(*(FadeOut(chip, target_position=end, scale=0.5) for chip in left))


def lookups(
    trace: Trace, opened: Sequence[Excerpt], most_rows: int, *, bare: bool = False
) -> list[Lookup]:
    """As many tokens of each sentence as a table of so many rows, and a plane, have room for."""
    most = min(most_rows, MOST_ROWS)
    sentences = list(zip(trace.sentences, opened, strict=False))
    for count in range(MOST_DRAWN_TOKENS - 1, FEWEST - 1, -1):
        found = [
            _lookup(trace, sentence, count, bare or shown.is_cut) for sentence, shown in sentences
        ]
        if len({row for each in found for row in each.rows}) <= most:
            break
    return found


def _lookup(trace: Trace, sentence: SentenceTrace, count: int, bare: bool) -> Lookup:
    everyone = tuple(range(len(sentence.tokens)))
    if len(everyone) <= MOST_DRAWN_TOKENS:
        return Lookup(sentence, everyone, bare)
    asking = sentence.find(trace.focus) or 0
    weights = sentence.heads[0].weights[asking]
    return Lookup(sentence, heard_most(weights, asking, count), bare=True)


def rows_shown(trace: Trace, sentences: Sequence[Lookup], height: float) -> list[int]:
    """The rows of the table that there is room for, in its order; the sentences' words go first.

    Words of a long sentence that don't look up their rows here have no row at all.
    """
    asked = [row for each in sentences for row in each.rows]
    spoken = {row for each in sentences for row in each.sentence.rows}
    others = [row for row in range(len(trace.words)) if row not in spoken]
    return rows_that_fit([trace.row(trace.focus), *asked], others, height)

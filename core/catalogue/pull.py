"""The beats of the pull: what a word hears, where that takes it, and another sentence."""

from __future__ import annotations

from pydantic import Field

from core.catalogue.casting import Cast, cast_of
from core.catalogue.looks import Attending
from core.lesson import BeatSpec, Lesson, Look
from core.trace.records import Trace


class Mixing(Attending):
    """The weighted sum of values."""

    idea = "The output is the values' weighted sum, laid head to tail."
    beat: str = "mixing"


class Pull(Attending):
    """Context draws a copy of a word's value; the table's arrow stays."""

    idea = "Context pulls a copy of the word; the original stays in the table."
    beat: str = "pull"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or _no_pull(cast_of(self, trace))


class ContextSwap(BeatSpec):
    """The same word in two sentences."""

    idea = "Same word, other company, other meaning."
    draws = "summed"
    of_one_head = True
    beat: str = "context_swap"
    sentences: tuple[int, int] = (1, 2)
    head: int = Field(default=1, ge=1)
    word: str | None = None

    @property
    def look(self) -> Look:
        here, there = self.sentences
        return Look(here, self.head, self.word, other=there)

    @property
    def compared(self) -> tuple[int, int]:
        return self.sentences

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        first, second = self.sentences
        if first == second:
            return ["needs two different sentences"]
        unmet: list[str] = []
        for number in self.sentences:
            one = Pull(sentence=number, head=self.head, word=self.word)
            unmet += [text for text in one.needs(lesson, trace) if text not in unmet]
        return unmet


def _no_pull(cast: Cast) -> list[str]:
    place = (cast.asking, cast.partner)
    if not cast.head.weights[place] > 0:
        return [f"needs a pull, but “{cast.word}” gives “{cast.context}” no weight"]
    if not cast.head.distances_before[place] > 0:
        return [f"needs a pull, but “{cast.word}” and “{cast.context}” have the same value"]
    return []

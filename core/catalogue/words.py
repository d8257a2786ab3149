"""The beats of words as vectors: rows of a table, and places on a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from core.lesson import BeatSpec, Lesson
from core.numerals import numeral
from core.problems import did_you_mean
from core.trace.records import Trace
from core.trace.records import WordMap as WordMapTrace
from core.trace.word_map import MOST_MAPPED

VISIBLE_DEPTH = 0.005  # share of the spread: a third direction with less than this adds no percent
FEWEST_MAPPED, WORTH_MAPPING = 3, 5  # words that a flat map needs; and that make it worth a look


class Tokens(BeatSpec):
    """Words become rows of a locked table, and rows become arrows."""

    idea = "A word is one row of a locked table; a row is an arrow."
    beat: str = "tokens"


class WordMap(BeatSpec):
    """The table's words as places."""

    idea = "Meaning is a place: words of a kind lie close together. A flat map loses some of it."
    beat: Literal["word_map"] = "word_map"
    words: tuple[str, ...] = Field(
        default=(), description="The words to map, besides the focus; by default the whole table."
    )
    view: Literal["auto", "2d", "3d"] = Field(
        default="auto",
        description="A flat map, or a cloud in depth too; `auto`: where that shows more.",
    )

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        lacking = [word for word in self.words if word not in trace.words]
        if lacking:
            remedies = [f"“{word}”; {did_you_mean(word, trace.words)}" for word in lacking]
            return [f"needs a row in `embeddings` for {remedy}" for remedy in remedies]
        found = word_map_of(self, trace)
        if found is None:
            count = len(self.words or trace.words)
            return [f"maps at most {MOST_MAPPED} words, got {count}; choose some with `words:`"]
        if len(found.words) < FEWEST_MAPPED:
            return [f"needs at least {FEWEST_MAPPED} words to map, got {len(found.words)}"]
        if not found.distances.any():
            return ["needs words in different places, but all have the same vector"]
        if self.view == "3d" and found.exact:
            return [f"needs words of 3 numbers or more to look at in 3d, got {trace.d}"]
        if self.view == "3d" and not found.depth > 0:
            return ["needs words that spread in 3 directions to look at in 3d; take `view: 2d`"]
        return []

    def is_worth_showing(self, trace: Trace) -> bool:
        found = word_map_of(self, trace)
        return found is not None and (not found.exact or len(found.words) >= WORTH_MAPPING)

    def truths(self, lesson: Lesson, trace: Trace) -> Mapping[str, bool]:  # noqa: ARG002
        found = word_map_of(self, trace)
        if found is None:
            return {}
        return {
            "grouped": found.groups.clear,
            "as_near": len(found.words) > 2 and _as_near(found),
            "loses_nothing": not found.loses,
            "turned": self.turns(trace),
            "loses_nothing_in_depth": not found.mean_shortened[2] > 0,
        }

    @property
    def mapped(self) -> tuple[str, ...]:
        return self.words

    def turns(self, trace: Trace) -> bool:
        """Whether it also looks at its words in depth."""
        found = word_map_of(self, trace)
        if found is None or found.exact or self.view == "2d":
            return False
        return self.view == "3d" or found.depth >= VISIBLE_DEPTH


def word_map_of(spec: BeatSpec, trace: Trace) -> WordMapTrace | None:
    """The map of the words that a beat chooses, by default of the table; None if too many."""
    return next((each for each in trace.word_maps if each.chosen == spec.mapped), None)


def _as_near(found: WordMapTrace) -> bool:
    """Whether the second of the focus's neighbours is told to be as far from it as the first."""
    first, second = found.distances[found.focus][found.nearest[found.focus][:2]]
    return numeral(first) == numeral(second)

"""The beats of similarity: two arrows, all pairs of arrows, and scores that become shares."""

from __future__ import annotations

from pydantic import Field

from core.catalogue.casting import cast_of
from core.catalogue.looks import Attending, InHead, OfWord, lacks_company, lacks_word
from core.lesson import Lesson, Look
from core.trace.records import Trace


class Similarity(OfWord):
    """One query against one key."""

    idea = "A dot product is large when two arrows are long and point the same way."
    beat: str = "similarity"
    partner: str | None = Field(default=None, validation_alias="with")

    @property
    def look(self) -> Look:
        return Look(self.sentence, self.head, self.word, self.partner)

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        sentence = trace.sentences[self.sentence - 1] if not unmet else None
        if sentence and self.partner:
            unmet = lacks_word(self.partner, sentence)
        if unmet:
            return unmet
        cast = cast_of(self, trace)
        query = cast.head.query_lengths[cast.asking]
        key = cast.head.key_lengths[cast.partner]
        if query > 0 and key > 0:
            return []
        names = f"the query of “{cast.word}” or the key of “{cast.context}”"
        return [f"needs two arrows with a direction, but {names} has no length; choose `with:`"]


class Scores(InHead):
    """A grid of every query against every key."""

    idea = "Every query meets every key, its own included."
    draws = "kept"
    beat: str = "scores"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or lacks_company(trace.sentences[self.sentence - 1])


class Softmax(Attending):
    """From scores to weights."""

    idea = "Softmax turns scores into weights that are positive and sum to one."
    beat: str = "softmax"

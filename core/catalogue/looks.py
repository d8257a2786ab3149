"""Where beats look, by their options: a sentence, a head, a word; and what they then need."""

from __future__ import annotations

from pydantic import Field

from core.lesson import BeatSpec, Lesson, Look
from core.trace.records import SentenceTrace, Trace


class InSentence(BeatSpec):
    """A beat that looks at one sentence."""

    sentence: int = Field(default=1, ge=1)

    @property
    def look(self) -> Look:
        return Look(self.sentence)

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        count = len(trace.sentences)
        if self.sentence <= count:
            return []
        return [f"needs sentence {self.sentence}, but the lesson has {count}"]


class InHead(InSentence):
    """A beat that looks at one head's work on one sentence."""

    of_one_head = True
    head: int = Field(default=1, ge=1)

    @property
    def look(self) -> Look:
        return Look(self.sentence, self.head)

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        count = len(lesson.heads)
        if self.head > count:
            unmet.append(f"needs head {self.head}, but the lesson has {count}")
        return unmet


class OfWord(InHead):
    """A beat that follows one asking word; by default the lesson's focus."""

    word: str | None = None

    @property
    def look(self) -> Look:
        return Look(self.sentence, self.head, self.word)

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or lacks_word(self.word or trace.focus, trace.sentences[self.sentence - 1])


class Attending(OfWord):
    """A beat of what one word makes of all that it hears."""

    draws = "summed"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        return unmet or lacks_company(trace.sentences[self.sentence - 1])


def lacks_word(word: str, sentence: SentenceTrace) -> list[str]:
    """What a beat of this word lacks in this sentence."""
    if sentence.find(word) is not None:
        return []
    return [f"needs “{word}” in “{sentence.text}”; choose another `word:` or `sentence:`"]


def lacks_company(sentence: SentenceTrace) -> list[str]:
    """What a beat of attention lacks in this sentence."""
    if len(sentence.tokens) >= 2:
        return []
    return [f"needs company for “{sentence.tokens[0]}”, but “{sentence.text}” has one token"]

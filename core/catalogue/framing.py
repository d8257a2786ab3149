"""The beats around a lesson: its question, its key points, its last card."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.lesson import BeatSpec, Lesson
from core.trace.records import Trace


class Title(BeatSpec):
    """The question that the film answers."""

    idea = "What the lesson asks: its sentences, and the word in focus."
    beat: str = "title"


class Recap(BeatSpec):
    """The key points."""

    idea = "The key points, a line each, with this lesson's own numbers."
    draws = "summed"
    placed_labels = ("point2", "point3", "point4")
    lists_promises = True
    beat: str = "recap"


class End(BeatSpec):
    """A last card: thanks, sources, where to go on."""

    idea = "The last card: thanks, sources, where to go on."
    beat: str = "end"
    lines: tuple[Annotated[str, Field(min_length=1, max_length=80)], ...] = Field(
        default=(), max_length=6, description="What stands on the card, a line each."
    )
    seconds: float = Field(default=6.0, ge=1, le=60, description="How long it stays, in silence.")

    @property
    def card(self) -> tuple[str, ...]:
        return self.lines

    @property
    def silence(self) -> float:
        return self.seconds

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:  # noqa: ARG002
        if self.lines or lesson.brand is not None:
            return []
        return ["needs something to show; give `lines:`, or the lesson a `brand:`"]

"""The same word in two sentences: one locked row, one set of matrices, two different copies."""

from __future__ import annotations

from itertools import chain

from manim import Animation, FadeIn, FadeOut

from core.storyboard import ContextSwap as ContextSwapSpec
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.swap import Meeting, Readings, Shared, halves, rooms, sides


class ContextSwap(Beat):
    """Two sentences at once: what they share is locked; what company changes, moves apart."""

    spec_class = ContextSwapSpec
    spec: ContextSwapSpec

    def set_stage(self) -> None:
        theme, layout, trace, head = self.theme, self.layout, self.trace, self.spec.head - 1
        casts, words = sides(self.cast), self.script.labels
        comparison = trace.comparison(casts[0].sentence.index, casts[1].sentence.index, head)
        self.halves = halves(theme, layout, casts)
        captions = (self.label("same_row"), self.label("same_matrices"))
        self.shared = Shared(theme, rooms(layout)[1], trace, self.cast, captions)
        self.present(*(half.stage for half in self.halves), self.shared.stage)
        meanings = (self.label("meaning"), self.label("other_meaning"))
        exact = trace.value_views[head].exact
        self.meeting = Meeting(theme, layout, casts, comparison, exact, meanings)
        self.readings = Readings(theme, layout, casts, comparison, words)

    def construct(self) -> None:
        one, other = self.halves
        shared, meeting = self.shared, self.meeting
        with self.saying("same"):
            self.play(moves.fly(one.word, shared.row), moves.fly(other.word, shared.twin))
            self.remove(shared.twin)
            self.play(moves.appear(*shared.numbers, *shared.matrices))
            self.play(*(half.looking_up(shared.row) for half in self.halves))
        with self.saying("differ"):
            self.play(*(half.listening() for half in self.halves))
            self.play(*(half.speaking() for half in self.halves))
            self.play(*(half.pulling() for half in self.halves))
            self.play(*(half.moving() for half in self.halves))
            self.play(*(FadeIn(half.output_name) for half in self.halves))
        with self.saying("mean"):
            self.play(*self._meeting())
            self.remove(*meeting.twins)
            self.play(moves.appear(*meeting.found))
            self.play(moves.appear(*self.readings.parts, seconds=moves.USUAL))

    def _meeting(self) -> list[Animation]:
        """Both planes become one: what is the same coincides, what differs stands apart."""
        gone = [*chain(*(half.leaving for half in self.halves)), self.shared.all]
        pairs = [
            pair
            for half, end in zip(self.halves, self.meeting.ends, strict=True)
            for pair in zip(half.going, end, strict=True)
        ]
        return [
            *(FadeOut(each) for each in gone),
            *(moves.become(source, target, moves.LONG) for source, target in pairs),
            FadeIn(self.meeting.plane, run_time=moves.LONG),
        ]

"""The same word in two sentences: one locked row, one set of matrices, two different copies."""

from __future__ import annotations

from manim import Animation, FadeIn, FadeOut

from core.catalogue.pull import ContextSwap as ContextSwapSpec
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.stages.values import badges_of_values, space_of_values
from scenes.sets.context_swap.halves import Shared, halves, rooms, sides
from scenes.sets.context_swap.overlay import Apart, Overlay, meanings


class ContextSwap(Beat):
    """Two sentences at once: what they share is locked; what company changes, moves apart."""

    spec_class = ContextSwapSpec
    spec: ContextSwapSpec

    def set_stage(self) -> None:
        theme, layout, trace, head = self.theme, self.layout, self.trace, self.spec.head - 1
        casts, words = sides(self.cast, trace), self.script.labels
        comparison = trace.comparison(casts[0].sentence.index, casts[1].sentence.index, head)
        badges, exact = badges_of_values(self), space_of_values(self).exact
        self.halves = halves(theme, layout, casts, badges)
        captions = (self.label("same_row"), self.label("same_matrices"))
        self.shared = Shared(theme, rooms(layout)[1], trace, self.cast, captions)
        self.present(*(half.stage for half in self.halves), self.shared.stage)
        texts = meanings(theme, layout, words)
        self.overlay = Overlay(theme, layout, casts, comparison, badges, texts)
        self.apart = Apart(theme, layout, casts, comparison, words, texts, exact=exact)

    def construct(self) -> None:
        (one, other), shared, overlay = self.halves, self.shared, self.overlay
        landing = other.ghost.copy()
        with self.saying("same"):
            self.play(
                moves.fly(one.word, shared.row, moves.LONG),
                moves.fly(other.word, shared.twin, moves.LONG),
            )
            self.remove(shared.twin)
            self.play(moves.shut(shared.lock), moves.appear(*shared.numbers, *shared.matrices))
            self.play(*(half.looking_up(shared.row) for half in self.halves))
            self.play(moves.fly(one.ghost, landing, moves.LONG))
            self.remove(landing)
        with self.saying("differ"):
            self.play(*(half.listening() for half in self.halves))
            self.play(*(half.speaking() for half in self.halves))
            self.play(*(half.pulling() for half in self.halves))
            self.play(*(half.moving() for half in self.halves))
            self.play(*(FadeIn(half.output_name) for half in self.halves))
        with self.saying("mean"):
            self.play(*self._meeting())
            self.remove(*overlay.twins)
            self.wait_until(HALFWAY)
            self.play(moves.appear(*overlay.found), moves.appear(*self.apart.parts))
            self.play(moves.fly(overlay.found[-1], self.apart.after))

    def _meeting(self) -> list[Animation]:
        """Both planes become one: what is the same coincides, what differs stands apart."""
        found: list[Animation] = [FadeOut(self.shared.all)]
        for half, end in zip(self.halves, self.overlay.ends, strict=True):
            found += [FadeOut(each) for each in half.leaving]
            for key, going in half.going.items():
                stays = key in end
                found.append(moves.become(going, end[key], moves.LONG) if stays else FadeOut(going))
            found += [FadeIn(end[key]) for key in end if key not in half.going]
        return [*found, FadeIn(self.overlay.plane, run_time=moves.LONG)]

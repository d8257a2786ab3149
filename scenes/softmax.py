"""A row of scores becomes shares: raised to a power of e, added up, divided."""

from __future__ import annotations

import math
from functools import lru_cache

from manim import Animation, FadeIn, FadeOut, LaggedStart, VMobject

from core.catalogue.casting import drawn
from core.catalogue.similarity import Softmax as SoftmaxSpec
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.props.bars import Bar
from scenes.kit.props.cells import Cell
from scenes.kit.stages.asking import AskingStage, words_of
from scenes.kit.stages.attention import AttentionCard
from scenes.kit.stages.grid import AskingGrid
from scenes.kit.type.number import Number
from scenes.sets.softmax.curve import ExponentialCurve
from scenes.sets.softmax.lanes import Heating, Lanes
from scenes.sets.softmax.slider import REACH, Slider

PAUSE, TURN = 0.5, 1.3  # seconds that a what-if stands still, and that it moves
SLIDING = 0.24  # height of the slider's lane where there is no card for it, in heights of the rest


class Softmax(Beat):
    """The asking word's row lifts out of the grid; its scores become shares of exactly one."""

    spec_class = SoftmaxSpec

    def set_stage(self) -> None:
        cast, theme, layout = self.cast, self.theme, self.layout
        self.asked = drawn(cast.in_full, self.trace, "kept")
        self.stage = AskingStage(theme, layout, self.asked, words_of(self), self.trace.similarity)
        self.present(self.stage)
        words = {name: self.label(name) for name in ("score", "share", "sum", "cold", "hot")}
        self.region, sliding = layout.stage, layout.stage
        self.told: AttentionCard | None = None
        self.curve: ExponentialCurve | None = None
        if layout.cramped:
            self.region, sliding = layout.whole.rows(1, SLIDING, gap=0.1)
        else:
            title = self.label("attends_to")
            self.told = AttentionCard(theme, layout, cast, title, cast.sentence.tokens)
            for digits in self.told.bars.digits:
                digits.calm = True
            sliding = self.told.below
            exponents, room = self.asked.head.exponents, self.told.card.inside
            self.curve = ExponentialCurve(theme, room, exponents, cast.asking, layout.type.maths)
        self.lanes = Lanes(theme, layout, self.region, cast, self.stage.grid, words)
        self.slider = Slider(theme, layout, sliding, (cast.head.divisors, 2), words)

    def construct(self) -> None:
        lanes = self.lanes
        with self.saying("exp"):
            frame = self.stage.grid.row_frame(self.cast.asking)
            self.play(FadeIn(frame), moves.dim(*self._other_rows()))
            self.play(moves.vanish(frame, *self._leaving()))
            self.remove(*self._row())
            self.play(*self._lifted())
            self._made_ready()
            self.play(FadeIn(lanes.exponential_name), *self._curve_appears())
            self.play(*self._raised())
        with self.saying("sum"):
            self.play(*self._laid_end_to_end(), FadeIn(lanes.measure), FadeIn(lanes.total_name))
            self.play(*self._gathered())
        with self.saying("divide"):
            self.play(*self._divided())
            lanes.whole.retell(self.cast.head.weights, 1.0)
            self.wait_until(HALFWAY)
            self.play(FadeIn(lanes.share_name), *self._shared_out())
            self.play(*self._told_on_the_card())
        with self.saying("sharpen") as cue:
            self.play(FadeIn(self.slider), moves.dim(*self._of_one_temperature()))
            reached, ends = 1.0, {"cold": 1 / REACH, "hot": REACH}
            for mark in cue.in_order(*ends):
                self.until(mark)
                self.play(*self._varied(self._heating(reached, ends[mark])))
                reached = ends[mark]
                self.wait(PAUSE)
            self.play(*self._varied(self._heating(reached, 1.0)))
            self.wait(PAUSE)
            self._settle()
            self.play(moves.undim(*self._of_one_temperature()))
        if self.tells("mask"):
            with self.saying("mask"):
                before, after = self._grid(masked=True), self._grid(masked=False)
                self.play(moves.vanish(*self._lanes(), *self._aside()))
                self.play(FadeIn(before))
                self.wait(2 * PAUSE)
                for row, told in zip(before.cells, after.cells, strict=True):
                    self.play(moves.vanish(*row), moves.appear(*told))

    # --- the row lifts out

    def _other_rows(self) -> list[Cell]:
        cells = self.stage.grid.cells
        return [cell for i, row in enumerate(cells) if i != self.cast.asking for cell in row]

    def _leaving(self) -> list[VMobject]:
        """All of the scores' stage but the row, and but the card, where it is used again."""
        grid, vectors = self.stage.grid, self.stage.vectors
        parts = [*grid.submobjects, self.stage.legend, *(vectors.submobjects if vectors else [])]
        kept = [*self._row(), *([vectors.card] if vectors and self.told else [])]
        return [part for part in parts if part not in kept]

    def _row(self) -> list[VMobject]:
        """The asking word's cells, with the names at their left and on top."""
        grid, asking = self.stage.grid, self.cast.asking
        return [grid.row_names[asking], *grid.column_names, *grid.cells[asking]]

    def _lifted(self) -> list[Animation]:
        lanes, words = self.lanes, self.cast.askers
        names, others = lanes.names[: len(words)], lanes.names[len(words) :]
        pairs = zip(self._row(), [lanes.row_name, *names, *lanes.cells], strict=True)
        flights = [moves.fly(source, target) for source, target in pairs]
        return [*flights, *(FadeIn(each) for each in (*others, *lanes.many))]

    def _made_ready(self) -> None:
        """Masked scores become −∞; where the row's maximum comes off, the scores count down."""
        head, cells = self.asked.head, self.lanes.cells
        masked = [cell for cell in cells if math.isinf(head.masked[cell.source.index])]
        if masked:
            self.play(moves.vanish(*(cell.number for cell in masked)))
            self.lanes.retell(head.masked)
            self.play(moves.appear(*(cell.number for cell in masked)))
        if head.shifted:
            counted = [cell for cell in cells if cell not in masked]
            ends = [float(head.exponents[cell.source.index]) for cell in counted]
            falls = [
                moves.count_in(cell.number, end, cell.box, moves.USUAL)
                for cell, end in zip(counted, ends, strict=True)
            ]
            self.play(FadeIn(self.lanes.less), *falls)
            self.lanes.retell(head.exponents)

    # --- e to the score, sum, share

    def _curve_appears(self) -> list[Animation]:
        return [FadeIn(self.curve)] if self.curve else []

    def _raised(self) -> list[Animation]:
        """Each score falls on the curve, and stands up as a column as high as it."""
        lanes = self.lanes
        marks = [*self.curve.drops, *self.curve.dots] if self.curve else []
        grown = [moves.fill(bar, 0.0, float(bar.source.value)) for bar in lanes.bars]
        numbers = [
            moves.fly_counting(cell.number, number)
            for cell, number in zip(lanes.cells, lanes.raised, strict=False)
        ]
        sums = zip(lanes.many, lanes.raised[len(lanes.cells) :], strict=True)
        numbers += [moves.send(number, dots.get_center()) for dots, number in sums]
        return [moves.appear(*marks, seconds=moves.USUAL), *grown, *numbers]

    def _laid_end_to_end(self) -> list[Animation]:
        pairs = zip(self.lanes.bars, self.lanes.whole.shares, strict=True)
        return [moves.fly(bar, share) for bar, share in pairs]

    def _gathered(self) -> list[Animation]:
        total = self.lanes.total
        flights = [
            FadeOut(number.copy(), target_position=total.get_center(), scale=0.6)
            for number in self.lanes.raised
        ]
        return [*flights, FadeIn(total)]

    def _divided(self) -> list[Animation]:
        """What was the sum is one; the parts turn into shares."""
        lanes, colour = self.lanes, self.theme.weight
        turned = [moves.turn_colour(share.fill, colour) for share in lanes.whole.shares]
        return [*turned, FadeOut(lanes.total), FadeIn(lanes.one)]

    def _shared_out(self) -> list[Animation]:
        pairs = zip(self.lanes.shares, self.lanes.whole.shares, strict=True)
        flights = (moves.send(number, share.fill.get_center()) for number, share in pairs)
        return [LaggedStart(*flights, lag_ratio=0.15)]

    def _told_on_the_card(self) -> list[Animation]:
        """The curve makes way for the word's attention, bar by bar."""
        if self.told is None or self.curve is None:
            return []
        bars, curve = self.told.bars, self.curve
        flights = [
            moves.fly(number, digits)
            for number, digits in zip(self.lanes.shares, bars.digits, strict=True)
        ]
        shown = moves.appear(self.told.title, *bars.names, *bars.bars, seconds=moves.USUAL)
        return [moves.vanish(curve, *curve.drops, *curve.dots), shown, *flights]

    # --- colder and hotter

    def _of_one_temperature(self) -> list[VMobject]:
        """The powers of e: they are of the lesson's own temperature, whatever the slider says."""
        return [self.lanes.exponential_name, *self.lanes.bars, *self.lanes.raised]

    def _heating(self, start: float, end: float) -> Heating:
        """The row from one multiple of the temperature to another, by equal factors."""
        return lru_cache(maxsize=1)(lambda t: self.lanes.heated(start * (end / start) ** t))

    def _varied(self, heating: Heating) -> list[Animation]:
        knob = moves.live(self.slider, lambda m, t: m.suppose(heating(t)), TURN)
        changes = [*self.lanes.varied(heating, TURN), knob]
        return changes + [
            moves.suppose(part, heating, lambda row: row.weights, j, TURN)
            for j, parts in enumerate(self._card_bars())
            for part in parts
        ]

    def _settle(self) -> None:
        """The lesson's own temperature, and its own shares, to the last digit."""
        self.lanes.settle()
        self.slider.settle()
        for bar, digits in self._card_bars():
            bar.settle()
            digits.settle()

    def _card_bars(self) -> list[tuple[Bar, Number]]:
        bars = self.told.bars if self.told else None
        return list(zip(bars.bars, bars.digits, strict=True)) if bars else []

    # --- the mask

    def _grid(self, *, masked: bool) -> AskingGrid:
        """The whole grid: of scores with −∞ where nobody may look, or of the shares they become."""
        head = self.cast.head
        shown, role = (head.masked, None) if masked else (head.weights, "weight")
        return AskingGrid(
            self.theme,
            self.layout,
            self.region,
            self.cast,
            words_of(self),
            [head.masked, head.weights],
            shown,
            role,
        )

    def _lanes(self) -> list[VMobject]:
        return self.lanes.parts

    def _aside(self) -> list[VMobject]:
        """The slider, where it stands below the lanes."""
        return [] if self.told else [self.slider]

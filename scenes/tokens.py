"""A word is one row of a locked table, in every sentence; a row is an arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from manim import (
    RIGHT,
    Animation,
    AnimationGroup,
    Create,
    CubicBezier,
    Dot,
    FadeIn,
    Mobject,
    VGroup,
)

from core.catalogue.words import Tokens as TokensSpec
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.props.chips import Chip, Sentence
from scenes.kit.props.table import EmbeddingTable, Row, most_rows
from scenes.kit.stages.opening import Opening
from scenes.kit.theme import Theme
from scenes.kit.type.words import Words
from scenes.sets.tokens.lookups import Lookup, lookups, rows_shown
from scenes.sets.tokens.plane import WordPlane
from scenes.sets.tokens.regions import Regions
from scenes.sets.tokens.stacks import Stacks, is_crowd, is_tight, width_of

FEWEST = 2  # numbers of a row that the table must have room for
WIRE, LIT, KNOB = 2.0, 4.0, 0.05  # stroke widths of a look-up, also in focus; radius of its end


class Tokens(Beat):
    """Chips come apart, each finds its row in one locked table, and the rows become arrows."""

    spec_class = TokensSpec

    def set_stage(self) -> None:
        theme, trace = self.theme, self.trace
        self.opening = Opening(theme, self.layout, trace)
        self.present(self.opening)
        for bare in (False, True):
            height = Regions.of(self.layout).chips.height
            stacked = self._look_up_in(height, bare=bare)
            crowd = is_crowd(stacked, height)
            tight = is_tight(stacked, height, crowd)
            if tight:
                height = Regions.of(self.layout, in_turn=True).chips.height
                stacked = self._look_up_in(height, bare=bare)
            if not is_tight(stacked, height, crowd):
                break
        rows = rows_shown(trace, self.lookups, height)
        needed = [
            EmbeddingTable.least_width(theme, trace.words, trace.table, rows, columns)
            for columns in (FEWEST, trace.d)
        ]
        columns = len(stacked) if crowd else 1
        chips = width_of(stacked, height, crowd)
        self.regions = Regions.of(self.layout, columns, needed[0], needed[1], chips, in_turn=tight)
        self.stacks = Stacks(self.regions.chips, stacked, crowd).stacks
        for chip in [*self.opening.chips, *(chip for stack in self.stacks for chip in stack)]:
            chip.set_z_index(1)  # wires run under chips, and chips pass over the table
        region = EmbeddingTable.fitted(self.regions.table, len(rows))
        self.table = EmbeddingTable(
            theme, region, self.label("table"), trace.words, trace.table, rows, most=len(rows)
        )
        self.table.lock.opened(1)
        self.locked = Words(theme, self.label("locked"), self.table.title.em)
        corner = np.array([self.table.card.inside.right, self.table.title.get_y(), 0.0])
        self.locked.move_to(corner, aligned_edge=RIGHT)
        self.wires = [
            [*self._wires(stack, lookup)]
            for stack, lookup in zip(self.stacks, self.lookups, strict=True)
        ]
        asked = {row for lookup in self.lookups for row in lookup.rows if row in self.table.rows}
        self.words = WordPlane(self, self.regions.plane, sorted(asked))

    def construct(self) -> None:
        table, words = self.table, self.words
        with self.saying("split"):
            cuts = self.opening.cuts(self.layout.whole)
            self.play(moves.vanish(self.opening.glows, self.opening.link))
            self.play(moves.one_by_one(AnimationGroup(*self._apart()), FadeIn(cuts)))
        with self.saying("lookup"):
            furniture = [table.card, VGroup(table.lock, table.title), *table.rows.values()]
            self.play(*self._regrouped(), moves.vanish(cuts))
            self.play(moves.appear(*furniture), *self._empty_plane())
            for wires in self.wires:
                self.play(*self._look_up(wires))
            self.play(moves.shut(table.lock), FadeIn(self.locked), *self._one_row())
            self.play(moves.dim(*self._unasked()))
        if self.tells("toy"):
            with self.saying("toy"):
                chips = [chip for stack in self.stacks for chip in stack]
                asking = [*chips, *(wire for wires in self.wires for wire in wires)]
                self.play(moves.dim(*asking))
                self.wait_until(HALFWAY)
                self.play(moves.undim(*asking))
        with self.saying("arrows"):
            if self.regions.in_turn:
                self.play(moves.vanish(*self._left()))
                self.play(FadeIn(words.plane), run_time=moves.SHORT)
            self.play(moves.one_by_one(*self._unfold(), seconds=moves.LONG))
            self.play(*self._named(words.names))
            self.play(moves.undim(*self._unasked()), moves.appear(*words.marks, *words.told))
            self.play(*self._named(words.near))

    @property
    def left_out(self) -> list[str]:
        """The words of arrows that have no name beside them; dots may do without."""
        return [self.trace.words[row] for row in self.words.unnamed]

    def _look_up_in(self, height: float, *, bare: bool) -> list[Sentence]:
        """Choose who looks up rows of a table as high as this; what is stacked of each sentence."""
        shown = self.opening.excerpts
        self.lookups = lookups(self.trace, shown, most_rows(height), bare=bare)
        opened = zip(self.lookups, self.opening.sentences, strict=True)
        return [lookup.chips(self.theme, sentence) for lookup, sentence in opened]

    def _regrouped(self) -> Iterator[Animation]:
        """The chips go to their stacks; those that are not stacked, into the last chip there."""
        opened = zip(self.opening.sentences, self.opening.excerpts, strict=True)
        every: list[tuple[Chip, Chip]] = []
        for (sentence, shown), lookup, stack in zip(opened, self.lookups, self.stacks, strict=True):
            pairs = lookup.going(sentence.chips, shown, stack)
            every += pairs
            yield from lookup.gathering(pairs, sentence.chips, stack)
        yield moves.regroup([chip for chip, _ in every], [goal for _, goal in every])

    def _apart(self) -> Iterator[Any]:
        """The chips of a sentence come apart."""
        for chip, way in self.opening.apart(self.layout.whole):
            yield chip.animate.shift(way)

    def _wires(self, stack: Sequence[Chip], lookup: Lookup) -> Iterator[Wire]:
        """A look-up for every token whose row is shown, from its chip to its row."""
        tokens = zip(lookup.looking(stack), lookup.rows, strict=True)
        for token, (chip, row) in enumerate(tokens):
            if row in self.table.rows:
                frame = self.table.rows[row].frame
                yield Wire(self.theme, row, chip.box, frame, token == lookup.focus)

    def _look_up(self, wires: Sequence[Wire]) -> Iterator[Any]:
        """One sentence's tokens find their rows, and the rows light up."""
        yield moves.one_by_one(*(Create(wire) for wire in wires))
        for row in {wire.row for wire in wires}:
            yield self.table.rows[row].frame.animate.set_stroke(self.theme.muted)

    def _one_row(self) -> Iterator[Any]:
        """The row that both sentences found, in the colour of the word in focus."""
        for row in {wire.row for wires in self.wires for wire in wires if wire.lit}:
            yield self.table.rows[row].frame.animate.set_stroke(self.theme.output, width=LIT)

    def _unasked(self) -> list[Row]:
        """The rows that neither sentence needs."""
        asked = {wire.row for wires in self.wires for wire in wires}
        return [drawn for row, drawn in self.table.rows.items() if row not in asked]

    def _empty_plane(self) -> Iterator[Animation]:
        """The plane waits for its arrows, if it has a place of its own."""
        if not self.regions.in_turn:
            yield FadeIn(self.words.plane)

    def _named(self, names: Mapping[int, Words]) -> Iterator[Animation]:
        """Names fly over from the rows; those that the table has no room for appear."""
        for row, name in names.items():
            drawn = self.table.rows.get(row)
            yield moves.fly(drawn.word, name) if drawn else FadeIn(name)

    def _left(self) -> Iterator[VGroup]:
        """What must go before the plane can stand in its place."""
        for stack, wires in zip(self.stacks, self.wires, strict=True):
            yield VGroup(*stack, *wires)

    def _unfold(self) -> Iterator[Animation]:
        """The rows' numbers fly out and become arrows."""
        for row, arrow in self.words.arrows.items():
            yield moves.unfold(VGroup(*self.table.rows[row].cells), arrow)


class Wire(VGroup):
    """A look-up: from a token's chip to its row of the table. `lit` for the word in focus."""

    def __init__(self, theme: Theme, row: int, chip: Mobject, frame: Mobject, lit: bool) -> None:
        self.row, self.lit = row, lit
        colour = theme.output if lit else theme.muted
        start, end = chip.get_right(), frame.get_left()
        bend = np.array([(end[0] - start[0]) / 2, 0.0, 0.0])
        curve = CubicBezier(start, start + bend, end - bend, end)
        curve.set_stroke(colour, LIT if lit else WIRE)
        super().__init__(curve, Dot(end, KNOB, color=colour))

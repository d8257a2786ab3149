"""A word is one row of a locked table, in every sentence; a row is an arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from manim import (
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
from core.trace.records import Trace
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import LEAST_TEXT, Layout, Region
from scenes.kit.plane.arrows import Arrow, Mark
from scenes.kit.plane.labels import Tag, box_of, clear_of, gap, misleads, outside, place, tag
from scenes.kit.plane.plane import ROOM, Plane, View
from scenes.kit.props.badges import Badge
from scenes.kit.props.chips import Chip, Sentence
from scenes.kit.props.table import EmbeddingTable, Row, most_rows, rows_that_fit
from scenes.kit.stages.opening import Opening
from scenes.kit.theme import Theme
from scenes.kit.type.words import Words, brief, held
from scenes.sets.tokens.lookups import Lookup, lookups
from scenes.sets.tokens.stacks import Stacks, is_crowd, is_tight, width_of

FEWEST = 2  # numbers of a row that the table must have room for
WIRING = 0.85  # room for the look-ups, between the chips and the table
TABLE, MOST_TABLE = 2.1, 0.7  # its width in widths of a stack; the share that it may take
LEAST_SQUARE, MOST_SQUARE = 0.42, 0.52  # the same, of a square frame, where the plane comes later
UPPER = 1.12  # how much higher the chips are than the plane below them, upright
WIDE = 1.8  # a frame whose regions are wider than this times their height has room for all three
WIRE, LIT, KNOB = 2.0, 4.0, 0.05  # stroke widths of a look-up, also in focus; radius of its end
FEW, FEW_DOTS = 6, 4  # arrows and dots in the plane, up to which their names may be large
ROOM_ACROSS, ROOM_SHARE = 1.0, 0.15  # kept for names on either side: at most, and of the width
NAME = 0.42  # of the plane's width, that a name of a token may take if it can be smaller
ROOMY = 4.5  # width from which a plane has room for large names
LOOSE = 0.3  # how much a name cares to lie on beyond its arrow
ASTRAY = 0.5  # an arrow's name farther off is not written, where there are many
NEAR = 0.32  # a dot's name is no further from it, or it is not written
ASIDE = 0.12  # kept free around every other dot, so that a name is clearly its own dot's
MOST_NEIGHBOURS = 12  # in the plane


class Tokens(Beat):
    """Chips come apart, each finds its row in one locked table, and the rows become arrows."""

    spec_class = TokensSpec

    def set_stage(self) -> None:
        theme, trace = self.theme, self.trace
        self.opening = Opening(theme, self.layout, trace)
        self.present(self.opening)
        for bare in (False, True):
            height = Places.of(self.layout).chips.height
            stacked = self._look_up_in(height, bare=bare)
            crowd = is_crowd(stacked, height)
            tight = is_tight(stacked, height, crowd)
            if tight:
                height = Places.of(self.layout, in_turn=True).chips.height
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
        self.places = Places.of(self.layout, columns, needed[0], needed[1], chips, in_turn=tight)
        self.stacks = Stacks(self.places.chips, stacked, crowd).stacks
        for chip in [*self.opening.chips, *(chip for stack in self.stacks for chip in stack)]:
            chip.set_z_index(1)  # wires run under chips, and chips pass over the table
        region = EmbeddingTable.fitted(self.places.table, len(rows))
        self.table = EmbeddingTable(
            theme, region, self.label("table"), trace.words, trace.table, rows, most=len(rows)
        )
        self.table.lock.opened(1)
        self.locked = Words(theme, self.label("locked"), self.table.title.em)
        corner = np.array([self.table.card.inside.right, self.table.title.get_y(), 0.0])
        self.locked.move_to(corner, aligned_edge=np.array([1.0, 0.0, 0.0]))
        self.wires = [
            [*self._wires(stack, lookup)]
            for stack, lookup in zip(self.stacks, self.lookups, strict=True)
        ]
        self.words = WordPlane(self, self.places.plane, self.lookups)

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
        with self.saying("arrows"):
            if self.places.in_turn:
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
        if not self.places.in_turn:
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


@dataclass(frozen=True)
class Places:
    """Where the chips, the table and the plane stand; `in_turn` if the plane replaces the chips."""

    chips: Region
    table: Region
    plane: Region
    in_turn: bool = False

    @staticmethod
    def of(
        layout: Layout,
        columns: int = 1,
        least: float = 0.0,
        needed: float = 0.0,
        stacks: float = 0.0,
        in_turn: bool = False,
    ) -> Places:
        """For a frame of this shape, so many columns of chips, a table's two widths, the chips'.

        The table has the least, and what it needs for all its numbers if there is room. A high
        stack of chips needs the frame's whole height: then the plane takes its place, `in_turn`.
        """
        whole = layout.whole
        if whole.width > WIDE * whole.height:
            found, plane = whole.columns(1.15, 1, gap=0.4)
            return Places(*_beside(found, columns, least, needed, stacks), plane)
        if layout.upright and not in_turn:
            found, plane = whole.rows(UPPER, 1, gap=0.35)
            return Places(*_beside(found, columns, least, needed, stacks), plane)
        most = MOST_SQUARE * whole.width
        width = max(least, LEAST_SQUARE * whole.width, needed if needed <= most else 0.0)
        chips, table = whole.columns(whole.width - width - WIRING, width, gap=WIRING)
        plane = Region(chips.left, chips.bottom, table.left - 0.25, chips.top)
        return Places(chips, table, plane, in_turn=True)


def _beside(
    region: Region, columns: int, least: float, needed: float, stacks: float
) -> tuple[Region, Region]:
    """The chips' and the table's part of a region; a wide table takes what the chips can spare."""
    room = region.width - WIRING
    share = room * TABLE / (TABLE + columns)
    table = max(least, min(max(share, min(needed, MOST_TABLE * region.width)), room - stacks))
    chips, rows = region.columns(room - table, table, gap=WIRING)
    return chips, rows


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


class WordPlane(VGroup):
    """The words as arrows, and around them words that are in no sentence, as dots.

    `arrows`, their `names` and the names `near` the dots by their rows; what is `told` of them is
    how much of the arrows a flat picture keeps, if not all.
    """

    def __init__(self, beat: Tokens, region: Region, sentences: Sequence[Lookup]) -> None:
        super().__init__()
        theme, trace, type_ = beat.theme, beat.trace, beat.layout.type
        asked = sorted({row for each in sentences for row in each.rows if row in beat.table.rows})
        others = [row for row, used in enumerate(trace.in_sentence) if not used][:MOST_NEIGHBOURS]
        kept = beat.label("kept"), beat.label("kept_brief")
        badge = Badge(theme, trace.model_view, kept, type_.small, region.width)
        self.told, region = [badge] if len(badge) else [], badge.under(region)
        room = (min(ROOM_ACROSS, ROOM_SHARE * region.width), ROOM[1])
        view = View.fitting(region, trace.table_2d[[*asked, *others]], room=room)
        self.plane = Plane(theme, view)
        self.arrows = {row: Arrow(theme, view, trace.table_2d, row) for row in asked}
        self.plane.kept_clear([arrow.segment for arrow in self.arrows.values()])
        roomy = len(asked) <= FEW and region.width > ROOMY
        size = type_.label if roomy else type_.small
        self.names = {
            row: held(theme, brief(trace.words[row]), size, "text", NAME * region.width).with_halo()
            for row in asked
        }
        self.marks = [Mark(theme, view, trace.table_2d, row) for row in others]
        roomy = len(others) <= FEW_DOTS and region.width > ROOMY
        small = type_.small if roomy else LEAST_TEXT
        self.near = {
            row: Words(theme, brief(trace.words[row]), small, "muted").with_halo() for row in others
        }
        lines = [arrow.segment for arrow in self.arrows.values()] + self.plane.lines
        taken = self.plane.kept_free
        tags = {
            row: tag(self.names[row], arrow.tip, arrow.start) for row, arrow in self.arrows.items()
        }
        if others:
            tags = {row: _near(each) for row, each in tags.items()}
        covered = [*taken, *(box_of(mark) for mark in self.marks)]
        place([*tags.values()], region, lines, covered)
        if not all(self._is_clear(each) for each in tags.values()):
            arrows = [arrow.segment for arrow in self.arrows.values()]
            place([*tags.values()], region, arrows, covered, self.plane.lines)
        if len(asked) > FEW:
            clear = {row for row in asked if self._is_clear(tags[row])}
            clear.add(trace.row(trace.focus))
            self.names = {row: name for row, name in self.names.items() if row in clear}
            place([tags[row] for row in self.names], region, lines, covered)
        named = self.names.items()
        self.names = {row: name for row, name in named if self._is_uncrossed(name)}
        taken += [box_of(name) for name in self.names.values()]
        for name, mark in zip(self.near.values(), self.marks, strict=True):
            dots = [box_of(each, ASIDE) for each in self.marks if each is not mark]
            place([Tag(name, mark.tip, np.zeros(3))], region, lines, [*taken, *dots, box_of(mark)])
            taken.append(box_of(name))
        pairs = zip(self.near.items(), self.marks, strict=True)
        self.near = {row: name for (row, name), mark in pairs if self._is_told(name, mark)}

    @property
    def unnamed(self) -> list[int]:
        """The rows of arrows whose names have no place."""
        return [row for row in self.arrows if row not in self.names]

    def _is_clear(self, named: Tag) -> bool:
        """Whether a name is close to its arrow's tip, and closer than to any other one's."""
        spot, tips = box_of(named.label), [arrow.tip for arrow in self.arrows.values()]
        return gap(spot, named.point) < ASTRAY and not misleads(spot, replace(named, back=0), tips)

    def _is_told(self, name: Words, mark: Mark) -> bool:
        """Whether a name is close to its dot, and no arrow runs through it."""
        reach = max(outside(box_of(mark), box_of(name)) - 2 * mark.width, 0.0)
        return self._is_uncrossed(name) and reach < NEAR

    def _is_uncrossed(self, name: Words) -> bool:
        """Whether no arrow runs through a name."""
        return clear_of(box_of(name), [arrow.segment for arrow in self.arrows.values()], [])


def _near(wanted: Tag) -> Tag:
    """The same tag, which rather lies near its arrow than beyond it: there are dots around."""
    return replace(wanted, away=wanted.away * LOOSE, back=wanted.back / LOOSE)


def rows_shown(trace: Trace, sentences: Sequence[Lookup], height: float) -> list[int]:
    """The rows of the table that there is room for, in its order; the sentences' words go first.

    Words of a long sentence that don't look up their rows here have no row at all.
    """
    asked = [row for each in sentences for row in each.rows]
    spoken = {row for each in sentences for row in each.sentence.rows}
    others = [row for row in range(len(trace.words)) if row not in spoken]
    return rows_that_fit([trace.row(trace.focus), *asked], others, height)

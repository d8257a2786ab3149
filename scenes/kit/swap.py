"""Two sentences compared: a card for each, what both share between them, and where they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    LaggedStart,
    Mobject,
    VGroup,
    VMobject,
)
from manim import Line as StraightLine

from core.comparison import Comparison
from core.storyboard import Cast
from core.trace import Trace
from scenes.kit import moves
from scenes.kit.arrows import Arrow, Ghost
from scenes.kit.cards import Card, Lock, Rule, at, on_line, stack
from scenes.kit.company import Company, companies
from scenes.kit.labels import at_tip, beside, box_of, clear_of, place, strayed
from scenes.kit.layout import Layout, Region
from scenes.kit.matrix import ColumnVector
from scenes.kit.measures import MARK, Distance, Glow
from scenes.kit.plane import Plane, View
from scenes.kit.source import Source
from scenes.kit.stages import pull_chain, tick_box
from scenes.kit.text import Lettering, Maths, Number, Words, fitted, symbol
from scenes.kit.theme import Theme

BOLD = 0.085  # shaft of the arrows that are spoken of, Manim units
SENTENCE = 0.46  # of a card's height at most: the sentence, its shares and arcs
LARGEST = 0.42  # em of a sentence's words
PILLAR, BAND = 1.7, 0.78  # how wide what both share is where it stands, how high where it lies
EDGE = 0.14  # between the border of what both share and what stands in it
MARGIN = 0.2  # between a card's border and what stands on it
UNDER = 0.1  # between a sentence and the plane below it
ABREAST = 1.5  # a card this much wider than high has its plane beside its sentence
ACROSS, DOWN = 0.1, 0.5  # kept free around a half's arrows: of its width; Manim units
NAME = 0.34  # em of the names in the halves
APART = 0.28  # between the cards and what they share
COLUMNS = 0.14  # between two columns of a panel
MEANING = 0.32  # of the meeting's width: what a copy means, at most
NEAR = 0.4  # a name farther off could mean another arrow
NARROW = 3.6  # a panel narrower than this has a line for every distance
WIDE = 1.6  # a panel this much wider than high has its two blocks abreast
CLEAR = 0.3  # between an axis number and the distance, which must not read as one
UPRIGHT, SQUARE = 0.8, 1.3  # proportions of a frame: up to these it is upright, about square

Line = tuple[VGroup, Sequence[Lettering]]  # of a panel: a name, and its readings


def sides(cast: Cast) -> tuple[Cast, Cast]:
    """Both sentences as casts of their own: the word that asks, and whom it hears most."""
    there = (cast.other, cast.other_head, cast.other_asking, cast.other_partner)
    assert None not in there, "both sentences hold the word"
    return cast, Cast(*there, cast.sentence, cast.head, cast.asking, cast.partner)  # type: ignore[arg-type]


def rooms(layout: Layout) -> tuple[tuple[Region, Region], Region]:
    """Two equal regions for the sentences, and one for what they share: between or below them."""
    whole, shape = layout.whole, layout.frame_width / layout.frame_height
    if shape > SQUARE:
        wide = (whole.width - PILLAR - 2 * APART) / 2
        left, middle, right = whole.columns(wide, PILLAR, wide, gap=APART)
        return (left, right), middle
    if shape < UPRIGHT:
        high = (whole.height - BAND - 2 * APART) / 2
        above, middle, below = whole.rows(high, BAND, high, gap=APART)
        return (above, below), middle
    cards, band = whole.rows(whole.height - BAND - APART, BAND, gap=APART)
    left, right = cards.columns(1, 1, gap=APART)
    return (left, right), band


def halves(theme: Theme, layout: Layout, casts: tuple[Cast, Cast]) -> tuple[Half, Half]:
    """A card for each sentence; their planes have one scale, one view and one height."""
    regions = rooms(layout)[0]
    wide, high = regions[0].inset(MARGIN).width, regions[0].inset(MARGIN).height
    abreast = wide > ABREAST * high
    built = companies(
        theme,
        casts,
        (wide - APART) / 2 if abreast else wide,
        high if abreast else SENTENCE * high,
        LARGEST,
    )
    shown = [cast.head.values_2d for cast in casts]
    shown += [cast.head.outputs_2d[cast.asking] for cast in casts]
    share = max(company.height for company in built)
    one, other = (
        Half(theme, region, pair, company, _cut(region.inset(MARGIN), share, abreast), shown)
        for region, pair, company in zip(regions, (casts, casts[::-1]), built, strict=True)
    )
    return one, other


def _cut(inside: Region, high: float, abreast: bool) -> tuple[Region, Region]:
    """Where a half's sentence stands, as high as it needs, and where its plane does."""
    if abreast:
        left, right = inside.columns(1, 1, gap=APART)
        return left, right
    above, below = inside.rows(high, inside.height - high - UNDER, gap=UNDER)
    return above, below


class Half:
    """One sentence on its card: who is heard above, what the copy becomes below."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        casts: tuple[Cast, Cast],
        company: Company,
        places: tuple[Region, Region],
        shown: list[np.ndarray],
    ) -> None:
        cast, other = casts
        self.theme = theme
        self.card, self.cast, self.company = Card(theme, region), cast, company
        self.card.set_z_index(-2)
        for arc in company.arcs.values():
            arc.set_z_index(-1)
        company.move_to(at(places[0]))
        room = (ACROSS * places[1].width, DOWN)
        self.view = View.fitting(places[1], *shown, room=room)
        self.plane = Plane(theme, self.view, ticks=False)
        size = NAME
        head, asking = cast.head, cast.asking
        self.ghost = Ghost(theme, self.view, head.values_2d, asking)
        self.copy = Arrow(theme, self.view, head.values_2d, asking, "output", shaft=BOLD)
        self.glow = Glow(theme, self.copy.tip)
        self.values = {
            row: Arrow(theme, self.view, head.values_2d, row, "value") for row in company.arcs
        }
        self.pulls = pull_chain(theme, self.view, cast)
        self.output = Arrow(theme, self.view, head.outputs_2d, asking, "output", shaft=BOLD)
        self.ghost_name = Maths(theme, symbol("v", cast.word, "muted"), size)
        self.output_name = Maths(theme, symbol("y", cast.word, "output"), size)
        self._place_the_ghost_s_name(other)
        self.names = self._placed(theme, size)

    @property
    def stage(self) -> VGroup:
        """What is seen before anything is said."""
        return VGroup(self.card, self.plane, *self.company.chips)

    @property
    def word(self) -> Words:
        """The asking word on its chip."""
        return self.company.tokens[self.cast.asking].word

    # --- moves

    def looking_up(self, row: Lettering) -> Animation:
        """The shared row becomes the original value, which stays."""
        return AnimationGroup(
            moves.send(self.ghost, np.array(row.get_center())), moves.fly(row, self.ghost_name)
        )

    def listening(self) -> Animation:
        """Arcs reach out to everyone who is heard, and bring their shares."""
        return AnimationGroup(
            *(Create(arc) for arc in self.company.arcs.values()),
            *(FadeIn(share) for share in self.company.shares),
            run_time=moves.USUAL,
        )

    def speaking(self) -> Animation:
        """Everyone who is heard sends out a value."""
        tokens = self.company.tokens
        return AnimationGroup(
            *(moves.grow(arrow) for arrow in self.values.values()),
            *(moves.fly(tokens[row].word, name) for row, name in self.names.items()),
        )

    def pulling(self) -> Animation:
        """A copy of the original, and the pulls on it."""
        return AnimationGroup(
            FadeIn(self.copy),
            FadeIn(self.glow),
            LaggedStart(*(FadeIn(pull) for pull in self.pulls.values()), lag_ratio=0.15),
        )

    def moving(self) -> Animation:
        """The copy is drawn along its pulls to the output."""
        head, asking = self.cast.head, self.cast.asking
        path = moves.straight(head.values_2d[asking], head.outputs_2d[asking])
        self.copy.source = Source(head.outputs_2d, asking)
        return AnimationGroup(
            moves.carry(self.copy, path),
            moves.follow(self.glow, lambda t: self.view.point(path(t))),
        )

    # --- where the two meet

    @property
    def leaving(self) -> list[Mobject]:
        """What stays behind when the two halves meet."""
        rest = [name for row, name in self.names.items() if row != self.cast.partner]
        others = [arrow for row, arrow in self.values.items() if row != self.cast.partner]
        pulls = self.pulls.values()
        return [self.plane, self.company, self.glow, *pulls, *rest, *others, self.card]

    @property
    def going(self) -> list[Mobject]:
        """What goes to the meeting: original, copy, strongest context, and their names."""
        partner = self.cast.partner
        arrows = [self.ghost, self.copy, self.values[partner]]
        return [*arrows, self.ghost_name, self.output_name, self.names[partner]]

    # --- names

    def _place_the_ghost_s_name(self, other: Cast) -> None:
        """The original's name stands at the same place in both halves, clear of both pictures."""
        lines = [self.ghost.segment]
        for cast in (self.cast, other):
            vectors = np.vstack([cast.head.values_2d, cast.head.outputs_2d[cast.asking]])
            lines += [(self.ghost.segment[0], point) for point in self.view.point(vectors)]
            for pull in pull_chain(self.theme, self.view, cast).values():
                lines += [pull.segment, *pull.sides]
        named = at_tip(self.ghost_name, self.ghost.tip, self.ghost.segment[0])
        place([named], self.view.region, lines, (), self.plane.lines)

    def _placed(self, theme: Theme, size: float) -> dict[int, Maths]:
        """Names for the output, the strongest context, and those that have room."""
        arrows = [self.ghost, self.output, *self.values.values()]
        hard = [arrow.segment for arrow in arrows]
        for pull in self.pulls.values():
            hard += [pull.segment, *pull.sides]
        taken = [box_of(self.ghost_name)]
        tags = [at_tip(self.output_name, self.output.tip, self.output.start)]
        partner = self.cast.partner
        rows = [partner, *(row for row in self.values if row != partner)]
        found: dict[int, Maths] = {}
        for row in rows:
            name = Maths(theme, symbol("v", self.cast.sentence.tokens[row], "value"), size)
            arrow = self.values[row]
            tags.append(at_tip(name, arrow.tip, arrow.start))
            if row == partner:
                place(tags, self.view.region, hard, taken, self.plane.lines)
                taken += [box_of(each.label) for each in tags]
            else:
                place(tags[-1:], self.view.region, hard, taken, self.plane.lines)
                near = strayed(box_of(name), tags[-1]) < NEAR
                if not (near and clear_of(box_of(name), hard, taken)):
                    continue
                taken.append(box_of(name))
            found[row] = name
        for name in [self.ghost_name, self.output_name, *found.values()]:
            name.with_halo("card")
        return found


class Shared:
    """What no sentence changes: the word's row and the three matrices, under one lock."""

    def __init__(
        self, theme: Theme, region: Region, trace: Trace, cast: Cast, captions: tuple[str, str]
    ) -> None:
        self.card = Card(theme, region)
        inside = region.inset(EDGE)
        self.lock = Lock(theme, 0.34)
        size = 0.38
        self.row = Maths(theme, symbol("e", cast.word, "embedding"), size)
        self.twin = self.row.copy()
        self.matrices = [
            Maths(theme, f"#{role}[$W_{letter}$]", size)
            for letter, role in (("Q", "query"), ("K", "key"), ("V", "value"))
        ]
        row = trace.row(cast.word)
        if region.height > region.width:
            self._stand(theme, inside, trace, row, captions)
        else:
            self._lie(theme, inside, captions)
        self.twin.move_to(self.row)
        self.stage = VGroup(self.card, self.lock, *self.captions)
        self.all = VGroup(self.stage, self.row, *self.numbers, *self.matrices)

    def _stand(
        self, theme: Theme, room: Region, trace: Trace, row: int, captions: tuple[str, str]
    ) -> None:
        """As a pillar, from top to bottom."""
        self.captions = [
            Words(theme, text, 0.26, "muted", width=room.width, centred=True) for text in captions
        ]
        self.numbers = [ColumnVector(theme, trace.table, row, 0.3, "embedding")]
        if trace.d > 2:
            self.numbers = []
        self.row.narrowed_to(room.width)
        stack(
            self.lock,
            self.captions[0],
            self.row,
            *self.numbers,
            self.captions[1],
            *self.matrices,
            region=room,
            left=False,
        )

    def _lie(self, theme: Theme, room: Region, captions: tuple[str, str]) -> None:
        """As a band, from left to right."""
        self.captions = [Words(theme, text, 0.26, "muted") for text in captions]
        self.numbers = []
        first = on_line(self.captions[0], self.row, gap=0.18)
        second = on_line(self.captions[1], *self.matrices, gap=0.18)
        parts = [self.lock, first, second]
        spare = room.width - sum(part.width for part in parts)
        left = room.left + spare / 4
        for part in parts:
            part.move_to(np.array([left + part.width / 2, room.centre[1], 0.0]))
            left += part.width + spare / 4


class Meeting:
    """One plane for both copies: the originals coincide, the copies stand apart."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        exact: bool,
        meanings: tuple[str, str],
    ) -> None:
        region, size = layout.stage, layout.type.label
        shown = [cast.head.values_2d[[cast.asking, cast.partner]] for cast in casts] + [
            cast.head.outputs_2d[cast.asking] for cast in casts
        ]
        self.view = View.fitting(region, *shown, room=(ACROSS * region.width + 0.3, 0.8))
        self.plane = Plane(theme, self.view)
        self.ends = [
            self._end(theme, cast, meaning, size, MEANING * region.width)
            for cast, meaning in zip(casts, meanings, strict=True)
        ]
        one, other = self.ends
        ghost, copy, value = one[:3]
        other_copy, other_value = other[1], other[2]
        self.twins = [other[0], other[3]]
        if casts[0].context == casts[1].context:
            self.twins += [other[2], other[5]]
        tips = (copy.tip, other_copy.tip)
        index = (casts[0].asking, casts[1].asking)
        self.mark: VMobject = (
            Distance(theme, tips, self.view.scale, comparison.after, index, "output")
            if exact
            else StraightLine(*tips, stroke_color=theme.output, stroke_width=MARK)
        )
        self.number = Number(theme, comparison.after, index, layout.type.maths, "output")
        lines = [each.segment for each in (ghost, copy, value, other_copy, other_value)]
        taken = [tick_box(tick).inset(-CLEAR) for tick in self.plane.ticks]
        tags = [
            at_tip(end[3 + place_], end[place_].tip, end[place_].segment[0])
            for end in self.ends
            for place_ in range(3)
            if end[3 + place_] not in self.twins
        ]
        place(tags, region, [*lines, tips], taken, self.plane.lines)
        taken += [box_of(each.label) for each in tags]
        clear = beside(self.number, tips, region, lines, taken)
        self.found = [self.mark, self.number] if clear else [self.mark]
        for mine, twin in zip(one[3:], other[3:], strict=True):
            if twin in self.twins:
                twin.move_to(mine)
        for name in [*one[3:], *other[3:], self.number]:
            name.with_halo()

    def _end(
        self, theme: Theme, cast: Cast, meaning: str, size: float, width: float
    ) -> list[Mobject]:
        """Where the going things of one half end: arrows, then their names."""
        head = cast.head
        return [
            Ghost(theme, self.view, head.values_2d, cast.asking),
            Arrow(theme, self.view, head.outputs_2d, cast.asking, "output", shaft=BOLD),
            Arrow(theme, self.view, head.values_2d, cast.partner, "value"),
            Maths(theme, symbol("v", cast.word, "muted"), size),
            Words(theme, meaning, min(size, 0.22 * width), "output", 600, width, centred=True),
            Maths(theme, symbol("v", cast.context, "value"), size),
        ]


class Readings:
    """The panel of the meeting: how far apart the copies are, and what each of them lies near."""

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        words: Mapping[str, str],
    ) -> None:
        self.card = Card(theme, layout.panel)
        inside = self.card.inside
        apart = self._apart(theme, layout, casts, comparison, words)
        near = self._near(theme, layout, casts, comparison, words)
        self.parts: list[Mobject] = [self.card]
        if inside.width > WIDE * inside.height:
            regions = inside.columns(1, 1.1, gap=0.6)
            apart.insert(1, (VGroup(), []))  # both blocks have four lines
        else:
            regions = inside.rows(len(apart), len(near), gap=0.4)
            middle = (regions[0].bottom + regions[1].top) / 2
            rule = Rule(theme, inside.width).move_to(np.array([inside.centre[0], middle, 0.0]))
            self.parts.append(rule)
        for region, lines in zip(regions, (apart, near), strict=True):
            self.parts += set_out(region, lines)

    def _apart(
        self,
        theme: Theme,
        layout: Layout,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        words: Mapping[str, str],
    ) -> list[Line]:
        """Nothing lay between the originals; this lies between the copies."""
        type_, index = layout.type, (casts[0].asking, casts[1].asking)
        locked = on_line(
            Words(theme, words["same_row"], type_.body, "muted"), Lock(theme, 0.26), gap=0.14
        )
        self.after = Number(theme, comparison.after, index, type_.maths, "output")
        return [
            (Words(theme, words["how_far"], type_.body, "muted"), []),
            (locked, [Number(theme, comparison.before, index, type_.maths, "muted")]),
            (Words(theme, words["after"], type_.body, "output"), [self.after]),
        ]

    def _near(
        self,
        theme: Theme,
        layout: Layout,
        casts: tuple[Cast, Cast],
        comparison: Comparison,
        words: Mapping[str, str],
    ) -> list[Line]:
        """From each copy to both contexts."""
        (one, other), type_ = casts, layout.type
        numbers = [
            (one.head.distances_after, (one.asking, one.partner)),
            (comparison.to_other_values, (one.asking, other.partner)),
            (comparison.from_other_outputs, (other.asking, one.partner)),
            (other.head.distances_after, (other.asking, other.partner)),
        ]
        found = np.array([array[at_] for array, at_ in numbers]).reshape(2, 2)
        nearer = (found <= found.min(axis=1, keepdims=True)).flatten()
        readings = [
            Number(theme, array, at_, type_.body, "output" if near else "muted")
            for (array, at_), near in zip(numbers, nearer, strict=True)
        ]
        heads = [Maths(theme, symbol("v", each.context, "value"), type_.body) for each in casts]
        meanings = [
            Words(theme, words[key], type_.small, "output") for key in ("meaning", "other_meaning")
        ]
        title = Words(theme, words["distance_to"], type_.body, "muted")
        if layout.panel.width > NARROW:
            rows = [(VGroup(), heads), (meanings[0], readings[:2]), (meanings[1], readings[2:])]
            return [(title, []), *rows]
        again = [head.copy() for head in heads]
        one_by_one = zip([*heads, *again], readings, strict=True)
        pairs: list[Line] = [(name, [reading]) for name, reading in one_by_one]
        return [(title, []), (meanings[0], []), *pairs[:2], (meanings[1], []), *pairs[2:]]


def set_out(region: Region, lines: Sequence[Line]) -> list[Mobject]:
    """Lines from top to bottom: a name on the left, its readings in columns on the right.

    Returns what was set; names too long for their room are set anew.
    """
    columns = max(len(readings) for _, readings in lines)
    width = max((each.width for _, readings in lines for each in readings), default=0.0)
    width = min(width, region.width * 0.62 / columns)
    found: list[Mobject] = []
    for (name, readings), row in zip(
        lines, region.rows(*(1 for _ in lines), gap=0.06), strict=True
    ):
        room = region.width - len(readings) * (width + COLUMNS)
        if isinstance(name, Words):
            name = fitted(name.theme, name.words, name.em, name.role, room)
        if len(name):
            found.append(name.move_to(np.array([region.left + name.width / 2, row.centre[1], 0.0])))
        for column, reading in enumerate(readings):
            reading.narrowed_to(width)
            right = region.right - (len(readings) - 1 - column) * (width + COLUMNS)
            reading.move_to(np.array([right - reading.width / 2, row.centre[1], 0.0]))
            found.append(reading)
    return found

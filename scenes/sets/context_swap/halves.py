"""Two sentences side by side: a card for each, and what both share between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manim import Animation, AnimationGroup, Create, FadeIn, LaggedStart, Mobject, VGroup

from core.catalogue.casting import Cast, drawn
from core.trace.records import Trace
from scenes.kit import moves
from scenes.kit.layout import LEAST_TEXT, Layout, Region, at
from scenes.kit.plane.arrows import Arrow, Ghost, Pull, pulls_of
from scenes.kit.plane.labels import at_tip, box_of, clear_of, place, strayed
from scenes.kit.plane.measures import Glow
from scenes.kit.plane.plane import Plane
from scenes.kit.props.badges import Badges
from scenes.kit.props.cards import Card, Lock
from scenes.kit.props.matrix import ColumnVector
from scenes.kit.segments import Segment
from scenes.kit.source import Source
from scenes.kit.stages.values import firsts
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.lines import on_line, stack
from scenes.kit.type.maths import Maths, held_symbol, symbol
from scenes.kit.type.words import Words
from scenes.sets.context_swap.attended import AttendedSentence, attended_sentences

SENTENCE = 0.46  # of a card's height at most: the sentence, its shares and arcs
LARGEST = 0.42  # em of a sentence's words
UPRIGHT, SQUARE = 0.8, 1.3  # proportions of a frame: up to these it is upright, about square
PILLAR, BAND = 1.7, 0.78  # how wide what both share is where it stands, how high where it lies
EDGE = 0.14  # between the border of what both share and what stands in it
APART = 0.28  # between the cards and what they share
MARGIN = 0.2  # between a card's border and what stands on it
UNDER = 0.1  # between a sentence and the plane below it
ABREAST = 1.5  # a card this much wider than high has its plane beside its sentence
BESIDE = 0.42  # of a card's width: a sentence beside its plane
ACROSS, DOWN = 0.46, 0.5  # kept free around a half's arrows for their names
NAME, WIDEST = 0.32, 0.5  # of the names in the halves: their em; of the plane's width, at most
SHARED, CAPTION, DIGITS = 0.38, 0.26, 0.3  # em of what both share
NEAR = 0.55  # a name farther off could mean another arrow


def sides(cast: Cast, trace: Trace) -> tuple[Cast, Cast]:
    """Both sentences as casts of their own: the word that asks, and whom it hears most."""
    there = cast.other_side
    assert there is not None, "both sentences hold the word"
    return cast, drawn(there, trace, "summed")


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


def halves(
    theme: Theme, layout: Layout, casts: tuple[Cast, Cast], badges: Badges
) -> tuple[Half, Half]:
    """A card for each sentence; their planes have one scale, one view and one height."""
    regions = rooms(layout)[0]
    wide, high = regions[0].inset(MARGIN).width, regions[0].inset(MARGIN).height
    abreast = wide > ABREAST * high
    built = attended_sentences(
        theme,
        casts,
        BESIDE * (wide - APART) if abreast else wide,
        high if abreast else SENTENCE * high,
        LARGEST,
    )
    shown = [cast.head.values_2d for cast in casts]
    shown += [cast.head.outputs_2d[cast.asking] for cast in casts]
    share = max(sentence.height for sentence in built)
    one, other = (
        Half(
            theme, region, pair, sentence, _cut(region.inset(MARGIN), share, abreast), shown, badges
        )
        for region, pair, sentence in zip(regions, (casts, casts[::-1]), built, strict=True)
    )
    return one, other


def _cut(inside: Region, high: float, abreast: bool) -> tuple[Region, Region]:
    """Where a half's sentence stands, as high as it needs, and where its plane does."""
    if abreast:
        left, right = inside.columns(BESIDE, 1 - BESIDE, gap=APART)
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
        sentence: AttendedSentence,
        regions: tuple[Region, Region],
        shown: list[np.ndarray],
        badges: Badges,
    ) -> None:
        cast, other = casts
        self.theme = theme
        self.card, self.cast, self.sentence = Card(theme, region), cast, sentence
        self.card.set_z_index(-2)
        for arc in sentence.arcs.values():
            arc.set_z_index(-1)
        sentence.move_to(at(regions[0]))
        self.badge = badges(LEAST_TEXT, regions[1].width)
        self.view = self.badge.view_above(regions[1], *shown, room=(ACROSS, DOWN))
        self.plane = Plane(theme, self.view, ticks=False)
        head, asking = cast.head, cast.asking
        self.ghost = Ghost(theme, self.view, head.values_2d, asking)
        self.copy = Arrow(
            theme, self.view, head.values_2d, asking, "output", shaft=theme.strokes.bold
        )
        self.glow = Glow(theme, self.copy.tip, region)
        self.values = {
            row: Arrow(theme, self.view, head.values_2d, row, "value") for row in sentence.arcs
        }
        self.pulls = pulls_of(theme, self.view, head, asking)
        self.output = Arrow(
            theme, self.view, head.outputs_2d, asking, "output", shaft=theme.strokes.bold
        )
        most = WIDEST * regions[1].width
        self.ghost_name = held_symbol(theme, "v", cast.word, "muted", NAME, most)
        self.output_name = held_symbol(theme, "y", cast.word, "output", NAME, most)
        self._name_the_original(other)
        self.names = self._named()

    @property
    def stage(self) -> VGroup:
        """What is seen before anything is said."""
        return VGroup(self.card, self.plane, self.badge, *self.sentence.chips)

    @property
    def word(self) -> Words:
        """The asking word on its chip."""
        return self.sentence.tokens[self.cast.asking].word

    # --- moves

    def looking_up(self, row: Lettering) -> Animation:
        """The shared row becomes the original value, which stays."""
        return AnimationGroup(
            moves.send(self.ghost, np.array(row.get_center()), moves.LONG),
            moves.fly(row, self.ghost_name, moves.LONG),
        )

    def listening(self) -> Animation:
        """Arcs reach out to everyone who is heard, and bring their shares."""
        return AnimationGroup(
            *(Create(arc) for arc in self.sentence.arcs.values()),
            *(FadeIn(share) for share in self.sentence.shares),
            run_time=moves.USUAL,
        )

    def speaking(self) -> Animation:
        """Everyone who is heard sends out a value."""
        tokens = self.sentence.tokens
        return AnimationGroup(
            *(moves.grow(arrow) for arrow in self.values.values()),
            *(moves.fly(tokens[row].word, name) for row, name in self.names.items()),
        )

    def pulling(self) -> Animation:
        """A copy of the original, and the pulls on it."""
        return AnimationGroup(
            FadeIn(self.copy),
            FadeIn(self.glow),
            LaggedStart(*(FadeIn(pull) for pull in self.pulls), lag_ratio=0.15),
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
    def going(self) -> dict[str, Mobject]:
        """What goes to the meeting: original, copy, strongest context, their names, the badge."""
        partner = self.cast.partner
        found: dict[str, Mobject] = {
            "original": self.ghost,
            "copy": self.copy,
            "context": self.values[partner],
            "original_name": self.ghost_name,
            "copy_name": self.output_name,
            "badge": self.badge,
        }
        if partner in self.names:
            found["context_name"] = self.names[partner]
        return found

    @property
    def leaving(self) -> list[Mobject]:
        """What stays behind then."""
        going = self.going.values()
        arrows = [self.glow, *self.pulls, *self.values.values(), *self.names.values()]
        return [
            self.plane,
            self.sentence,
            *(each for each in arrows if each not in going),
            self.card,
        ]

    # --- names

    def _name_the_original(self, other: Cast) -> None:
        """Its name stands at the same place in both halves, clear of both pictures."""
        origin = self.ghost.segment[0]
        lines = [self.ghost.segment]
        for cast in (self.cast, other):
            vectors = np.vstack([cast.head.values_2d, cast.head.outputs_2d[cast.asking]])
            lines += [(origin, point) for point in self.view.point(vectors)]
            lines += _edges(pulls_of(self.theme, self.view, cast.head, cast.asking))
        named = at_tip(self.ghost_name, self.ghost.tip, origin)
        place([named], self.view.region, lines, (), self.plane.lines)
        self.ghost_name.with_halo("card")

    def _named(self) -> dict[int, Maths]:
        """Names for the output, and for those values that have room, the strongest first."""
        arrows: list[Arrow | Ghost] = [self.ghost, self.output, *self.values.values()]
        lines = [*(arrow.segment for arrow in arrows), *_edges(self.pulls)]
        tokens = self.cast.sentence.tokens
        ranked = sorted(self.values, key=lambda row: row != self.cast.partner)
        names = {
            ranked[place]: Maths(self.theme, symbol("v", tokens[ranked[place]], "value"), NAME)
            for place in firsts([tokens[row] for row in ranked])
        }
        tags = {
            row: at_tip(name, self.values[row].tip, self.values[row].start)
            for row, name in names.items()
        }
        output = at_tip(self.output_name, self.output.tip, self.output.start)
        taken, soft = [box_of(self.ghost_name)], self.plane.lines
        partner = tags.get(self.cast.partner)
        place([output, *([partner] if partner else [])], self.view.region, lines, taken, soft)
        if partner and strayed(box_of(partner.label), partner) > NEAR:
            place([output], self.view.region, lines, taken, soft)
        if not clear_of(box_of(self.output_name), lines, taken):
            self.output_name = Maths(self.theme, "output(y)", NAME)
            output = replace(output, label=self.output_name)
            place([output], self.view.region, lines, taken, soft)
        taken.append(box_of(self.output_name.with_halo("card")))
        found: dict[int, Maths] = {}
        for row, name in names.items():
            if strayed(box_of(name), tags[row]) > NEAR or tags[row] is not partner:
                place([tags[row]], self.view.region, lines, taken, soft)
            near = strayed(box_of(name), tags[row]) < NEAR
            if near and clear_of(box_of(name), lines, taken):
                found[row] = name.with_halo("card")
                taken.append(box_of(name))
        return found


def _edges(pulls: list[Pull]) -> list[Segment]:
    """The middle and both long sides of every pull."""
    return [line for pull in pulls for line in (pull.segment, *pull.sides)]


class Shared:
    """What no sentence changes: the word's row and the three matrices, under one lock."""

    def __init__(
        self, theme: Theme, region: Region, trace: Trace, cast: Cast, captions: tuple[str, str]
    ) -> None:
        self.card, inside = Card(theme, region), region.inset(EDGE)
        self.lock = Lock(theme, 0.34)
        self.row = Maths(theme, symbol("e", cast.word, "embedding"), SHARED)
        if self.row.narrowed_to(inside.width * 0.9).width > inside.width:
            self.row = Maths(theme, "embedding(e)", SHARED)
        self.matrices = [
            Maths(theme, f"#{role}[$W_{letter}$]", SHARED)
            for letter, role in (("Q", "query"), ("K", "key"), ("V", "value"))
        ]
        self.numbers: list[ColumnVector] = []
        if region.height > region.width:
            self._stand(theme, inside, trace, cast.word, captions)
        else:
            self._lie(theme, inside, captions)
        self.twin = self.row.copy()
        self.lock.opened(1)
        self.stage = VGroup(self.card, self.lock, *self.captions)
        self.all = VGroup(self.stage, self.row, *self.numbers, *self.matrices)

    def _stand(
        self, theme: Theme, room: Region, trace: Trace, word: str, captions: tuple[str, str]
    ) -> None:
        """As a pillar, from top to bottom."""
        self.captions = [
            Words(theme, text, CAPTION, "muted", width=room.width, centred=True)
            for text in captions
        ]
        if trace.d <= 2:
            row = trace.row(word)
            self.numbers = [ColumnVector(theme, trace.table, row, DIGITS, "embedding")]
        first = [self.lock, self.captions[0], self.row, *self.numbers]
        stack(*first, self.captions[1], *self.matrices, region=room, left=False)

    def _lie(self, theme: Theme, room: Region, captions: tuple[str, str]) -> None:
        """As a band, from left to right."""
        self.captions = [Words(theme, text, CAPTION, "muted") for text in captions]
        first = on_line(self.lock, self.captions[0], self.row, gap=0.14)
        second = on_line(self.captions[1], *self.matrices, gap=0.14)
        if first.width + second.width > room.width:
            self.row = Maths(theme, "embedding(e)", SHARED)
            first = on_line(self.lock, self.captions[0], self.row, gap=0.14)
        spare = (room.width - first.width - second.width) / 3
        for part, left in ((first, room.left), (second, room.left + first.width + spare)):
            part.move_to(np.array([left + spare + part.width / 2, room.centre[1], 0.0]))

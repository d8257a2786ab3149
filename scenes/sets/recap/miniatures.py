"""The film's key pictures, small: a locked row, an angle, shares of attention, a pull."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import DL, RIGHT, Animation, Create, FadeIn, Line, VGroup, VMobject

from core.catalogue.casting import Cast
from core.trace.records import SentenceTrace, Trace
from scenes.kit import moves
from scenes.kit.layout import LEAST_TEXT, Region, at
from scenes.kit.plane.angles import AngleArc
from scenes.kit.plane.arrows import Arrow, Ghost, pulls_of
from scenes.kit.plane.labels import Tag, box_of, place, tag
from scenes.kit.plane.view import View
from scenes.kit.props.badges import Badge, Badges
from scenes.kit.props.bars import WeightBars
from scenes.kit.props.cards import Lock
from scenes.kit.props.chips import Chip
from scenes.kit.props.table import Row, RowForm
from scenes.kit.theme import Theme
from scenes.kit.type.maths import Maths, held_symbol
from scenes.kit.type.number import Number

SIZE, LEAST = 0.33, 0.27  # em of letters and numbers, and of letters in a small picture
ROW, ROW_SHARE = 0.62, 0.36  # height of a row of the table: at most, and of the picture's
LETTERS = 0.55  # em of a row, in its heights
HANG = 0.09  # from a row to the lock on its corner
CHIPS_APART = 0.3  # between two chips
WIRED = 0.9  # from a chip to its row, at most
BAR, TALLEST_BAR = 0.32, 0.6  # height that a bar of a share needs, and that it may take
ROOM = (0.2, 0.13)  # around arrows, for their names: shares of the picture's width and height,
HALF = 0.2  # but no less of its height than half a letter
SMALL = 1.7  # height of a picture, below which a letter alone names an arrow
INSIDE = 4.0  # how much a number cares to stand in the angle that it tells
NEAR = 0.45  # from a tip to the middle of its name, or the colour alone names it
NAME = 0.45  # of the picture's width at most: an arrow's name
OF_ARROW = 0.45  # share of the shorter arrow that an arc's radius may take


class Miniature(VGroup):
    """A picture for one key point: `still` is there at once, then it makes its one move."""

    still: VGroup

    def move(self) -> Iterator[Animation]:
        """The one move."""
        yield from ()


class LockedRow(Miniature):
    """The word's chip in every sentence, and the one locked row that they all find."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        trace: Trace,
        sentences: Sequence[SentenceTrace],
        word: str,
    ) -> None:
        row = trace.row(word)
        self.lock = Lock(theme, min(0.42, 0.8 * ROW), "text").opened(1)
        count = max(1, sum(word in sentence.tokens for sentence in sentences))
        width = (region.width - CHIPS_APART * (count - 1)) / count
        chips = [Chip(theme, word, SIZE, "output", width) for _ in range(count)]
        above = VGroup(*chips).arrange(RIGHT, buff=CHIPS_APART)
        tall = min(ROW, ROW_SHARE * region.height)
        least = LEAST_TEXT / chips[0].word.em
        above.scale(max(least, min(1.0, region.width / above.width, tall / above.height)))
        gap = min(WIRED, region.height - tall - above.height)
        top = region.centre[1] + (tall + gap + above.height) / 2
        above.move_to(np.array([region.centre[0], top - above.height / 2, 0.0]))
        form = RowForm.fitting(
            theme, region.width, trace.words, trace.table, [row], min(SIZE, LETTERS * tall)
        )
        bottom = top - above.height - gap - tall
        room = Region(region.left, bottom, region.right, bottom + tall)
        self.row = Row(theme, room, word, trace.table, row, form)
        self.row.frame.set_stroke(theme.output, theme.strokes.mark)
        corner = np.array([region.left, room.top + HANG, 0.0])
        self.lock.move_to(corner, aligned_edge=DL)
        self.wires = [
            Line(chip.get_bottom(), self.row.frame.get_top(), stroke_color=theme.output)
            for chip in chips
        ]
        for wire in self.wires:
            wire.set_stroke(width=theme.strokes.mark)
        self.still = VGroup(self.row, self.lock, *chips)
        super().__init__(self.still, *self.wires)

    def move(self) -> Iterator[Animation]:
        yield moves.one_by_one(*(Create(wire) for wire in self.wires))
        yield moves.shut(self.lock)


class Agreement(Miniature):
    """The word's query and its partner's key, and the angle between them."""

    def __init__(self, theme: Theme, region: Region, cast: Cast) -> None:
        head, pair = cast.head, (cast.asking, cast.partner)
        asked, offered = head.pairs_2d[pair]
        view = _view(region, asked, offered)
        self.query = Arrow(theme, view, head.pairs_2d, (*pair, 0), "query")
        self.key = Arrow(theme, view, head.pairs_2d, (*pair, 1), "key")
        letters = (("q", cast.word, "query"), ("k", cast.context, "key"))
        names = [_name(theme, region, *each) for each in letters]
        shortest = min(float(np.linalg.norm(each)) for each in (asked, offered)) * view.scale
        self.arc = AngleArc(theme, view, asked, offered, head.angles, pair, OF_ARROW * shortest)
        size = LEAST if region.height < SMALL else SIZE
        self.degrees = Number(theme, head.angles, pair, size * 1.1, form="degrees")
        arrows = [self.query, self.key]
        lines = [arrow.segment for arrow in arrows]
        outward = self.arc.middle - view.point(np.zeros(2))
        tags = [
            tag(name, arrow.tip, arrow.start) for name, arrow in zip(names, arrows, strict=True)
        ]
        angle = Tag(self.degrees, self.arc.middle, outward * INSIDE)
        place([*tags, angle], region, lines, [box_of(self.arc)])
        self.still = VGroup(*arrows, *names)
        measured: list[VMobject] = [self.arc, self.degrees] if head.defined[pair] else []
        self.measured = VGroup(*measured)
        super().__init__(self.still, self.measured)

    def move(self) -> Iterator[Animation]:
        if self.measured:
            yield Create(self.arc)
            yield FadeIn(self.degrees)


class Shares(Miniature):
    """The word's attention as bars; where there is no room for all, the largest."""

    def __init__(self, theme: Theme, region: Region, cast: Cast) -> None:
        head, asking, tokens = cast.head, cast.asking, cast.sentence.tokens
        shown = largest(head.weights[asking], max(1, int(region.height / BAR)))
        height = min(region.height, TALLEST_BAR * len(shown))
        room = region.inset(0.0, (region.height - height) / 2)
        self.bars = WeightBars(
            theme, room, tokens, head.weights, asking, size=SIZE * 1.1, shown=shown
        )
        self.weights = [float(head.weights[asking, token]) for token in shown]
        for bar in self.bars.bars:
            bar.show(0.0)
        self.still = VGroup(*self.bars.names, *self.bars.bars)
        super().__init__(self.still, *self.bars.digits)

    def move(self) -> Iterator[Animation]:
        for bar, weight in zip(self.bars.bars, self.weights, strict=True):
            yield moves.fill(bar, 0.0, weight)
        yield moves.appear(*self.bars.digits, seconds=moves.USUAL)


class Drawn(Miniature):
    """The ghost of the word's value, and its copy where the pulls have drawn it."""

    def __init__(self, theme: Theme, region: Region, cast: Cast, badges: Badges) -> None:
        head, asking = cast.head, cast.asking
        around = head.values_2d[[asking, cast.partner]]
        badge, region = _badged(badges, region)
        view = _view(region, around, head.outputs_2d[asking])
        self.head, self.asking = head, asking
        self.ghost = Ghost(theme, view, head.values_2d, asking)
        self.partner = Arrow(theme, view, head.values_2d, cast.partner, "value")
        small = region.height < SMALL
        self.pulls = [] if small else pulls_of(theme, view, head, asking)
        shaft = None if small else theme.strokes.under
        self.copy_of_it = Arrow(theme, view, head.outputs_2d, asking, "output", shaft=shaft)
        size = LEAST if small else SIZE
        self.output_name = Maths(theme, "output(y)", size)
        named = [(self.copy_of_it, self.output_name)]
        if cast.partner != asking:
            named.insert(0, (self.partner, Maths(theme, "value(v)", size)))
        lines = [arrow.segment for arrow in (self.ghost, self.partner, self.copy_of_it)]
        tags = [tag(name, arrow.tip, arrow.segment[0]) for arrow, name in named]
        lines += [side for pull in self.pulls for side in (pull.segment, *pull.sides)]
        place(tags, region, lines)
        near = float(np.linalg.norm(self.output_name.get_center() - self.copy_of_it.tip)) < NEAR
        self.told = [self.output_name] if near else []
        shown = [self.partner] if cast.partner != asking else []
        self.still = VGroup(self.ghost, *shown, *(name for _, name in named[:-1]), badge)
        super().__init__(self.still, *self.pulls, self.copy_of_it, *self.told)

    def move(self) -> Iterator[Animation]:
        path = moves.straight(self.head.values_2d[self.asking], self.head.outputs_2d[self.asking])
        yield from (FadeIn(pull) for pull in self.pulls)
        yield moves.carry(self.copy_of_it, path)
        yield from (FadeIn(name) for name in self.told)


def _name(theme: Theme, region: Region, letter: str, text: str, role: str) -> Maths:
    """An arrow's name: the letter alone where the picture is small."""
    if region.height < SMALL:
        return Maths(theme, f"#{role}[${letter}$]", LEAST)
    return held_symbol(theme, letter, text, role, SIZE, NAME * region.width)


def _badged(badges: Badges, region: Region) -> tuple[Badge, Region]:
    """A badge and what it leaves to the picture: below that, or beside it where it is low."""
    if region.height >= SMALL:
        badge = badges(LEAST_TEXT, region.width)
        return badge, badge.under(region)
    picture, side = region.columns(1, 1, gap=0.0)
    badge = badges(LEAST_TEXT, side.width).move_to(at(side))
    return badge, picture if len(badge) else region


def _view(region: Region, *vectors: np.ndarray) -> View:
    room = (ROOM[0] * region.width, max(HALF, ROOM[1] * region.height))
    return View.fitting(region, *vectors, room=room)


def largest(weights: np.ndarray, most: int) -> list[int]:
    """The places of the largest weights [n], in their own order."""
    return sorted(np.argsort(-weights, kind="stable")[:most].tolist())

"""The key points, a line each, beside a picture of this lesson's own numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from manim import FadeIn, VGroup

from core.catalogue.framing import Recap as RecapSpec
from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import Layout, Region
from scenes.kit.props.cards import Card
from scenes.kit.stages.opening import MOST
from scenes.kit.stages.values import badges_of_values
from scenes.kit.type.words import Words
from scenes.sets.recap.miniatures import Agreement, Drawn, LockedRow, Miniature, Shares
from scenes.sets.recap.pledges import Pledges

PROMISE = re.compile(r"promise\d+")  # the labels of what was promised
WIDE = 1.7  # of its height: a card wider than that has its line beside its picture
GAP = 0.3  # between cards
LINE = 0.36  # em of a point's line, at most
PICTURE, TEXT = 2.1, 1.0  # shares of a card, above each other
BESIDE = 1.3  # the picture's share of a card that is wide, beside its text
SPOKEN = 0.86  # share of the cue by which the last point has begun


class Recap(Beat):
    """One card after the other: the row, the angle, the shares, the pull."""

    spec_class = RecapSpec

    def set_stage(self) -> None:
        names = [name for name in POINTS if name in self.script.labels]
        regions = card_regions(self.layout, len(names))
        self.points = [Point(self, name, at) for name, at in zip(names, regions, strict=True)]
        size = min(point.line.em for point in self.points)
        for point in self.points:
            point.write(size)
        for point in self.points[:1]:
            self.present(point.card, point.line, point.picture.still)
        if self.tells("promises"):
            kept = [text for name, text in self.script.labels.items() if PROMISE.fullmatch(name)]
            self.pledges = Pledges(self.theme, self.layout, self.label("promises"), kept)

    def construct(self) -> None:
        with self.saying("lines"):
            for number, point in enumerate(self.points):
                self.wait_until(SPOKEN * number / len(self.points))
                if number > 0:
                    self.play(FadeIn(point.card, point.line, point.picture.still))
                self.play(moves.one_by_one(*point.picture.move(), seconds=moves.LONG))
        if self.tells("promises"):
            with self.saying("promises"):
                self.play(moves.vanish(*self.points))
                self.play(FadeIn(self.pledges.card, self.pledges.title))
                self.play(moves.rise(*self.pledges.lines, seconds=2 * moves.LONG))


class Point(VGroup):
    """One key point: its picture and its line on a card."""

    def __init__(self, beat: Recap, name: str, region: Region) -> None:
        self.card = Card(beat.theme, region)
        inside = self.card.inside
        if inside.width > WIDE * inside.height:
            room, words = inside.columns(BESIDE, 1, gap=0.4)
        else:
            room, words = inside.rows(PICTURE, TEXT, gap=0.2)
        self.picture = POINTS[name](beat, room)
        self.words, self.below = words, room.top > words.top
        self.line = Words.filling(beat.theme, beat.label(name), words, LINE, centred=True)
        super().__init__(self.card, self.picture, self.line)

    def write(self, size: float) -> None:
        """Set the line in the size that all points can have, from the top if it stands below."""
        text = self.line.words
        line = Words.filling(self.line.theme, text, self.words, size, centred=True)
        if self.below:
            line.set_y(self.words.top - line.height / 2)
        self.remove(self.line)
        self.line = line
        self.add(line)


def _locked_row(beat: Recap, region: Region) -> Miniature:
    sentences = beat.trace.sentences[:MOST]
    return LockedRow(beat.theme, region, beat.trace, sentences, beat.cast.word)


POINTS: dict[str, Callable[[Recap, Region], Miniature]] = {
    "point1": _locked_row,
    "point2": lambda beat, region: Agreement(beat.theme, region, beat.cast),
    "point3": lambda beat, region: Shares(beat.theme, region, beat.cast),
    "point4": lambda beat, region: Drawn(beat.theme, region, beat.cast, badges_of_values(beat)),
}
"""What each of the script's points is drawn as."""


def card_regions(layout: Layout, count: int) -> list[Region]:
    """A card for each point: in a row, in a column, or two by two, as the frame is shaped."""
    whole = layout.whole
    if layout.upright:
        return list(whole.rows(*[1] * count, gap=GAP))
    if whole.width > WIDE * whole.height:
        return list(whole.columns(*[1] * count, gap=GAP))
    half = (count + 1) // 2
    above, below = whole.rows(1, 1, gap=GAP)
    return [*above.columns(*[1] * half, gap=GAP), *below.columns(*[1] * (count - half), gap=GAP)]

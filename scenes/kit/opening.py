"""The stage that the film opens on: the lesson's sentences in the middle of the frame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from manim import DashedLine, Line, Mobject, VGroup

from core.trace import SentenceTrace, Trace
from scenes.kit.chips import Chip, Glow, Sentence
from scenes.kit.layout import LEAST_TEXT, Layout, Region
from scenes.kit.theme import Theme

LARGEST, SHARE = 0.85, 0.24  # em of the chips' words: at most, and of their region's height
READABLE = 0.34  # em down to which a sentence stays on one line
SMALLER = 0.94  # from one trial size to the next
SPREAD = 0.8  # how much wider a gap may become when a sentence is cut, in em
CUT = 1.1  # length of a cut, in heights of a chip
ACROSS = np.array([1.0, 0.0, 0.0])
BETWEEN = 0.62  # between two sentences, in em
CLEAR = 0.04  # of the frame's width and height, around the picture
TALLEST = 1.35  # of the picture's width: in an upright frame it keeps to the middle
GAP = 0.8  # between the question and the sentences
MOST = 2  # sentences on the opening stage


def headline_region(layout: Layout) -> Region:
    """Where the title and the question stand: the upper part of the frame."""
    return _halves(layout)[0]


def sentences_region(layout: Layout) -> Region:
    """Where the sentences stand: the lower part, clear of the captions."""
    return _halves(layout)[1]


def _halves(layout: Layout) -> tuple[Region, ...]:
    whole = layout.whole
    clear = Region(whole.left, layout.caption.top, whole.right, layout.title.top)
    spare = (clear.height - TALLEST * clear.width) / 2
    picture = clear.inset(CLEAR * clear.width, max(CLEAR * clear.height, spare))
    return picture.rows(1, 1, gap=GAP)


class Opening(VGroup):
    """The first sentences as chips, one above the other, the word in focus in violet.

    Where they fit, the sentences are set so that the word in focus stands in one column, and
    `link` joins its chips. `glows` are their light.
    """

    def __init__(self, theme: Theme, layout: Layout, trace: Trace) -> None:
        self.theme, self.region = theme, sentences_region(layout)
        region = self.region
        shown = trace.sentences[:MOST]
        self.sentences = _largest(theme, region, shown)
        _align(self.sentences, shown, region)
        self.focus = [
            drawn.tokens[sentence.focus]
            for drawn, sentence in zip(self.sentences, shown, strict=True)
            if sentence.focus is not None
        ]
        self.glows = VGroup(*(Glow(theme, chip) for chip in self.focus))
        self.link = VGroup(*_links(theme, self.focus))
        for behind in (self.glows, self.link):
            behind.set_z_index(-1)
        super().__init__(self.glows, self.link, *self.sentences)

    @property
    def compared(self) -> list[Sentence]:
        """The sentences that hold the word in focus, if it is to be told apart in several."""
        return self.sentences if len(self.focus) > 1 else []

    def besides(self, sentence: Sentence) -> list[Mobject]:
        """All that steps back while one sentence is spoken of."""
        lights = zip(self.focus, self.glows, strict=True)
        dark = [glow for chip, glow in lights if chip not in sentence.chips]
        return [*dark, *(other for other in self.sentences if other is not sentence)]

    def apart(self, region: Region) -> list[tuple[Chip, np.ndarray]]:
        """Every chip with the way [3] it goes when its sentence is cut, in the middle of a region.

        The word in focus keeps its column; a sentence that fills the width or a second line stays
        as it is.
        """
        gap = min(self._spare(sentence, region) for sentence in self.sentences)
        placed = [
            (chip, ACROSS * gap * (place - (sentence.chips.index(pivot) if pivot else 0)))
            for sentence, pivot in zip(self.sentences, self._pivots(), strict=True)
            for place, chip in enumerate(sentence.chips)
        ]
        lefts = [chip.get_left() + way for chip, way in placed]
        rights = [chip.get_right() + way for chip, way in placed]
        edges = np.array([*lefts, *rights])
        middle = (edges.min(axis=0) + edges.max(axis=0)) / 2
        home = np.array([*region.centre, 0.0]) - middle
        return [(chip, way + home) for chip, way in placed]

    def _spare(self, sentence: Sentence, region: Region) -> float:
        """How much wider every gap of a sentence may become."""
        gaps = len(sentence.chips) - 1
        if not _is_line(sentence):
            return 0.0
        room = (region.width - VGroup(*self.sentences).width) / (2 * max(gaps, 1))
        return max(0.0, min(SPREAD * sentence.chips[0].word.em, room))

    def _pivots(self) -> list[Chip | None]:
        """The chip of each sentence that keeps its column."""
        return [
            next((chip for chip in sentence.chips if chip in self.focus), None)
            for sentence in self.sentences
        ]

    def cuts(self, region: Region) -> VGroup:
        """A short line in every gap between two chips of a line, where it will be once cut."""
        ways = dict(self.apart(region))
        return VGroup(
            *(
                self._cut(left.get_right() + ways[left], right.get_left() + ways[right])
                for sentence in self.sentences
                for left, right in pairwise(sentence.chips)
                if abs(left.get_y() - right.get_y()) < left.height / 2
            )
        )

    def _cut(self, left: np.ndarray, right: np.ndarray) -> DashedLine:
        half = np.array([0.0, self.chips[0].height * CUT / 2, 0.0])
        middle = (left + right) / 2
        return DashedLine(
            middle - half, middle + half, stroke_color=self.theme.muted, stroke_width=2
        )

    @property
    def chips(self) -> list[Chip]:
        """Every chip, in reading order."""
        return [chip for sentence in self.sentences for chip in sentence.chips]


def _largest(theme: Theme, region: Region, shown: tuple[SentenceTrace, ...]) -> list[Sentence]:
    """The sentences as large as fits the region; smaller sooner than in two lines, if readable."""
    for size in _sizes(min(LARGEST, SHARE * region.height), READABLE):
        drawn = _drawn(theme, region, shown, size)
        if _fits(drawn, region) and all(_is_line(sentence) for sentence in drawn):
            return drawn
    for size in _sizes(min(LARGEST, SHARE * region.height), LEAST_TEXT):
        drawn = _drawn(theme, region, shown, size)
        if _fits(drawn, region):
            return drawn
    return _drawn(theme, region, shown, LEAST_TEXT)


def _sizes(largest: float, least: float) -> Iterator[float]:
    size = largest
    while size > least:
        yield size
        size *= SMALLER


def _drawn(
    theme: Theme, region: Region, shown: tuple[SentenceTrace, ...], size: float
) -> list[Sentence]:
    """The sentences at a size, one above the other in the middle of a region."""
    drawn = [
        Sentence(theme, one.words, one.participates, region.width, size, one.focus, "output")
        for one in shown
    ]
    stack = VGroup(*drawn).arrange(np.array([0.0, -1.0, 0.0]), buff=BETWEEN * size)
    stack.move_to(np.array([*region.centre, 0.0]))
    return drawn


def _fits(drawn: list[Sentence], region: Region) -> bool:
    stack = VGroup(*drawn)
    return bool(stack.height <= region.height and stack.width <= region.width)


def _is_line(sentence: Sentence) -> bool:
    return bool(sentence.height < 1.5 * sentence.chips[0].height)


def _align(drawn: list[Sentence], shown: tuple[SentenceTrace, ...], region: Region) -> None:
    """Bring the word in focus into one column, if every sentence then still fits."""
    places = [one.focus for one in shown]
    if len(drawn) < MOST or None in places:
        return
    chips = [
        each.tokens[place] for each, place in zip(drawn, places, strict=True) if place is not None
    ]
    for each, chip in zip(drawn[1:], chips[1:], strict=True):
        each.shift(np.array([float(chips[0].get_x() - chip.get_x()), 0.0, 0.0]))
    whole = VGroup(*drawn)
    if whole.width > region.width:
        for each in drawn:
            each.set_x(region.centre[0])
    else:
        whole.set_x(region.centre[0])


def _links(theme: Theme, chips: list[Chip]) -> list[Line]:
    """A line from each chip of the word in focus to the next, where one stands below the other."""
    return [
        Line(upper.get_bottom(), lower.get_top(), stroke_color=theme.output, stroke_width=3)
        for upper, lower in pairwise(chips)
        if abs(upper.get_x() - lower.get_x()) < upper.width / 2
    ]

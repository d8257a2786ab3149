"""The stage that the film opens on: the lesson's sentences in the middle of the frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from manim import DOWN, DashedLine, Line, Mobject, VGroup

from core.trace.records import SentenceTrace, Trace
from scenes.kit.layout import LEAST_TEXT, READABLE, Layout, Region, at
from scenes.kit.props.chips import SPACE, TALL, Chip, Glow, Sentence, lines_of, onward, width_in_em
from scenes.kit.stages.excerpt import Excerpt, excerpt
from scenes.kit.theme import Theme
from scenes.kit.type.words import SMALLER

LARGEST, SHARE = 0.85, 0.24  # em of the chips' words: at most, and of their region's height
OF_EXCERPT = 0.28  # em of the words, where not even the least letters leave room for all of them
SPREAD = 0.8  # how much wider a gap may become when a sentence is cut, in em
CUT = 1.1  # length of a cut, in heights of a chip
BETWEEN, BETWEEN_LONG = 0.62, 1.3  # between two sentences, in em; if they take several lines
CLEAR = 0.04  # of the frame's width and height, around the picture
TALLEST = 1.35  # of the picture's width: in an upright frame it keeps to the middle
GAP = 0.8  # between the question and the sentences
MOST = 2  # sentences on the opening stage
WIDEST = 0.8  # of the region's width: a chip, whose word is smaller, or in an excerpt cut
MOST_LINES = 9  # of an excerpt, tried first


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

    Of sentences too long for the frame stand the words around it: `excerpts` are what is shown.
    Where they fit, the sentences are set so that the word in focus stands in one column, and
    `link` joins its chips. `glows` are their light.
    """

    def __init__(self, theme: Theme, layout: Layout, trace: Trace) -> None:
        self.theme, self.region = theme, sentences_region(layout)
        region = self.region
        self.excerpts, size = _largest(theme, region, trace.sentences[:MOST])
        self.sentences = _drawn(theme, region, self.excerpts, size)
        _align(self.sentences, self.excerpts, region)
        self.focus = [
            drawn.tokens[shown.focus]
            for drawn, shown in zip(self.sentences, self.excerpts, strict=True)
            if shown.focus is not None
        ]
        self.glows = VGroup(*(Glow(theme, chip) for chip in self.focus))
        self.link = VGroup(*_links(theme, self.focus, self.chips))
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
            (chip, way * gap * (place - (sentence.chips.index(pivot) if pivot else 0)))
            for sentence, pivot in zip(self.sentences, self._pivots(), strict=True)
            for way in [onward(sentence.chips)]
            for place, chip in enumerate(sentence.chips)
        ]
        lefts = [chip.get_left() + way for chip, way in placed]
        rights = [chip.get_right() + way for chip, way in placed]
        edges = np.array([*lefts, *rights])
        middle = (edges.min(axis=0) + edges.max(axis=0)) / 2
        home = at(region) - middle
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
                for pair in pairwise(sentence.chips)
                for left, right in [sorted(pair, key=Chip.get_x)]
                if abs(left.get_y() - right.get_y()) < left.height / 2
            )
        )

    def _cut(self, left: np.ndarray, right: np.ndarray) -> DashedLine:
        half = np.array([0.0, self.chips[0].height * CUT / 2, 0.0])
        middle = (left + right) / 2
        return DashedLine(
            middle - half,
            middle + half,
            stroke_color=self.theme.muted,
            stroke_width=self.theme.strokes.axis,
        )

    @property
    def chips(self) -> list[Chip]:
        """Every chip, in reading order."""
        return [chip for sentence in self.sentences for chip in sentence.chips]


def _largest(
    theme: Theme, region: Region, sentences: Sequence[SentenceTrace]
) -> tuple[list[Excerpt], float]:
    """What fits the region, and the em at which it does: all words as large as possible.

    Smaller sooner than in two lines, if readable; of what is too long even then, an excerpt.
    """
    longest = max(len(sentence.words) for sentence in sentences)
    whole = [excerpt(sentence, longest) for sentence in sentences]
    lines = _Lines(theme, region)
    for size in _sizes(min(LARGEST, SHARE * region.height), READABLE):
        if lines.hold(whole, size) and all(lines.count(each, size) == 1 for each in whole):
            return whole, size
    for size in _sizes(min(LARGEST, SHARE * region.height), LEAST_TEXT):
        if lines.hold(whole, size):
            return whole, size
    for count in range(MOST_LINES, 0, -1):
        cut = [lines.filled(sentence, count) for sentence in sentences]
        if lines.fit(cut, OF_EXCERPT):
            break
    return cut, OF_EXCERPT


def _sizes(largest: float, least: float) -> Iterator[float]:
    size = largest
    while size > least:
        yield size
        size *= SMALLER


def _drawn(theme: Theme, region: Region, shown: Sequence[Excerpt], size: float) -> list[Sentence]:
    """The sentences at a size, one above the other in the middle of a region."""
    widest, role = WIDEST * region.width, "output"
    drawn = [
        Sentence(theme, one.words, one.participates, region.width, size, one.focus, role, widest)
        for one in shown
    ]
    gap = _between(shown) * size
    stack = VGroup(*drawn).arrange(DOWN, buff=gap)
    stack.move_to(at(region))
    return drawn


class _Lines:
    """How many lines chips take in a region, without drawing them."""

    def __init__(self, theme: Theme, region: Region) -> None:
        self.theme, self.region = theme, region
        self.widths: dict[str, float] = {}  # of words' chips, in em

    def hold(self, shown: Sequence[Excerpt], size: float) -> bool:
        """Whether all of this fits the region at a size, and no word is cut."""
        widest = max(self._width(word) for each in shown for word in each.words)
        return self.fit(shown, size) and widest * size <= WIDEST * self.region.width

    def fit(self, shown: Sequence[Excerpt], size: float) -> bool:
        """Whether all of this fits the region at a size, if long words are cut."""
        counts = [self.count(each, size) for each in shown]
        high = sum(TALL * count + SPACE * (count - 1) for count in counts)
        high += _between(shown) * (len(shown) - 1)
        return high * size <= self.region.height

    def count(self, shown: Excerpt, size: float) -> int:
        """How many lines it takes at a size."""
        most = WIDEST * self.region.width / size
        widths = [min(self._width(word), most) for word in shown.words]
        return len(lines_of(widths, self.region.width / size, SPACE))

    def filled(self, sentence: SentenceTrace, lines: int) -> Excerpt:
        """As many words of a sentence as so many lines of an excerpt have room for."""
        trials = (excerpt(sentence, count) for count in range(len(sentence.words), 0, -1))
        one = excerpt(sentence, 1)
        return next((each for each in trials if self.count(each, OF_EXCERPT) <= lines), one)

    def _width(self, word: str) -> float:
        if word not in self.widths:
            self.widths[word] = width_in_em(self.theme, word)
        return self.widths[word]


def _between(shown: Sequence[Excerpt]) -> float:
    """The gap between sentences, in em: of several lines each, they must be told apart."""
    return BETWEEN_LONG if any(each.is_long for each in shown) else BETWEEN


def _is_line(sentence: Sentence) -> bool:
    return bool(sentence.height < 1.5 * sentence.chips[0].height)


def _align(drawn: list[Sentence], shown: Sequence[Excerpt], region: Region) -> None:
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


def _links(theme: Theme, focus: list[Chip], chips: list[Chip]) -> list[Line]:
    """A line from each chip of the word in focus to the next, where nothing stands between."""
    return [
        Line(
            upper.get_bottom(),
            lower.get_top(),
            stroke_color=theme.output,
            stroke_width=theme.strokes.mark,
        )
        for upper, lower in pairwise(focus)
        if abs(upper.get_x() - lower.get_x()) < upper.width / 2
        and not any(_is_between(chip, upper, lower) for chip in chips)
    ]


def _is_between(chip: Chip, upper: Chip, lower: Chip) -> bool:
    """Whether a line from one chip down to the other would run through this one."""
    inside = lower.get_y() < chip.get_y() < upper.get_y() and chip not in (upper, lower)
    left, right = sorted((float(upper.get_x()), float(lower.get_x())))
    return bool(inside and chip.get_left()[0] < right and chip.get_right()[0] > left)

"""Words in boxes: a token, and a sentence of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence

import numpy as np
from manim import DOWN, ArcBetweenPoints, ManimColor, VGroup

from scenes.kit.known import Known
from scenes.kit.layout import LEAST_TEXT, ROUNDING
from scenes.kit.rounded import RoundedRectangle
from scenes.kit.source import SLACK, Source, Sourced, difference
from scenes.kit.theme import DIM, Theme, tint
from scenes.kit.type.markup import reads_leftward
from scenes.kit.type.words import Words, held

TALL = 1.75  # height of a chip, in em
SIDE = 0.5  # room beside its word, in em
SPACE = 0.45  # between chips, in em
TINT, LIT = 0.12, 0.264  # opacity of a chip's fill, and of that in focus, at most
RINGS, HALO, LIGHT = 12, 0.6, 0.28  # of a glow: how many, how far in em, how bright the first
ARC_FULL = 14.0  # stroke width of an arc whose weight is 1


def width_in_em(theme: Theme, text: str) -> float:
    """How wide a word's chip is, in em."""
    return float(Words(theme, text, 1.0, weight=600).width) + 2 * SIDE


class Chip(Known, VGroup):
    """A token: its word in a translucent box, which may be no wider than a width."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        size: float = 0.4,
        role: str = "text",
        width: float = math.inf,
    ) -> None:
        size = min(size, max(LEAST_TEXT, width / width_in_em(theme, text)))
        self.word = held(theme, text, size, role, width - 2 * SIDE * size, 600)
        self.box = RoundedRectangle(
            corner_radius=size * 0.32,
            width=self.word.width + 2 * SIDE * size,
            height=TALL * size,
            stroke_color=theme.colour(role),
            stroke_width=theme.strokes.border * 1.3,
            fill_color=theme.colour(role),
            fill_opacity=tint(theme, role, TINT, "background", "card"),
        )
        self.theme = theme
        self.box.move_to(self.word)
        super().__init__(self.box, self.word)

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """Its word, as a chip and as a name."""
        return ("chip", self.word.words), ("word", self.word.words)

    def narrowed_to(self, width: float) -> Chip:
        """The same, where it may be no wider than this: smaller, and then with fewer letters."""
        word = self.word
        chip = Chip(self.theme, word.words, word.em, word.role, width)
        chip.box.match_style(self.box)
        return chip

    def opaque(self, role: str = "background") -> Chip:
        """Look the same on a ground of this role, but hide what runs behind."""
        ground, tint = ManimColor(self.theme.colour(role)), self.box.fill_opacity
        self.box.set_fill(ground.interpolate(self.box.fill_color, tint), 1)
        return self


class Sentence(VGroup):
    """A sentence as chips, in the lines that its width needs; `tokens` are those that take part.

    A chip may be as wide as a line, or as `widest`; a longer word is smaller, and then cut.
    """

    def __init__(
        self,
        theme: Theme,
        words: Sequence[str],
        takes_part: Sequence[bool],
        width: float,
        size: float = 0.4,
        focus: int | None = None,
        focus_role: str = "text",
        widest: float = math.inf,
    ) -> None:
        widest = min(widest, width)
        self.chips = [
            Chip(theme, text, size, "text" if part else "muted", widest)
            for text, part in zip(words, takes_part, strict=True)
        ]
        if focus is not None:
            place = [place for place, part in enumerate(takes_part) if part][focus]
            self.chips[place] = Chip(theme, words[place], size, focus_role, widest)
        self.tokens = [chip for chip, part in zip(self.chips, takes_part, strict=True) if part]
        for chip, part in zip(self.chips, takes_part, strict=True):
            if not part:
                chip.box.set_stroke(opacity=DIM)
        if focus is not None:
            lit = tint(theme, focus_role, LIT, "background")
            self.tokens[focus].box.set_fill(opacity=lit)
        super().__init__(*self.chips)
        set_in_lines(self.chips, width, SPACE * size)


class Glow(VGroup):
    """A soft light around a chip: the word that the film follows."""

    def __init__(self, theme: Theme, chip: Chip, role: str = "output") -> None:
        super().__init__()
        em = chip.word.em
        step = HALO * em / RINGS
        for ring in range(RINGS):
            reach = step * (ring + 0.5)
            self.add(
                RoundedRectangle(
                    corner_radius=em * 0.32 + reach,
                    width=chip.box.width + 2 * reach,
                    height=chip.box.height + 2 * reach,
                    stroke_color=theme.colour(role),
                    stroke_width=100 * step,
                    stroke_opacity=LIGHT * (1 - ring / RINGS) ** 2,
                ).move_to(chip.box)
            )


class WeightArc(Sourced, ArcBetweenPoints):
    """An arc from one chip to another, as thick as the weight that it carries."""

    def __init__(
        self,
        theme: Theme,
        start: np.ndarray,
        end: np.ndarray,
        weights: np.ndarray,
        index: tuple[int, ...],
        role: str = "weight",
    ) -> None:
        self.source = Source(weights, index)
        bend = -0.9 if start[0] < end[0] else 0.9
        super().__init__(
            start,
            end,
            angle=bend,
            stroke_color=theme.colour(role),
            stroke_width=ARC_FULL * float(self.source.value),
        )

    def drawn(self) -> float:
        """The weight that the thickness shows."""
        return float(self.stroke_width) / ARC_FULL

    def misreading(self) -> str | None:
        """The weight that it shows, if that is not its own."""
        return difference(self.drawn(), float(self.source.value), SLACK)


def lines_of(widths: Sequence[float], width: float, gap: float) -> list[list[int]]:
    """Which things of these widths stand in each line, if no line is wider than this."""
    lines: list[list[int]] = [[]]
    for place, own in enumerate(widths):
        taken = sum(widths[other] + gap for other in lines[-1])
        if lines[-1] and taken + own > width + ROUNDING:
            lines.append([])
        lines[-1].append(place)
    return lines


def onward(chips: Sequence[Chip]) -> np.ndarray:
    """The way [3] in which chips are read, of length 1: as their first letter is."""
    leftward = reads_leftward("".join(chip.word.words for chip in chips))
    return np.array([-1.0 if leftward else 1.0, 0.0, 0.0])


def set_in_lines(
    chips: Sequence[Chip], width: float, gap: float, between: float | None = None
) -> list[list[Chip]]:
    """Break chips into lines no wider than this, and return them; the lines stand on centre.

    The gap is kept between chips, and between lines unless those have a gap of their own.
    """
    places = lines_of([chip.width for chip in chips], width, gap)
    lines = [[chips[place] for place in line] for line in places]
    rows = [VGroup(*line).arrange(onward(chips), buff=gap) for line in lines]
    VGroup(*rows).arrange(DOWN, buff=gap if between is None else between)
    return lines

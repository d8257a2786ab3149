"""A sentence's words one below the other, each with a free way to its right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, RIGHT, VGroup

from scenes.kit.layout import LEAST_TEXT, READABLE, Region
from scenes.kit.props.chips import TALL, Chip, Sentence

PITCH, PART = 1.4, 0.8  # between chips, and more between two sentences, in heights of a chip
BETWEEN = 0.3  # room between two stacks
BIGGEST, CROWDED = 0.4, 0.26  # em of a chip's word: at most, and where one stack is not enough


class Stacks(VGroup):
    """Sentences as stacks of chips: one above the other, or side by side where `apart`.

    `stacks` has the chips of each sentence, in order. They hide what runs behind them.
    """

    def __init__(self, region: Region, sentences: Sequence[Sentence], apart: bool) -> None:
        super().__init__()
        columns = region.columns(*[1] * len(sentences), gap=BETWEEN) if apart else (region,)
        groups = [[sentence] for sentence in sentences] if apart else [list(sentences)]
        every = [chip for sentence in sentences for chip in sentence.chips]
        widest = max(chip.width / chip.word.em for chip in every)
        tallest = min(_em(group, region.height) for group in groups)
        size = min(BIGGEST, max(columns[0].width / widest, READABLE), max(tallest, LEAST_TEXT))
        self.stacks: list[list[Chip]] = []
        for group, column in zip(groups, columns, strict=True):
            drawn = [_stack(sentence, size, column.width) for sentence in group]
            self.stacks += drawn
            self.add(
                _set([VGroup(*stack) for stack in drawn], size * TALL * (PITCH - 1 + PART), column)
            )


def width_of(sentences: Sequence[Sentence], height: float, apart: bool) -> float:
    """The width of stacks that fill a height with letters of one size."""
    groups = [[sentence] for sentence in sentences] if apart else [list(sentences)]
    size = max(min(BIGGEST, *(_em(group, height) for group in groups)), LEAST_TEXT)
    widest = max(chip.width / chip.word.em for each in sentences for chip in each.chips)
    return len(groups) * widest * size + (len(groups) - 1) * BETWEEN


def is_crowd(sentences: Sequence[Sentence], height: float) -> bool:
    """Whether a single stack of all sentences would be hard to read."""
    return len(sentences) > 1 and _em(sentences, height) < CROWDED


def is_tight(sentences: Sequence[Sentence], height: float, apart: bool) -> bool:
    """Whether even the least letters need more height than there is."""
    groups = [[sentence] for sentence in sentences] if apart else [sentences]
    return min(_em(group, height) for group in groups) < LEAST_TEXT


def _em(sentences: Sequence[Sentence], height: float) -> float:
    """The em at which these sentences, one above the other, fill a height."""
    chips = sum(len(sentence.chips) for sentence in sentences)
    return height / (TALL * (1 + PITCH * (chips - 1) + PART * (len(sentences) - 1)))


def _stack(sentence: Sentence, size: float, width: float) -> list[Chip]:
    """The chips of a sentence below one another; one too wide is smaller than the others."""
    chips = [
        chip.copy().scale(size / chip.word.em).narrowed_to(width).opaque()
        for chip in sentence.chips
    ]
    _down(chips, size * TALL * (PITCH - 1))
    return chips


def _set(stacks: Sequence[VGroup], gap: float, region: Region) -> VGroup:
    whole = _down(stacks, gap)
    return whole.move_to(np.array([region.right - whole.width / 2, region.centre[1], 0.0]))


def _down(parts: Sequence[VGroup], gap: float) -> VGroup:
    """Parts below one another, their right edges in one line."""
    return VGroup(*parts).arrange(DOWN, buff=gap, aligned_edge=RIGHT)

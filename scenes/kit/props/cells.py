"""A matrix of tokens by tokens: rows ask, columns answer; a cell is as full as its number."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from scenes.kit.layout import Region
from scenes.kit.props.cards import plate
from scenes.kit.source import Source, Sourced
from scenes.kit.theme import Theme, tint
from scenes.kit.type.number import Number

WORTH_SEEING = 0.005  # a grid whose largest number is smaller writes them all out
GAP = 0.08
FAINT, STRONG = 0.06, 0.5  # a cell's fill at nothing and at the largest number


def form_in(numbers: np.ndarray) -> str:
    """How numbers are written in a grid: shares as such; what is nothing beside others is 0.00."""
    if numbers.size and np.min(numbers) >= 0 and np.allclose(numbers.sum(axis=-1), 1):
        return "share"
    finite = np.abs(numbers[np.isfinite(numbers)])
    return "fixed" if finite.size and finite.max() >= WORTH_SEEING else "plain"


class Cell(Sourced, VGroup):
    """One number in a box whose tint grows with its size."""

    def __init__(
        self,
        theme: Theme,
        region: Region,
        numbers: np.ndarray,
        index: tuple[int, int],
        size: float,
        role: str | None = None,
        decimals: int = 2,
    ) -> None:
        self.source = Source(numbers, index)
        value = float(self.source.value)
        colour = role or ("positive" if value >= 0 else "negative")
        finite = np.abs(numbers[np.isfinite(numbers)])
        largest = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
        share = abs(value) / largest if np.isfinite(value) else 0.0
        strong = tint(theme, colour, STRONG, "background", letters=("text",))
        self.box = plate(
            region,
            min(0.08, region.height / 4),
            stroke_color=theme.edge,
            stroke_width=theme.strokes.border,
            fill_color=theme.colour(colour),
            fill_opacity=FAINT + (strong - FAINT) * share,
        )
        self.number = Number(theme, numbers, index, size, "text", decimals, form_in(numbers))
        self.number.narrowed_to(region.width * 0.92).move_to(self.box)
        super().__init__(self.box, self.number)

    def tell(self, source: Source) -> Cell:
        """Show the number of another source, in the tint that it has; masked, it is faint."""
        self.source = source
        self.number.tell(source).move_to(self.box)
        if np.isinf(source.value):
            self.box.set_fill(opacity=FAINT)
        return self

    def misreading(self) -> str | None:
        """That its tint and its digits are of different numbers; None if they are of one."""
        digits = self.number.source
        same = digits.numbers is self.source.numbers and digits.index == self.source.index
        return None if same else "its tint and its digits have different sources"

"""The stage of scores and softmax: who asks whom, in a grid, and what a score is made of."""

from __future__ import annotations

from manim import VGroup, VMobject

from core.catalogue.casting import Cast
from scenes.kit.beat import Beat
from scenes.kit.layout import LEAST_TEXT, Layout, Region, at
from scenes.kit.stages.grid import AskingGrid
from scenes.kit.stages.vectors import FEW, Vectors
from scenes.kit.theme import Theme
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.lines import on_line
from scenes.kit.type.maths import SUBSCRIPT, Maths
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

LINE = 1.0  # height of the line below the grid
HEADS, LEAST_ROW = 1.0, 0.32  # height of the names above a grid, and of a row at least


def words_of(beat: Beat) -> dict[str, str]:
    """The stage's words in the lesson's language; `plane` only where vectors are projected."""
    words = {name: beat.label(name) for name in ("asks", "asked", "score")}
    return words | {"plane": beat.label("plane") if beat.cast.head.d_k > 2 else ""}


class Legend(VGroup):
    """What a score is in this lesson, and the numbers that it is divided by."""

    def __init__(
        self, theme: Theme, layout: Layout, region: Region, cast: Cast, score: str, kind: str
    ) -> None:
        super().__init__()
        size = layout.type.maths
        divisors = cast.head.divisors
        asked = {"cosine": "cos theta"}.get(kind, "query(q) dot key(k)")
        below = ["sqrt(d_k)"] if kind == "scaled" else []
        warm = float(divisors[2]) != 1.0
        below += ["T"] if warm else []
        formula = f"display(({asked}) / ({' '.join(below)}))" if below else asked
        parts: list[Lettering] = [
            Words(theme, score, size * 0.85),
            Maths(theme, f"= {formula}", size),
        ]
        if kind == "scaled":
            parts += [Maths(theme, "quad sqrt(d_k) =", size), Number(theme, divisors, 1, size)]
        if warm:
            parts += [Maths(theme, "quad T =", size), Number(theme, divisors, 2, size)]
        on_line(*parts, gap=0.12)
        self.add(*parts)
        if self.width > region.width:
            self.scale(max(region.width / self.width, LEAST_TEXT / SUBSCRIPT / size))
        self.move_to(at(region))


class AskingStage(VGroup):
    """The finished grid of scores; beside it the queries and keys that they come from.

    `card` and `vectors` are missing where a square frame has room for the grid alone.
    `line` is the region below the grid, `legend` what stands there at the end.
    """

    def __init__(self, theme: Theme, layout: Layout, cast: Cast, words: dict[str, str], kind: str):
        super().__init__()
        grid, panel, self.line = asking_regions(layout, len(cast.sentence.tokens))
        self.first = cast.head.cosines if kind == "cosine" else cast.head.dots
        self.grid = AskingGrid(theme, layout, grid, cast, words, [self.first, cast.head.scores])
        self.legend = Legend(theme, layout, self.line, cast, words["score"], kind)
        self.add(self.grid, self.legend)
        self.vectors: Vectors | None = None
        if panel is not None:
            self.vectors = Vectors(theme, layout, panel, cast, words["plane"])
            self.add(self.vectors)

    def asker(self, i: int) -> list[VMobject]:
        """All that stands for a token that asks: its row's name, its query and that one's name."""
        own = self.vectors.query(i) if self.vectors else []
        return [self.grid.row_names[i], *own]

    def asked(self, j: int) -> list[VMobject]:
        """All that stands for a token that is asked."""
        own = self.vectors.key(j) if self.vectors else []
        return [self.grid.column_names[j], *own]


def asking_regions(layout: Layout, count: int) -> tuple[Region, Region | None, Region]:
    """The regions of the grid, the card and the line below the grid.

    A square frame has little room beside its card: there the line runs below both, and many tokens
    leave no room for a card; nor do they where the stage is low.
    """
    low = layout.stage.height - LINE - HEADS < LEAST_ROW * count
    above, line = _over_line(layout.whole if layout.cramped or low else layout.stage)
    if low:
        return above, None, line
    if not layout.cramped:
        return above, layout.panel, line
    if count > FEW:
        return above, None, line
    grid, card = above.columns(1.25, 1)
    return grid, card, line


def _over_line(region: Region) -> tuple[Region, Region]:
    above, line = region.rows(1, LINE / (region.height - LINE - 0.2), gap=0.2)
    return above, line

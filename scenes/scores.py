"""Every query meets every key: a grid of scores, which need not be its own mirror image."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, Animation, FadeIn, VGroup, VMobject

from core.catalogue.similarity import Scores as ScoresSpec
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.layout import at
from scenes.kit.props.cells import Cell
from scenes.kit.stages.asking import AskingStage, words_of
from scenes.kit.type.flow import flow
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.lines import on_line
from scenes.kit.type.maths import Maths, symbol
from scenes.kit.type.number import Number

FILLING, QUICKEST = 3.6, 0.45  # seconds for the whole grid, and for a row at least


class Scores(Beat):
    """One query meets one key, then everyone meets everyone; both ways; then all are divided."""

    spec_class = ScoresSpec

    def set_stage(self) -> None:
        self.stage = AskingStage(
            self.theme, self.layout, self.cast, words_of(self), self.trace.similarity
        )
        self.grid, vectors = self.stage.grid, self.stage.vectors
        self.grid.show(self.stage.first)
        names = [*self.grid.row_names, *self.grid.column_names]
        self.present(self.grid.slots, self.grid.asks, self.grid.is_asked, *names)
        self.present(*([vectors] if vectors else []))
        i, j = self.pair = (self.cast.asking, self.cast.partner)
        self.here, self.there = self.grid.cells[i][j], self.grid.cells[j][i]
        self.product = self._product(self.here)
        self.met, self.mirrored = self._formula(i, j), self._formula(j, i)
        self.sign = self._compared()

    def construct(self) -> None:
        (i, j), grid = self.pair, self.grid
        with self.saying("pair"):
            stripes = grid.stripes(i, j)
            self.play(moves.dim(*self._bystanders()), *(FadeIn(stripe) for stripe in stripes))
            flights = zip((grid.row_names[i], grid.column_names[j]), self.product, strict=True)
            self.play(*(moves.fly(name, letter) for name, letter in flights))
            self.play(moves.vanish(*self.product), FadeIn(self.here))
            self.play(FadeIn(self.met[0]), moves.fly(self.here.number, self.met[1]))
        with self.saying("fill"):
            self.play(moves.vanish(*stripes), moves.undim(*self._other_keys()))
            for row in range(len(grid.cells)):
                self.play(*self._asks(row))
            self.play(moves.undim(*self._other_queries()))
        with self.saying("asymmetry"):
            frames = [grid.frame(i, j), grid.frame(j, i)]
            self.play(FadeIn(frames[0]), moves.dim(*self._other_cells()), *self._step_aside())
            self.wait_until(HALFWAY)
            self.play(FadeIn(frames[1]), *(FadeIn(part) for part in self._mirror()[:-1]))
            self.play(*(moves.fly(self.there.number, number) for number in self._mirror()[-1:]))
        with self.saying("scale"):
            self.play(moves.undim(*self._other_cells()), moves.vanish(*frames, *self._line()))
            self.play(FadeIn(self.stage.legend))
            self.wait_until(HALFWAY)
            self.play(*self._divided())
            self.grid.show(self.cast.head.scores)

    # --- who is spoken of

    def _bystanders(self) -> list[VMobject]:
        return [*self._other_keys(), *self._queries_but(self.cast.asking)]

    def _other_keys(self) -> list[VMobject]:
        tokens = range(len(self.grid.cells))
        return [part for j in tokens if j != self.pair[1] for part in self.stage.asked(j)]

    def _other_queries(self) -> list[VMobject]:
        """Those that are dim once the last row has asked."""
        return self._queries_but(len(self.grid.cells) - 1)

    def _queries_but(self, one: int) -> list[VMobject]:
        tokens = range(len(self.grid.cells))
        return [part for i in tokens if i != one for part in self.stage.asker(i)]

    def _other_cells(self) -> list[Cell]:
        return [cell for cell in self.grid.all_cells if cell not in (self.here, self.there)]

    # --- what happens

    def _asks(self, row: int) -> list[Animation]:
        """A row asks: its query steps forward, the one before steps back, its cells fill."""
        before = row - 1 if row else self.cast.asking
        seconds = max(QUICKEST, FILLING / len(self.grid.cells))
        cells = [cell for cell in self.grid.cells[row] if cell is not self.here]
        turn = []
        if before != row:
            turn = [moves.dim(*self.stage.asker(before)), moves.undim(*self.stage.asker(row))]
        return [*turn, moves.sent_each(cells, self.grid.row_names[row].get_center(), seconds)]

    def _step_aside(self) -> list[Animation]:
        """The first pair's formula makes room for its mirror image."""
        if not self._mirror():
            return []
        group = VGroup(*self.met)
        path = moves.straight(group.get_center(), self.aside)
        return [moves.follow(group, path, moves.USUAL)]

    def _divided(self) -> list[Animation]:
        scores = self.cast.head.scores
        return [
            moves.count_in(cell.number, float(scores[cell.source.index]), cell.box)
            for cell in self.grid.all_cells
        ]

    def _line(self) -> list[VMobject]:
        return [*self.met, *self._mirror()]

    def _mirror(self) -> list[VMobject]:
        """The sign, and the other pair's formula and number; none where it may not meet."""
        i, j = self.pair
        is_closed = i != j and np.isneginf(self.cast.head.masked[j, i])
        return [] if is_closed else [self.sign, *self.mirrored]

    # --- how it is set

    def _product(self, cell: Cell) -> list[Lettering]:
        """The names of a query and a key, as they meet in a cell."""
        i, j = self.pair
        names = [self.grid.row_names[i].copy(), self.grid.column_names[j].copy()]
        both = VGroup(*names).arrange(RIGHT, buff=0.12)
        both.scale(min(1.0, 0.9 * cell.box.width / both.width, 0.9 * cell.box.height / both.height))
        both.move_to(cell.box)
        return names

    def _formula(self, i: int, j: int) -> tuple[Maths, Number]:
        """A query, a key, and the number that they make, with its place in the line."""
        tokens, size = self.cast.sentence.tokens, self.layout.type.maths
        query, key = symbol("q", tokens[i], "query"), symbol("k", tokens[j], "key")
        cosine = self.trace.similarity == "cosine"
        told = f"cos({query}, {key}) =" if cosine else f"{query} dot {key} ="
        formula = Maths(self.theme, told, size)
        number = Number(self.theme, self.stage.first, (i, j), size)
        on_line(formula, number, gap=0.3 * size)
        return formula, number

    def _compared(self) -> Maths:
        """The sign between the two pairs; all are set into the line, the first in its middle."""
        same = self.met[1].shown == self.mirrored[1].shown
        size = self.layout.type.maths
        sign = Maths(self.theme, "quad = quad" if same else "quad eq.not quad", size)
        on_line(sign, *self.mirrored, gap=0.3 * size)
        parts = [VGroup(*self.met), VGroup(sign, *self.mirrored)]
        flow(parts, self.stage.line, hang=False)
        whole = VGroup(*parts)
        whole.set_x(self.stage.line.centre[0])
        self.aside = np.array(parts[0].get_center())
        parts[0].move_to(at(self.stage.line))
        return sign

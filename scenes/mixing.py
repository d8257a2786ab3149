"""The output is the values' weighted sum: each scaled by its weight, then laid head to tail."""

from __future__ import annotations

import numpy as np
from manim import AnimationGroup, FadeIn, LaggedStart, VGroup

from core.storyboard import Cast
from core.storyboard import Mixing as MixingSpec
from scenes.kit import moves
from scenes.kit.arrows import Arrow
from scenes.kit.beat import Beat
from scenes.kit.flow import flow
from scenes.kit.hull import hull_of
from scenes.kit.labels import Tag, box_of, clear_of, place, tag
from scenes.kit.layout import Region
from scenes.kit.stages import AttentionCard, ValuePlane, tick_box
from scenes.kit.text import Maths, Number, symbol
from scenes.kit.theme import Theme

LEAST_SHARE = 0.005  # a smaller weight moves nothing that an eye could see
OTHERS = 0.55  # opacity of the outputs that are not spoken of
WRITTEN = 3  # coordinates of the result that are written out


class Mixing(Beat):
    """Values shrink to their shares, line up head to tail, and end at y; so for every token."""

    spec_class = MixingSpec

    def set_stage(self) -> None:
        cast, layout, theme = self.cast, self.layout, self.theme
        self.values = ValuePlane(theme, layout.stage, cast, layout.type.label)
        self.card = AttentionCard(
            theme, layout, cast, self.label("attends_to"), cast.sentence.tokens
        )
        self.present(self.values, self.card)
        self.heard = heard(cast)
        self.shares = [
            Arrow(
                theme,
                self.values.view,
                cast.head.weighted_values_2d,
                (cast.asking, row),
                "value",
                shaft=0.085,
            )
            for row in self.heard
        ]
        self.weights = self._weights_beside_the_shares()
        self.equation = Equation(theme, self.card.below, cast, self.heard, layout.type.maths)
        self.general = Maths(theme, "output(y_i) = sum_j w_(i j) value(v_j)", layout.type.maths)
        self.outputs, self.output_names = self._every_output()
        self.hull = hull_of([arrow.tip for arrow in self.values.values], theme.colour("output"))

    def construct(self) -> None:
        with self.saying("weigh"):
            self.play(self._shrinking(), moves.dim(*self.values.values, seconds=moves.LONG))
            self.play(self._weights_flying())
        with self.saying("add"):
            self.play(self._head_to_tail(), self._writing(), moves.dim(*self.values.names))
            self.play(moves.grow(self.values.output, moves.LONG), FadeIn(self.equation.left))
            self.play(FadeIn(self.values.output_name))
            self.play(moves.fly(self.values.output_name, self.equation.result))
        with self.saying("all"):
            self.play(moves.vanish(*self.shares), moves.undim(*self.values.names))
            self.play(self._others_growing())
            self.play(FadeIn(self.hull))
        if self.joins_after:
            self._back_to_the_values()

    # --- props

    def _weights_beside_the_shares(self) -> dict[int, Number]:
        """The weight of every share that has room for it, the strongest first."""
        cast, view = self.cast, self.values.view
        weights = cast.head.weights[cast.asking]
        lines = [arrow.segment for arrow in [*self.values.values, *self.shares]]
        taken = [box_of(name) for name in self.values.names]
        taken += [tick_box(tick) for tick in self.values.plane.ticks]
        found: dict[int, Number] = {}
        for row, share in sorted(
            zip(self.heard, self.shares, strict=True), key=lambda pair: -weights[pair[0]]
        ):
            number = Number(
                self.theme, cast.head.weights, (cast.asking, row), self.layout.type.body, "value"
            )
            along = share.tip - share.start
            place(
                [Tag(number, (share.start + share.tip) / 2, np.array([along[1], -along[0], 0.0]))],
                view.region,
                [*lines, *self.values.plane.lines],
                taken,
            )
            if clear_of(box_of(number), lines, taken):
                number.with_halo()
                found[row] = number
                taken.append(box_of(number))
        return found

    def _every_output(self) -> tuple[list[Arrow], list[Maths]]:
        """The other tokens' outputs, and the names of those that have room for one."""
        cast, view = self.cast, self.values.view
        rows = [row for row in range(len(cast.sentence.tokens)) if row != cast.asking]
        arrows = [
            Arrow(self.theme, view, cast.head.outputs_2d, row, "output", opacity=OTHERS)
            for row in rows
        ]
        names = [
            Maths(self.theme, symbol("y", cast.sentence.tokens[row], "output"), self.layout.type.body)
            for row in rows
        ]
        lines = [arrow.segment for arrow in [*arrows, self.values.output, *self.values.values]]
        taken = [box_of(name) for name in [*self.values.names, self.values.output_name]]
        taken += [tick_box(tick) for tick in self.values.plane.ticks]
        room = [*lines, *self.values.hull_edges(), *self.values.plane.lines]
        shown = []
        for name, arrow in zip(names, arrows, strict=True):
            place([tag(name, arrow.tip, arrow.start)], view.region, room, taken)
            if clear_of(box_of(name), lines, taken):
                name.with_halo()
                taken.append(box_of(name))
                shown.append(name)
        return arrows, shown

    # --- moves

    def _shrinking(self) -> AnimationGroup:
        """Copies of the values shrink to their shares."""
        values = self.cast.head.values_2d
        return AnimationGroup(
            *(
                moves.shrink(share, values[row], moves.LONG)
                for row, share in zip(self.heard, self.shares, strict=True)
            )
        )

    def _weights_flying(self) -> LaggedStart:
        """Weights fly from their bars to their shares."""
        digits = self.card.bars.digits
        return LaggedStart(
            *(moves.fly(digits[row], self.weights[row]) for row in self.heard if row in self.weights),
            lag_ratio=0.3,
        )

    def _head_to_tail(self) -> LaggedStart:
        """The shares move until each begins where the one before it ends."""
        sums = self.cast.head.partial_sums_2d[self.cast.asking]
        return LaggedStart(
            *(
                moves.slide(share, sums[row])
                for row, share in zip(self.heard, self.shares, strict=True)
            ),
            lag_ratio=0.4,
        )

    def _writing(self) -> LaggedStart:
        """Weights and names fly into the equation, term by term."""
        return LaggedStart(
            *(self._term_flying(row, term) for row, term in self.equation.terms.items()),
            lag_ratio=0.4,
        )

    def _term_flying(self, row: int, term: Term) -> AnimationGroup:
        weight = (
            moves.become(self.weights[row], term.weight)
            if row in self.weights
            else moves.fly(self.card.bars.digits[row], term.weight)
        )
        name = moves.fly(self.values.names[row], term.name)
        return AnimationGroup(FadeIn(term.sign), weight, name)

    def _others_growing(self) -> LaggedStart:
        return LaggedStart(
            *(moves.grow(arrow) for arrow in self.outputs),
            *(FadeIn(name) for name in self.output_names),
            lag_ratio=0.2,
        )

    def _back_to_the_values(self) -> None:
        """Leave the stage as the next beat finds it."""
        shown = [self.values.output, self.values.output_name, *self.outputs, *self.output_names]
        self.play(
            moves.vanish(*shown, self.hull, self.equation),
            moves.undim(*self.values.values),
        )


def heard(cast: Cast) -> list[int]:
    """The tokens whose share of the asking word's output can be seen."""
    weights = cast.head.weights[cast.asking]
    lengths = np.linalg.norm(cast.head.values_2d, axis=1)
    least = LEAST_SHARE * float(lengths.max())
    return [
        row
        for row, weight in enumerate(weights)
        if weight >= LEAST_SHARE or weight * lengths[row] > least
    ]


class Term:
    """One weight times one value: its sign, its number and its symbol."""

    def __init__(self, theme: Theme, cast: Cast, row: int, sign: str, size: float) -> None:
        self.sign = Maths(theme, sign, size)
        self.weight = Number(theme, cast.head.weights, (cast.asking, row), size)
        self.name = Maths(theme, symbol("v", cast.sentence.tokens[row], "value"), size)
        self.parts = (self.sign, self.weight, self.name)


class Equation(VGroup):
    """y of the asking word as the sum of its terms, and as the numbers that they make.

    Where not all terms have room, the smallest give way to dots.
    """

    def __init__(
        self, theme: Theme, region: Region, cast: Cast, rows: list[int], size: float
    ) -> None:
        super().__init__()
        weights = cast.head.weights[cast.asking]
        ranked = sorted(rows, key=lambda row: -weights[row])
        for count in range(len(rows), 0, -1):
            kept = [row for row in rows if row in ranked[:count]]
            self.left = Maths(theme, symbol("y", cast.word, "output"), size)
            self.terms = {
                row: Term(theme, cast, row, "+" if place else "=", size)
                for place, row in enumerate(kept)
            }
            rest = len(cast.sentence.tokens) - count
            self.rest = Maths(theme, "+ dots.c", size) if rest else None
            self.result = _coordinates(theme, cast.head.outputs, cast.asking, size)
            parts = [(self.left,), *(term.parts for term in self.terms.values())]
            parts += [(self.rest,)] if self.rest else []
            if flow([*parts, tuple(self.result)], region, hang=region.width > 3):
                break
        self.add(self.left, *(VGroup(*term.parts) for term in self.terms.values()))
        self.add(*([self.rest] if self.rest else []), self.result)


def _coordinates(theme: Theme, vectors: np.ndarray, row: int, size: float) -> VGroup:
    """A vector of the trace in round brackets; a long one ends in dots."""
    shown = min(vectors.shape[1], WRITTEN)
    parts: list[Maths | Number] = [Maths(theme, "= (", size)]
    for column in range(shown):
        parts += [Maths(theme, ",", size)] if column else []
        parts.append(Number(theme, vectors, (row, column), size, "output"))
    parts.append(Maths(theme, ", dots.c )" if vectors.shape[1] > shown else ")", size))
    return VGroup(*parts)

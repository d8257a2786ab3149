"""The output is the values' weighted sum: each scaled by its weight, then laid head to tail."""

from __future__ import annotations

import numpy as np
from manim import AnimationGroup, FadeIn, LaggedStart, VGroup

from core.catalogue.casting import Cast
from core.catalogue.pull import Mixing as MixingSpec
from scenes.kit import moves
from scenes.kit.beat import HALFWAY, Beat
from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.plane.arrows import Arrow
from scenes.kit.plane.labels import beside, box_of, clear_of, place, strayed, tag
from scenes.kit.plane.reach import hull_of
from scenes.kit.stages.attention import AttentionCard
from scenes.kit.stages.values import ValuePlane, badges_of_values
from scenes.kit.theme import Theme
from scenes.kit.type.flow import coordinates, flow
from scenes.kit.type.lettering import Lettering
from scenes.kit.type.lines import on_line, stack
from scenes.kit.type.maths import SUBSCRIPT, Maths, held_symbol, symbol
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words

LEAST_SHARE = 0.005  # a smaller weight moves nothing that an eye could see
OTHERS = 0.55  # opacity of the outputs that are not spoken of
SLACK = 0.1  # Manim units that a number may stand out of the stage
NEAR = 0.4  # a name farther off could mean another arrow
WIDE = 3.0  # of a panel in which an equation's lines may hang below its first term
NARROWER = (1.0, 0.6, 0.35)  # of the usual width: of a term with a long name, in turn
WRITTEN = (3, 2)  # coordinates of the result that are written out, if they have room


class Mixing(Beat):
    """Values shrink to their shares, line up head to tail, and end at y; so for every token."""

    spec_class = MixingSpec

    def set_stage(self) -> None:
        cast, layout, theme = self.cast, self.layout, self.theme
        self.values = ValuePlane(theme, layout, cast, badges_of_values(self))
        self.card = AttentionCard(
            theme, layout, cast, self.label("attends_to"), cast.sentence.tokens
        )
        self.present(self.values, self.card)
        self.heard = heard(cast)
        self.shares = self._shares()
        self.weights = self._weights_beside_the_shares()
        self.outputs = self._every_output()
        self.names = self._names_of_outputs()
        self.equation = Equation(theme, self.card.below, cast, self.heard, layout.type.maths)
        self.rule = self._rule_for_all()
        self.hull = hull_of(self.values.tips, theme.colour("output"), layout.stage)

    @property
    def left_out(self) -> list[str]:
        """The words of values that have no name beside them."""
        return self.values.left_out

    def construct(self) -> None:
        asking = self.cast.asking
        y, name = self.outputs[asking], self.names[asking]
        others = [each for row, each in self.outputs.items() if row != asking]
        names = [each for row, each in self.names.items() if row != asking]
        with self.saying("weigh"):
            self.play(self._shrinking(), moves.dim(*self.values.values, seconds=moves.LONG))
            self.play(self._weights_flying())
            self.play(self._terms_flying())
        with self.saying("add"):
            self.play(
                self._head_to_tail(),
                moves.vanish(*self.weights.values()),
                moves.dim(*self.values.names),
                moves.appear(*self.equation.signs),
            )
            self.play(moves.grow(y))
            self.play(moves.send(name, y.tip, moves.SHORT))
            self.play(moves.fly(name, self.equation.left), moves.send(self.equation.result, y.tip))
        with self.saying("all"):
            self.play(moves.vanish(*self.shares.values(), self.equation))
            self.play(moves.undim(*self.values.names), moves.appear(*self.rule))
            self.wait_until(HALFWAY)
            self.play(moves.grow_each(*others))
            self.play(moves.appear(*names))
            self.play(moves.appear(*self.values.rest), FadeIn(self.hull, run_time=moves.USUAL))

    # --- props

    def _shares(self) -> dict[int, Arrow]:
        """Each value that is heard, as long as its share, by its row."""
        theme, head, asking = self.theme, self.cast.head, self.cast.asking
        weighted = head.weighted_values_2d
        return {
            row: Arrow(
                theme, self.values.view, weighted, (asking, row), "value", shaft=theme.strokes.bold
            )
            for row in self.heard
        }

    def _weights_beside_the_shares(self) -> dict[int, Number]:
        """The weights of the strongest shares, as many as have room beside them."""
        weights, size = self.cast.head.weights, self.layout.type.body
        lines = [arrow.segment for arrow in [*self.values.values, *self.shares.values()]]
        taken = self._taken()
        found: dict[int, Number] = {}
        for row in sorted(self.shares, key=lambda row: -weights[self.cast.asking, row]):
            number = Number(
                self.theme, weights, (self.cast.asking, row), size, "weight", form="share"
            )
            share = self.shares[row].segment
            clear = beside(number, share, self.values.view.region, lines, taken)
            if not clear or not self.layout.stage.holds(box_of(number), SLACK):
                break
            found[row] = number
            taken.append(box_of(number.with_halo()))
        return found

    def _every_output(self) -> dict[int, Arrow]:
        """Every token's output, by its row; the asking word's in full, the others' dimmer."""
        theme, cast, view = self.theme, self.cast, self.values.view
        outputs = {
            row: Arrow(theme, view, cast.head.outputs_2d, row, "output", opacity=OTHERS)
            for row in cast.askers
        }
        outputs[cast.asking] = self.values.output
        return outputs

    def _names_of_outputs(self) -> dict[int, Maths]:
        """The names of the outputs, by row: the asking word's, and those that have room."""
        cast, type_ = self.cast, self.layout.type
        lines = [arrow.segment for arrow in [*self.outputs.values(), *self.values.values]]
        lines += self.values.head_to_tail(cast.head.partial_sums_2d[cast.asking])
        soft = [*self.values.hull_edges(), *self.values.plane.lines]
        tags = {}
        for row in sorted(self._different_outputs(), key=lambda row: row != cast.asking):
            size = type_.label if row == cast.asking else type_.body
            name = Maths(self.theme, symbol("y", cast.sentence.tokens[row], "output"), size)
            tags[row] = tag(name, self.outputs[row].tip, self.outputs[row].start)
        place(list(tags.values()), self.layout.stage, lines, self._taken(), soft)
        taken, found = self._taken(), {}
        for row, named in tags.items():
            spot = box_of(named.label)
            near = strayed(spot, named) < NEAR and clear_of(spot, lines, taken)
            if near or row == cast.asking:
                found[row] = named.label.with_halo()
                taken.append(spot)
        return found

    def _different_outputs(self) -> list[int]:
        """The rows of outputs but those that repeat an earlier one: the same word, the same y."""
        tokens, outputs = self.cast.sentence.tokens, self.cast.head.outputs_2d
        repeated = {
            later
            for later in self.outputs
            for row in range(later)
            if tokens[row] == tokens[later] and np.array_equal(outputs[row], outputs[later])
        }
        return [row for row in self.outputs if row == self.cast.asking or row not in repeated]

    def _rule_for_all(self) -> list[Lettering]:
        """What holds for every token: the formula, and where its outputs lie."""
        region = self.card.below
        formula = Maths(
            self.theme, "output(y_i) = sum_j weight(w_(i j)) value(v_j)", self.layout.type.maths
        ).narrowed_to(region.width)
        inside = Words(self.theme, self.label("inside"), self.layout.type.body, "output")
        stack(formula, inside.narrowed_to(region.width), region=region)
        return [formula, inside]

    def _taken(self) -> list[Region]:
        """The boxes that the stage keeps to itself."""
        return [*self.values.kept_free, *(box_of(name) for name in self.values.seen_names)]

    # --- moves

    def _shrinking(self) -> AnimationGroup:
        """Copies of the values shrink to their shares."""
        values = self.cast.head.values_2d
        return AnimationGroup(
            *(moves.shrink(share, values[row], moves.LONG) for row, share in self.shares.items())
        )

    def _weights_flying(self) -> LaggedStart:
        """Weights fly from their bars to their shares."""
        digits = self.card.bars.digits
        return LaggedStart(
            *(moves.fly(digits[row], weight) for row, weight in self.weights.items()),
            lag_ratio=0.3,
            run_time=moves.USUAL,
        )

    def _terms_flying(self) -> LaggedStart:
        """Weights and names fly into the equation, term by term."""
        digits, terms = self.card.bars.digits, self.equation.terms
        return LaggedStart(
            *(
                AnimationGroup(
                    moves.fly(self.weights.get(row, digits[row]), term.weight),
                    moves.fly(self.values.names[row], term.value),
                )
                for row, term in terms.items()
            ),
            lag_ratio=0.3,
            run_time=moves.USUAL,
        )

    def _head_to_tail(self) -> LaggedStart:
        """The shares move until each begins where the one before it ends."""
        sums = self.cast.head.partial_sums_2d[self.cast.asking]
        return LaggedStart(
            *(moves.slide(share, sums[row]) for row, share in self.shares.items()),
            lag_ratio=0.5,
            run_time=moves.LONG,
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


class Term(VGroup):
    """One weight times one value: its sign, its number and its symbol, in a width at most."""

    def __init__(
        self, theme: Theme, cast: Cast, row: int, sign: str, size: float, width: float
    ) -> None:
        self.sign = Maths(theme, sign, size)
        self.weight = Number(theme, cast.head.weights, (cast.asking, row), size, form="share")
        room = width - on_line(self.sign, self.weight, gap=0.22 * size).width - 0.1 * size
        text = cast.sentence.tokens[row]
        self.value = held_symbol(theme, "v", text, "value", size, room)
        on_line(self.weight, self.value, gap=0.1 * size)
        super().__init__(self.sign, self.weight, self.value)


class Equation(VGroup):
    """y of the asking word as the sum of its terms, and as the numbers that they make.

    Where not all terms have room, the smallest give way to dots, and then long names to shorter
    ones; of a long sentence, the context that is heard most stays longest.
    """

    def __init__(
        self, theme: Theme, region: Region, cast: Cast, rows: list[int], size: float
    ) -> None:
        weights = cast.head.weights[cast.asking]
        partner_first = cast.partner if cast.summary is not None else None
        ranked = sorted(rows, key=lambda row: (row != partner_first, -weights[row]))
        full, bare = symbol("y", cast.word, "output"), "output(y)"
        trials = [
            (left, share, [row for row in rows if row in ranked[:count]], written, broken)
            for left, share in ((full, 1.0), *((bare, share) for share in NARROWER))
            for count in range(len(rows), 0, -1)
            for broken in (False, True)
            for written in WRITTEN
        ]
        widest = region.width * size * SUBSCRIPT / LEAST_TEXT  # what the least size makes fit
        for left, share, kept, written, broken in trials:
            self.left = Maths(theme, left, size)
            self.terms = {
                row: Term(theme, cast, row, "+" if place else "=", size, share * widest)
                for place, row in enumerate(kept)
            }
            left_out = len(kept) < len(cast.sentence.tokens)
            self.rest = [Maths(theme, "+ dots.c", size)] if left_out else []
            outputs = cast.head.outputs
            self.result = coordinates(theme, outputs, cast.asking, size, "output", written)
            result = list(self.result) if broken else [self.result]
            parts = [self.left, *self.terms.values(), *self.rest, *result]
            if flow(parts, region, hang=region.width > WIDE):
                break
        super().__init__(self.left, *self.terms.values(), *self.rest, self.result)
        self.signs = [*(term.sign for term in self.terms.values()), *self.rest]

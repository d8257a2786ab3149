"""What own beats may use of `scenes.kit`, shown at work: the lines that the page quotes, and draws.

In all of them `self` is a beat of the bank lesson.
"""

from __future__ import annotations

from dataclasses import dataclass

BEGIN = """\
theme, layout, type_ = self.theme, self.layout, self.layout.type
sentence, head, asking = self.cast.sentence, self.cast.head, self.cast.asking
"""


@dataclass(frozen=True)
class Example:
    """Some lines, and the public words of one module that they show."""

    called: str  # as its picture's file is
    module: str
    names: tuple[str, ...]
    lines: str


PROPS = (
    Example(
        "type",
        "scenes.kit.type",
        ("words.Words", "maths.Maths", "maths.symbol", "number.Number"),
        """\
title = Words(theme, "What the lesson says, as it is", type_.heading)
name = Maths(theme, symbol("v", self.cast.word, "value"), type_.maths)
share = Number(theme, head.weights, (asking, self.cast.partner), type_.maths, "weight")
told = VGroup(title, name, share).arrange(DOWN).move_to(at(layout.whole))
self.add(told)
""",
    ),
    Example(
        "arrows",
        "scenes.kit.plane",
        (
            *("view.View", "plane.Plane", "arrows.Arrow", "arrows.Ghost", "arrows.Mark"),
            *("labels.at_tip", "labels.place"),
        ),
        """\
view = View.fitting(layout.whole, self.trace.table_2d).over(layout.frame)
row, other = self.trace.row("bank"), self.trace.row("money")
arrow = Arrow(theme, view, self.trace.table_2d, row, shaft=theme.strokes.bold)
ghost = Ghost(theme, view, self.trace.table_2d, other)
mark = Mark(theme, view, self.trace.table_2d, self.trace.row("river"))
name = Words(theme, "bank", type_.label).with_halo()
place([at_tip(name, arrow.tip, arrow.start)], layout.whole, [arrow.segment, ghost.segment])
self.add(Plane(theme, view), ghost, mark, arrow, name)
""",
    ),
    Example(
        "maps",
        "scenes.kit.plane",
        ("plane.MovingGrid", "plane.UnitSquare"),
        """\
moved = self.trace.map_of_head(0, "W_Q")
view = View.fitting(layout.whole, moved.landings, moved.images).over(layout.frame)
grid, square = MovingGrid(theme, view), UnitSquare(theme, view)
for each in (grid, square):
    each.tell(Source(moved.products, (moved.last,)))
basis = [Arrow(theme, view, moved.landings, (moved.last, j), role)
         for j, role in enumerate(("first", "second"))]
self.add(Plane(theme, view), grid, square, *basis)
""",
    ),
    Example(
        "angles",
        "scenes.kit.plane",
        ("angles.AngleArc", "measures.Distance", "measures.Glow"),
        """\
pair = (asking, self.cast.partner)
view = View.fitting(layout.whole, head.queries_2d, head.keys_2d)
asks = Arrow(theme, view, head.queries_2d, pair[0], "query")
offers = Arrow(theme, view, head.keys_2d, pair[1], "key")
arc = AngleArc(theme, view, *head.pairs_2d[pair], head.angles, pair)
values = View.fitting(layout.panel, head.values_2d, head.outputs_2d)
ends = values.point(head.outputs_2d[asking]), values.point(head.values_2d[pair[1]])
apart = Distance(theme, ends, values.scale, head.distances_after, pair, "output")
self.add(asks, offers, arc, apart, Glow(theme, ends[0], layout.safe))
""",
    ),
    Example(
        "pulls",
        "scenes.kit.plane",
        ("arrows.Pull", "arrows.pulls_of"),
        """\
view = View.fitting(layout.whole, head.values_2d)
values = [Arrow(theme, view, head.values_2d, row, "value") for row in range(len(sentence.tokens))]
self.add(*values, *pulls_of(theme, view, head, asking))
""",
    ),
    Example(
        "chips",
        "scenes.kit.props.chips",
        ("Chip", "Sentence", "Glow", "WeightArc"),
        """\
line = Sentence(theme, sentence.words, sentence.participates, layout.whole.width, 0.7,
                focus=asking, focus_role="output").move_to(at(layout.whole))
asks, offers = line.tokens[asking], line.tokens[self.cast.partner]
pair = (asking, self.cast.partner)
arc = WeightArc(theme, asks.get_top(), offers.get_top(), head.weights, pair)
alone = Chip(theme, "cash", 0.5, "muted").next_to(line, DOWN, buff=0.6)
self.add(Glow(theme, asks), line, arc, alone)
""",
    ),
    Example(
        "bars",
        "scenes.kit.props",
        (
            "bars.Bar",
            "bars.WeightBars",
            "signed.SignedBar",
            "cards.Card",
            "cards.Lock",
            "cards.Rule",
        ),
        """\
card = Card(theme, layout.panel)
upper, lower = card.inside.rows(2, 1)
bars = WeightBars(theme, upper, sentence.tokens, head.weights, asking)
dot = SignedBar(theme, lower, head.dots, (asking, asking), full=float(np.abs(head.dots).max()))
rule = Rule(theme, card.inside.width).move_to(at(lower)).shift(0.5 * UP)
one = Bar(theme, layout.stage.inset(2, 2.4), head.weights, (asking, asking))
self.add(card, bars, rule, dot, one, Lock(theme).next_to(one, LEFT))
""",
    ),
    Example(
        "cells",
        "scenes.kit.props",
        ("cells.Cell", "matrix.Matrix", "matrix.ColumnVector", "table.EmbeddingTable"),
        """\
cells, rest = layout.stage.rows(1, 1)
row = [Cell(theme, box, head.scores, (asking, j), type_.maths)
       for j, box in enumerate(cells.columns(*[1] * len(sentence.tokens)))]
matrix = Matrix(theme, head.W_Q, type_.maths, ("first", "second"))
column = ColumnVector(theme, sentence.embeddings, asking, type_.maths)
product = VGroup(matrix, column).arrange(RIGHT).move_to(at(rest))
table = EmbeddingTable(theme, layout.panel, "the table", self.trace.words, self.trace.table,
                       [self.trace.row(word) for word in sentence.tokens])
self.add(*row, product, table)
""",
    ),
)

_ARROWS = """\
view = View.fitting(layout.whole, head.values_2d)
arrows = [Arrow(theme, view, head.values_2d, row, "value") for row in range(len(sentence.tokens))]
"""
_NUMBERS = """\
left, right = layout.whole.columns(1, 1)
numbers = [Number(theme, head.weights, (asking, j), 1.0, "weight").move_to(at(region))
           for j, region in enumerate((left, right))]
"""
_WORDS = """\
words = [Words(theme, word, 0.7) for word in sentence.words]
line = VGroup(*words).arrange(RIGHT, buff=0.6).move_to(at(layout.whole))
"""


def _move(called: str, names: str, lines: str) -> Example:
    return Example(called, "scenes.kit.moves", tuple(names.split()), lines)


MOVES = (
    _move(
        "grow",
        "grow grow_each draw_in",
        _ARROWS
        + """\
self.play(moves.grow(arrows[0]))
self.play(moves.grow_each(*arrows[1:]))
self.play(moves.draw_in(arrows[0]))
""",
    ),
    _move(
        "appear",
        "appear rise vanish dim undim",
        _WORDS
        + """\
self.play(moves.rise(*words[:1]))
self.play(moves.appear(*words[1:]))
self.play(moves.dim(words[0]))
self.play(moves.undim(words[0]))
self.play(moves.vanish(*words))
""",
    ),
    _move(
        "fly",
        "fly become send sent_each",
        _NUMBERS
        + """\
copy = Number(theme, head.weights, (asking, 0), 0.5, "weight").move_to(at(right))
self.add(numbers[0])
self.play(moves.fly(numbers[0], copy))
self.play(moves.become(copy, numbers[0].copy().move_to(at(right))))
self.play(moves.send(Words(theme, "from there", 0.5), at(right)))
self.play(moves.sent_each([Words(theme, "each", 0.5).move_to(at(left) + DOWN)], at(right)))
""",
    ),
    _move(
        "count",
        "count fly_counting",
        _NUMBERS
        + """\
self.play(moves.count(numbers[0], moves.straight(0.0, float(head.weights[asking, 0]))))
self.play(moves.fly_counting(*numbers))
""",
    ),
    _move(
        "carry",
        "carry turn slide shrink straight",
        _ARROWS
        + """\
pulled = Arrow(theme, view, head.outputs_2d, asking, "output")
here, there = head.values_2d[asking], head.outputs_2d[asking]
self.add(*arrows)
self.play(moves.carry(pulled, moves.straight(here, there)))
self.play(moves.turn(pulled, lambda t: there * (1 + 0.2 * np.sin(np.pi * t))))
part = Arrow(theme, view, head.weighted_values_2d, (asking, 0), "value")
self.play(moves.shrink(part, head.values_2d[0]))
self.play(moves.slide(part, head.weighted_values_2d[asking, 1]))
""",
    ),
    _move(
        "fill",
        "fill follow_value suppose live",
        """\
weight = float(head.weights[asking, asking])
bar = Bar(theme, layout.whole.inset(3, 2.2), head.weights, (asking, asking))
self.play(moves.fill(bar, 0.0, weight))
self.play(moves.follow_value(bar, lambda t: weight * (1 - t * (1 - t))))


def heated(t):
    return tempered(head, asking, 4.0**t)


self.play(moves.suppose(bar, heated, lambda row: row.weights, asking))


def back(each, t):
    row = heated(1 - t)
    each.suppose(Source(row.weights, asking, row))


self.play(moves.live(bar, back))
bar.settle()
""",
    ),
    _move(
        "regroup",
        "regroup one_by_one follow",
        _WORDS
        + """\
homes = [each.copy().shift(1.5 * DOWN) for each in words]
self.add(*words)
self.play(moves.regroup(words, homes))
ways = [moves.straight(each.get_center(), each.get_center() + UP) for each in homes]
self.play(moves.one_by_one(*map(moves.follow, homes, ways)))
""",
    ),
)

WHOLE = '''\
"""A beat of a lesson's own, from nothing: how loudly the word hears each word."""

import numpy as np

from scenes.kit import moves
from scenes.kit.beat import Beat
from scenes.kit.layout import at
from scenes.kit.plane.arrows import Arrow
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.props.bars import WeightBars
from scenes.kit.props.cards import Card


class Heard(Beat):
    texts = {
        "heading": "Who is heard?",
        "say": {"bars": "“{word}” hears “{context}” most: {weight(word, context):.0%}."},
    }

    def set_stage(self):
        theme, layout, head = self.theme, self.layout, self.cast.head
        view = View.fitting(layout.stage, head.values_2d).over(layout.frame)
        tokens = self.cast.sentence.tokens
        self.arrows = [
            Arrow(theme, view, head.values_2d, row, "value") for row in range(len(tokens))
        ]
        card = Card(theme, layout.panel)
        self.bars = WeightBars(theme, card.inside, tokens, head.weights, self.cast.asking)
        self.present(Plane(theme, view), card)

    def construct(self):
        with self.saying("bars"):
            self.play(moves.grow_each(*self.arrows))
            self.play(moves.appear(self.bars))
'''

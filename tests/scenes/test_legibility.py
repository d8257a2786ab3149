"""What is said of a picture that can't be read is said in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenes.kit.checks.legibility import flaws, readable
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.props.cards import Card
from scenes.kit.props.cells import Cell
from scenes.kit.theme import theme_of
from scenes.kit.type.maths import symbol
from scenes.kit.type.words import Words
from tests.scenes.rehearsals import configured, made, storyboard

ROOM = Path(__file__).parents[1] / "lessons" / "twenty_four_tokens.yaml"


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (symbol("v", "vela", "muted"), "v(vela)"),
        (symbol("v", 'a"b\\', "value"), 'v(a"b\\)'),
        (f"{symbol('q', 'a', 'query')} dot {symbol('k', 'b', 'key')} =", "q(a) · k(b) ="),
        ("+ dots.c", "+ …"),
        ("output(y)", "y"),
        ("abs(query(q))", "abs(q)"),
        ("quad eq.not quad", "≠ "),
        ('#text(",") dots.c )', ", … )"),
    ],
)
def test_formulas_are_told_without_their_markup(formula: str, plain: str) -> None:
    assert readable(formula) == plain


@pytest.mark.parametrize("name", ["tokens", "mixing", "pull"])
def test_a_name_is_seen_or_known_to_be_left_out(name: str) -> None:
    with configured("1:1"):
        beat: Any = made(ROOM, storyboard(ROOM).index(name), "1:1")
        beat.set_stage()
    if name == "tokens":
        drawn, seen = len(beat.words.arrows), len(beat.words.names)
    else:
        drawn, seen = len(set(beat.values.tokens)), len(beat.values.seen_names)
    assert len(beat.left_out) == drawn - seen
    assert seen < drawn


def test_no_plane_runs_over_a_card_that_it_does_not_lie_on() -> None:
    with configured("16:9"):
        theme, layout = theme_of("night"), Layout.of("16:9")
        card = Card(theme, layout.panel)
        wide = Plane(theme, View.fitting(layout.stage, np.ones((1, 2))).over(layout.frame))
        inside = Plane(theme, View.fitting(card.inside, np.ones((1, 2))))
    assert flaws([card, wide, inside], theme, layout) == []
    wide.set_z_index(0)
    (told,) = flaws([card, wide], theme, layout)
    assert told.startswith("Plane runs over the card")
    assert flaws([wide, card, inside], theme, layout) == []


def test_a_cell_promises_its_number() -> None:
    with configured("1:1"):
        theme, layout = theme_of("night"), Layout.of("1:1")
        box = Region(0.0, 0.0, 1.0, 0.6)
        cell = Cell(theme, box, np.array([[1.25]]), (0, 0), 0.3)
    assert flaws([cell], theme, layout) == []
    cell.number.set_opacity(0)
    (told,) = flaws([cell], theme, layout)
    assert told.startswith("number 1.25 is not in its cell")
    cell.add(Words(theme, "…", 0.3).move_to(cell.box))
    assert flaws([cell], theme, layout) == []

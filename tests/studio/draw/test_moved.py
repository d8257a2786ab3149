"""Own code that imports from where the kit's words once stood works, or is told where they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.draw.own_beats import own_class

STOOD = {  # modules of scenes.kit before it had rooms, and a word or two of each
    "arrows": "Arrow, Pull, Ghost, AngleArc",
    "asking": "AskingStage, AskingGrid, Legend",
    "atlas": "Atlas",
    "badges": "Badge, badges_of_values",
    "bars": "Bar, WeightBars",
    "beat": "Beat",
    "cards": "at, Card, Lock, on_line, stack",
    "cells": "Cell, form_in",
    "chips": "Chip, Glow",
    "cloud": "Dot",
    "curve": "ExponentialCurve",
    "excerpt": "excerpt",
    "flow": "flow, abreast",
    "halves": "Half",
    "hull": "hull_corners",
    "islands": "Island",
    "labels": "place, tag",
    "lanes": "Lanes",
    "layout": "Region",
    "legibility": "flaws",
    "lookups": "Lookup",
    "markup": "quoted",
    "matrix": "Matrix",
    "measures": "Distance, Glow",
    "meeting": "Meeting, Shadow",
    "miniatures": "Shares",
    "moves": "fly, turn",
    "names": "settle",
    "opening": "Opening",
    "orbit": "Orbit",
    "overlay": "Overlay",
    "plane": "Plane, View, MovingGrid, UnitSquare",
    "pledges": "Pledges",
    "product": "Product",
    "reach": "hull_of",
    "readings": "Readings, Rivals, Equation",
    "recipe": "Recipe",
    "riders": "Rider",
    "segments": "as_points",
    "shares": "UnitBar",
    "signed": "SignedBar",
    "slider": "Slider",
    "source": "Source",
    "stacks": "Stacks",
    "stages": "ValuePlane, AttentionCard, firsts",
    "table": "EmbeddingTable",
    "text": "Number, Words, Maths, Lettering, symbol, held, fitted",
    "theme": "Theme",
    "truth": "arrays_of",
}
STAYED = {"beat", "hull", "layout", "moves", "plane", "segments", "source", "text", "theme"}
BEAT = "\nfrom scenes.kit.beat import Beat\nclass Mine(Beat):\n    pass\n"


def said_of(code: str, folder: Path) -> str:
    """What its author is told of some code; empty if it runs."""
    file = folder / "mine.py"
    file.write_text(code + BEAT)
    try:
        own_class(file, "Mine")
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("module", "words"), STOOD.items(), ids=STOOD)
def test_every_word_of_an_old_module_works_or_is_told_anew(
    module: str, words: str, tmp_path: Path
) -> None:
    said = said_of(f"from scenes.kit.{module} import {words}", tmp_path)
    assert (said == "") == (module in STAYED)
    if said:
        assert "\n" not in said
        instead = re.findall(r"`(from \S+ import [\w, ]+)`", said)
        told = [name for line in instead for name in line.split(" import ")[1].split(", ")]
        assert sorted(told) == sorted(words.split(", "))
        assert said_of("\n".join(instead), tmp_path) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "from scenes.kit.cards import Card, at",
            "`from scenes.kit.props.cards import Card`, `from scenes.kit.layout import at`",
        ),
        (
            "import scenes.kit.bar",
            "mine.py:1: ModuleNotFoundError: No module named 'scenes.kit.bar'; there is no bar",
        ),
        ("import scenes.kit.arrows", "write `from scenes.kit.plane import arrows`"),
        ("from scenes.kit import moves, bars", "write `from scenes.kit.props import bars`"),
        ("from scenes.kit.chips import *", "write `from scenes.kit.props import chips`"),
        ("from scenes.kit.chips import Glow", "write `from scenes.kit.props.chips import Glow`"),
        ("from scenes.kit.measures import Glow", "`from scenes.kit.plane.measures import Glow`"),
        ("from scenes.kit.bars import Bra, Bar", "import Bar`, there is no Bra"),
        (
            "from scenes.kit.beat import Bat",
            "ImportError: cannot import name 'Bat' from 'scenes.kit.beat'; there is no Bat",
        ),
    ],
)
def test_what_can_be_imported_instead_is_told_in_one_line(
    code: str, said: str, tmp_path: Path
) -> None:
    found = said_of(code, tmp_path)
    assert found.startswith("mine.py:1: ")
    assert found.endswith(said)
    assert "\n" not in found

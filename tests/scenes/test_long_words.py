"""Words as long as a lesson may have them: every picture has room for what it must show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenes.kit.layout import LEAST_TEXT, Region
from scenes.kit.plane.labels import box_of
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.theme import NIGHT
from scenes.kit.type.maths import held_symbol
from scenes.kit.type.words import Words, brief
from tests.scenes.rehearsals import rehearsal, storyboard

LONG = [first + "letter" * 6 + "end" for first in "abcdefgh"]
BROAD = [last.rjust(40, "W") for last in "abc"]
MANY = [(first + last).rjust(40, "W") for first in "abcdefgh" for last in "abcdefgh"]
SENTENCES = {
    "eight": ([*LONG[:7], "bank"], ["river", "bank"]),
    "two": (BROAD[:2], [BROAD[2], BROAD[0]]),
    "many": (MANY, MANY[::-1]),
    "slim": (["i" * 40, "bank"], ["river", "bank"]),
}
CASES = [
    ("eight", "context_swap", "16:9"),
    ("eight", "tokens", "9:16"),
    ("eight", "softmax", "4:5"),
    ("eight", "pull", "1:1"),
    ("two", "context_swap", "16:9"),
    ("two", "mixing", "1:1"),
    ("two", "recap", "1:1"),
    ("two", "scores", "4:5"),
    ("two", "similarity", "1:1"),
    ("two", "tokens", "9:16"),
    ("many", "title", "9:16"),
    ("many", "tokens", "16:9"),
    ("slim", "pull", "9:16"),
]


@pytest.mark.parametrize(("name", "beat", "shape"), CASES)
def test_words_of_forty_letters_have_room(name: str, beat: str, shape: str, tmp_path: Path) -> None:
    sentences = SENTENCES[name]
    words = dict.fromkeys(word for sentence in sentences for word in sentence)
    table = [
        f"  {word}: [{2 - 0.7 * place:.1f}, {1 + place % 3}]" for place, word in enumerate(words)
    ]
    lines = ["title: Long words", "sentences:", *(f"  - {' '.join(one)}" for one in sentences)]
    lesson = tmp_path / f"{name}.yaml"
    lesson.write_text("\n".join([*lines, f"focus: {sentences[1][-1]}", "embeddings:", *table, ""]))
    found = rehearsal(lesson, storyboard(lesson).index(beat), shape)
    assert found.flaws == ()
    assert found.misreadings == ()


@pytest.mark.parametrize("region", [Region(0, 0, 0, 0), Region(1, 1, -1, -2), Region(0, 0, 3, -1)])
def test_a_region_without_room_still_has_a_view(region: Region) -> None:
    view = View.fitting(region, np.array([[3.0, 1.0], [-2.0, 2.0]]))
    assert 0 < view.scale < 1
    Plane(NIGHT, view)


def test_broad_letters_are_cut_sooner() -> None:
    assert brief("electrodynamic") == "electrodynamic"
    assert brief("counterrevolutionary") == "counterrevolu…"
    assert Words(NIGHT, brief("W" * 40), 1.0).width < 10


def test_a_symbol_is_no_wider_than_its_room() -> None:
    for width in (4.0, 1.5, 0.8, 0.3):
        drawn = held_symbol(NIGHT, "v", "W" * 40, "value", LEAST_TEXT, width)
        assert box_of(drawn).width <= width

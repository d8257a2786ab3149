"""What a language says can be read on screen: every beat of its first lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.words.beginning import beginning
from tests.languages import Packs
from tests.scenes.rehearsals import SHAPES, rehearsal, storyboard
from tests.turns import in_turn


@pytest.mark.parametrize("code", ["es", "fr", "hi"])
def test_a_first_lesson_can_be_read_and_is_true(code: str, tmp_path: Path) -> None:
    path = tmp_path / f"{code}.yaml"
    path.write_text(beginning(code), encoding="utf-8")
    for position, beat in enumerate(storyboard(path)):
        for shape in in_turn(SHAPES, position):
            found = rehearsal(path, position, shape)
            assert (found.flaws, found.misreadings) == ((), ()), f"{beat} in {shape}"


def test_what_english_lends_can_be_read_and_is_true_too(packs: Packs, tmp_path: Path) -> None:
    for beat in ("similarity", "pull"):
        packs.without("es", "beats", beat)
    path = tmp_path / "lent.yaml"
    path.write_text(beginning("es") + "storyboard: [similarity, pull]\n", encoding="utf-8")
    for position, shape in ((0, "16:9"), (1, "9:16")):
        found = rehearsal(path, position, shape)
        assert (found.flaws, found.misreadings) == ((), ())
        assert found.numbers_drawn

"""docs/kit.md: what own beats may count on is there, and does what the page shows."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from scenes.kit.beat import Beat
from scenes.kit.checks.truth import misreadings
from studio.draw import drawing
from studio.pages import kit
from studio.pages.examples import MOVES, PROPS, Example

EXAMPLES = [pytest.param(each, id=each.called) for each in (*PROPS, *MOVES)]


@pytest.fixture
def beat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Beat:
    monkeypatch.chdir(tmp_path)
    clip = kit._clip()
    drawing.configure(clip, tmp_path)
    return drawing.beat_of(clip)


@pytest.mark.parametrize(("module", "name"), sorted(set(kit.public())))
def test_a_public_word_is_there_and_says_what_it_is(module: str, name: str) -> None:
    word = getattr(importlib.import_module(module), name)
    assert word.__module__ == module
    assert inspect.getdoc(word)
    assert f"* `{name}` ({module}): " in kit.kit_page()


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_uses_all_that_it_shows(example: Example) -> None:
    used = set(re.findall(r"\w+", example.lines))
    indirect = {"Pull"}  # what pulls_of makes
    assert {name.rpartition(".")[2] for name in example.names} <= used | indirect


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_draws_what_the_trace_says(example: Example, beat: Beat) -> None:
    pictures = kit.pictures_of(example, beat)
    assert all(np.asarray(picture).std() > 1 for picture in pictures[:-1] or pictures)
    assert misreadings(beat.mobjects, beat.trace) == []
    assert (kit.PICTURES / f"{example.called}.webp").exists()


def test_the_whole_beat_plays_as_a_lessons_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beat: Beat
) -> None:
    del beat  # only Manim's settings are of use
    monkeypatch.chdir(tmp_path)
    assert np.asarray(kit.picture_of_whole(tmp_path / "own")).std() > 1


def test_every_field_that_a_beat_reads_is_told() -> None:
    page = kit.kit_page()
    for field in ("weights", "table_2d", "asking", "panel", "heading", "output", "bold", "tint"):
        assert f"| `{field}` |" in page

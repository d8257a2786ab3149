"""What a run leaves out is tried by another: turns reach every case."""

from __future__ import annotations

import subprocess

import pytest

from tests import turns
from tests.scenes.rehearsals import SHAPES, SHIPPED, STRESS, shapes_of, storyboard

ALL = [*SHIPPED, *STRESS]


@pytest.fixture(autouse=True)
def unsettled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(turns.EVERYTHING, raising=False)
    monkeypatch.delenv(turns.TURN, raising=False)


def test_every_run_tries_every_beat_of_every_lesson_and_every_beat_in_every_shape() -> None:
    tried = {
        (path, name, shape)
        for path in ALL
        for position, name in enumerate(storyboard(path))
        for shape in shapes_of(path, position)
    }
    names = {name for _, name, _ in tried}
    assert {(path, name) for path, name, _ in tried} == {
        (path, name) for path in ALL for name in storyboard(path)
    }
    assert {(name, shape) for _, name, shape in tried} == {
        (name, shape) for name in names for shape in SHAPES
    }


def test_as_many_turns_as_there_are_shapes_try_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = set()
    for turn in range(len(SHAPES)):
        monkeypatch.setenv(turns.TURN, f"{0xABC0 + turn:x}")
        tried |= {(path, shape) for path in ALL for shape in shapes_of(path, 0)}
    assert tried == {(path, shape) for path in ALL for shape in SHAPES}


def test_the_flag_tries_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(turns.EVERYTHING, "")
    assert len(turns.in_turn(SHAPES, 3)) == 1
    turns.begin(everything=True)
    assert turns.in_turn(SHAPES, 3) == SHAPES


def test_a_turn_is_the_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_commit", lambda: "0000000f")
    turns.begin(everything=False)
    assert turns.turn() == 15
    assert "HEED_TEST_TURN=f" in turns.told()


def test_a_copy_without_its_history_has_a_turn_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", absent)
    turns.begin(everything=False)
    assert turns.turn() == 0

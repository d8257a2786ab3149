"""What becomes of a beat or a promise that was just added to this checkout.

Run as a program, it takes a lesson, perhaps a beat that it plays, the commands to give and the
tests to run (JSON); it prints what it found as JSON.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.computing import trace_of
from core.reading.lesson import read_lesson
from core.words.script import scripts_of
from studio.cli import heed
from tests.scenes.rehearsals import SHAPES, rehearsal, storyboard


def given(command: list[str]) -> tuple[int, str]:
    """A command's exit code, and what it prints."""
    result = CliRunner().invoke(heed, command)
    return result.exit_code, result.output + (repr(result.exception) if result.exception else "")


def rehearsed(lesson: Path, beat: str) -> dict[str, Any]:
    """What is wrong with the beat's resting states in any shape, its cues, its numbers."""
    position = storyboard(lesson).index(beat)
    found = [rehearsal(lesson, position, shape) for shape in SHAPES]
    return {
        "wrong": [wrong for each in found for wrong in (*each.flaws, *each.misreadings)],
        "cues": [cue for cue, _, _ in found[0].cues],
        "numbers": min(each.numbers_drawn for each in found),
    }


def labels(lesson: Path) -> dict[str, str]:
    """What the lesson's last beat shows."""
    found = read_lesson(lesson)
    return dict(scripts_of(found, trace_of(found))[-1].labels)


def main(lesson: Path, beat: str, commands: list[list[str]], tests: list[str]) -> None:
    """Print what is found."""
    with contextlib.redirect_stdout(sys.stderr):
        found = {
            "commands": {command[0]: given(command) for command in commands},
            "beat": rehearsed(lesson, beat) if beat else {},
            "labels": labels(lesson),
            "tests": int(pytest.main(["-q", "-p", "no:cacheprovider", *tests])),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4]))

"""Which of many alike cases are tried: all of them, or those whose turn it is at this commit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

EVERYTHING, TURN = "HEED_TEST_EVERYTHING", "HEED_TEST_TURN"
FIXED = "0"  # the turn where there is no commit: a copy without its history
ROOT = Path(__file__).parents[1]

Case = TypeVar("Case")


def begin(*, everything: bool) -> None:
    """Settle it for this process and for those that it starts, which are to try the same."""
    if everything:
        os.environ[EVERYTHING] = "1"
    os.environ.setdefault(TURN, _commit() or FIXED)


def told() -> str:
    """What is tried, and how to try it again."""
    if tries_everything():
        return "pictures: every beat of every lesson in every shape"
    return f"pictures: in turn ({TURN}={turn():x}; --everything tries all)"


def tries_everything() -> bool:
    return bool(os.environ.get(EVERYTHING))


def turn() -> int:
    """A number that another commit changes."""
    return int(os.environ.get(TURN, FIXED), 16)


def in_turn(cases: Sequence[Case], place: int) -> Sequence[Case]:
    """All cases, or the one whose turn it is: at the next place, and the next turn, the next."""
    return cases if tries_everything() else [cases[(turn() + place) % len(cases)]]


def _commit() -> str | None:
    """The first digits of the commit that this checkout stands at."""
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:  # there is no git
        return None
    return done.stdout.strip() or None

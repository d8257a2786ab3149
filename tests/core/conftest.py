"""What the tests of core share: lessons written as text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.lesson import Lesson
from core.problems import LessonError
from core.reading.lesson import read_lesson

SMALLEST = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings:
  money: [2.6, 0.8]
  river: [-0.8, 2.4]
  bank: [1.2, 1.8]
"""


@pytest.fixture
def lesson_of(tmp_path: Path) -> Callable[[str], Lesson]:
    """Reads a lesson from its text."""

    def read(text: str) -> Lesson:
        file = tmp_path / "bank.yaml"
        file.write_text(text, encoding="utf-8")
        return read_lesson(file)

    return read


@pytest.fixture
def refusals(lesson_of: Callable[[str], Lesson]) -> Callable[[str], list[str]]:
    """The problems of a lesson, each as its line without the folder."""

    def read(text: str) -> list[str]:
        try:
            lesson_of(text)
        except LessonError as error:
            return [str(problem).rpartition("/")[2] for problem in error.problems]
        return []

    return read

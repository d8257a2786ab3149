"""A small lesson that every test of the studio may use."""

import pytest

MINIMAL = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}
storyboard: [title, tokens, pull]
"""


@pytest.fixture
def lesson_file(tmp_path):
    """The path of a sound lesson of three beats."""
    path = tmp_path / "small.yaml"
    path.write_text(MINIMAL)
    return path


@pytest.fixture
def lesson(lesson_file):
    from core.lesson import read_lesson

    return read_lesson(lesson_file)

"""Sentences that are read from the right stand, come apart and are cut as others do, mirrored."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest

from core.computing import trace_of
from core.reading.lesson import read_lesson
from scenes.kit.layout import Layout
from scenes.kit.plane.labels import overlap
from scenes.kit.segments import around
from scenes.kit.stages.opening import Opening
from scenes.kit.theme import NIGHT

LESSON = """title: שלום
sentences: [הבנק שומר כסף, כסף הנהר ירוק]
focus: כסף
embeddings: {הבנק: [3.2, 0.6], שומר: [2, 1], כסף: [1.1, 1.3], הנהר: [-0.4, 3.2], ירוק: [-1, 2]}
"""


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    (tmp_path / "leftward.yaml").write_text(LESSON, encoding="utf-8")
    trace = trace_of(read_lesson(tmp_path / "leftward.yaml"))
    return Opening(NIGHT, Layout.of("16:9"), trace)


def test_words_from_the_right_stand_in_their_order(opening: Opening) -> None:
    for sentence in opening.sentences:
        assert all(first.get_x() > second.get_x() for first, second in pairwise(sentence.chips))


def test_words_from_the_right_come_apart(opening: Opening) -> None:
    boxes = []
    for chip, way in opening.apart(Layout.of("16:9").whole):
        boxes.append(around(chip.copy().shift(way).box.points))
    assert all(overlap(one, other) == 0 for one, other in combinations(boxes, 2))


def test_no_cut_runs_through_a_word_from_the_right(opening: Opening) -> None:
    region = Layout.of("16:9").whole
    apart = [around(chip.copy().shift(way).box.points) for chip, way in opening.apart(region)]
    cuts = opening.cuts(region)
    assert len(cuts) == 4
    for cut in cuts:
        x, y = cut.get_center()[:2]
        assert not any(b.left < x < b.right and b.bottom < y < b.top for b in apart)

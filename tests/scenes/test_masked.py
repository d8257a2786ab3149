"""A lesson that looks only back shows no number, and says none, of a pair that may not meet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.computing import trace_of
from core.reading.lesson import read_lesson
from core.words.language import languages
from core.words.script import scripts_of
from scenes.scores import Scores
from tests.scenes.rehearsals import ROOT, configured, made, storyboard

CAUSAL = ROOT / "tests" / "lessons" / "causal.yaml"


def test_what_may_not_be_asked_is_crossed_out() -> None:
    with configured("16:9"):
        beat = made(CAUSAL, storyboard(CAUSAL).index("scores"), "16:9").rehearse()
    assert isinstance(beat, Scores)
    masked = beat.cast.head.masked
    for cell in beat.grid.all_cells:
        closed = bool(np.isneginf(masked[cell.source.index]))
        assert (cell.number.outlines[0].fill_opacity == 0) == closed
        assert (len(cell.submobjects) > 2) == closed
    assert np.isneginf(masked).any()


@pytest.mark.parametrize("code", languages())
def test_narration_speaks_of_pairs_that_may_meet(code: str, tmp_path: Path) -> None:
    own = [line for line in CAUSAL.read_text("utf-8").splitlines() if "language" not in line]
    (tmp_path / "causal.yaml").write_text("\n".join([*own, f"language: {code}", ""]), "utf-8")
    lesson = read_lesson(tmp_path / "causal.yaml")
    trace = trace_of(lesson)
    (scores,) = [s for s in scripts_of(lesson, trace) if "asymmetry" in s]
    there = trace.sentences[0].heads[0].scores[1, 2]
    assert lesson.attention.mask == "causal"
    assert f"{there:.2f}" not in scores.cue("asymmetry").text
    assert "(" not in scores.cue("asymmetry").text

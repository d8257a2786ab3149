"""Moves begin on words: they wait for their marks, and no longer."""

from __future__ import annotations

import pytest
from manim import config

from core.words.marks import Mark
from core.words.script import Cue
from scenes.kit.beat import Beat
from tests.scenes.rehearsals import BANK, configured, made, storyboard

SOFTMAX = storyboard(BANK).index("softmax")


@pytest.fixture
def beat() -> Beat:
    with configured("16:9"):
        return made(BANK, SOFTMAX, "16:9")


def test_the_slider_turns_cold_on_that_word(beat: Beat) -> None:
    came = dict[str, int]()
    until = beat.until

    def told(mark: str) -> None:
        until(mark)
        came[mark] = beat.frames

    beat.until = told  # type: ignore[method-assign]
    with configured("16:9"):
        beat.rehearse()
        fps = config.frame_rate
    cue = beat.script.cue("sharpen")
    (spoken,) = [each for each in beat.timeline if each.cue == "sharpen"]
    for mark in ("cold", "hot"):
        moment = cue.moment(mark)
        assert moment is not None
        assert came[mark] - spoken.start >= round(moment * fps)
    assert came["cold"] - spoken.start == round((cue.moment("cold") or 0) * fps)


def test_what_has_passed_is_not_waited_for(beat: Beat) -> None:
    cue = Cue("so", "So it is.", 2.0, (Mark("so", 2, 0.4), Mark("late", 9, 2.0)))
    beat._spoken_since, beat.frames, beat.rehearsing = (0, cue), 15, True
    with configured("16:9"):
        beat.until("so")
        beat.until("never")
        assert beat.frames == 15
        beat.until("late")
        assert beat.frames == round(2.0 * config.frame_rate)

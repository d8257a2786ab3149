"""Beats whose code a lesson brings: refused unless allowed, and then held to the same truth."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from core.lesson_reading import read_lesson
from core.narration import script_of
from core.problems import LessonError
from core.trace import trace_of
from studio import cli
from studio.check import findings_of
from studio.own_beats import told
from studio.plan import clips_of
from studio.screen import SHAPES, Screen

LESSON = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [3.0, 0.8], river: [-0.6, 3.0], bank: [1.0, 1.4]}
storyboard:
  - {beat: "mine.py:Mine", sentence: 2}
"""
CODE = """\
from manim import FadeIn
import numpy as np
from scenes.kit.text import Number
from scenes.pull import Pull

class Mine(Pull):
    texts = {"heading": "Mine", "say": {"more": "Once more: {weight(word, context)}."}}

    def construct(self):
        super().construct()
        numbers, place = self.cast.head.weights, (self.cast.asking, self.cast.partner)
        number = Number(self.theme, numbers, place, 0.5)
        number.move_to([*self.layout.caption.centre, 0])
        with self.saying("more"):
            self.play(FadeIn(number))

class NoBeat:
    pass
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(CODE)
    path = tmp_path / "lesson.yaml"
    path.write_text(LESSON)
    return path


def complaint(file, own_beats=told):
    with pytest.raises(LessonError) as error:
        read_lesson(file, own_beats)
    return str(error.value).removeprefix(str(file))


def test_code_is_refused_unless_it_is_allowed(file):
    said = complaint(file, None)
    assert said.startswith(":6:12: storyboard[0].beat: “mine.py:Mine” is code that this lesson")
    assert "--allow-code" in said


def test_nothing_of_it_runs_without_leave(file, tmp_path):
    (tmp_path / "mine.py").write_text("open('ran', 'w')\n" + CODE)
    for command in ("check", "render", "still", "storyboard", "numbers", "verify"):
        arguments = [command, str(file), *(["1"] if command == "still" else [])]
        result = CliRunner().invoke(cli.heed, arguments)
        refused = isinstance(result.exception, LessonError) or result.exit_code == 2
        assert refused, result.output
    assert not (tmp_path / "ran").exists()


def test_it_has_the_options_the_words_and_the_needs_of_what_it_is_made_from(file):
    lesson = read_lesson(file, told)
    (spec,) = lesson.storyboard
    script = script_of(lesson, trace_of(lesson), 0)
    assert (spec.beat, spec.kind, spec.called) == ("mine.py:Mine", "pull", "Mine")
    assert script.heading == "Mine"
    assert [cue.name for cue in script.cues] == ["ghost", "pull", "measure", "analogy", "more"]
    assert script.cue("more").text == "Once more: 0.61."
    file.write_text(LESSON.replace("sentence: 2", "sentence: 3, word: bang"))
    assert "storyboard[0].sentence: wanted a number from 1 to 2" in complaint(file)


def test_a_lesson_may_say_otherwise(file):
    file.write_text(LESSON.replace("sentence: 2", 'sentence: 2, say: {more: "So."}, heading: Ours'))
    lesson = read_lesson(file, told)
    script = script_of(lesson, trace_of(lesson), 0)
    assert (script.heading, script.cue("more").text) == ("Ours", "So.")
    file.write_text(LESSON.replace("sentence: 2", "say: {mroe: So.}"))
    assert "no such cue in pull; did you mean “more”?" in complaint(file)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("mine.py:Main", CODE, "mine.py has no beat Main; did you mean “Mine”?"),
        ("mine.py:NoBeat", CODE, "mine.py has no beat NoBeat"),
        ("other.py:Mine", CODE, "other.py: No such file or directory"),
        ("../mine.py:Mine", CODE, "wanted a file beside the lesson and a class"),
        ("mine.py:Mine", CODE + "\nMine.texts = {'say': 3}\n", "Mine.texts: wanted texts for"),
        ("mine.py:Mine", CODE + "\n1 / 0\n", "mine.py:20: ZeroDivisionError: division by zero"),
        ("mine.py:Mine", "class Mine(\n", "mine.py:1: SyntaxError: "),
    ],
)
def test_a_mistake_of_its_author_is_one_line(file, tmp_path, name, code, said):
    (tmp_path / "mine.py").write_text(code)
    file.write_text(LESSON.replace("mine.py:Mine", name))
    found = complaint(file)
    assert said in found
    assert "\n" not in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("numbers, place =", "numbers, place = np.array([[0.5, 0.5], [0.5, 0.5]]),", None),
        ("self.cast.head.weights,", "np.eye(2) * 0.3,", "its numbers are not the trace's"),
        ("number.move_to", "number.mvoe_to", "mine.py:13: AttributeError: "),
    ],
)
def test_its_pictures_are_held_against_the_trace(file, tmp_path, old, new, said):
    if said is None:
        assert findings_of(file, told).mistakes == ()
        return
    (tmp_path / "mine.py").write_text(CODE.replace(old, new))
    (problem,) = findings_of(file, told).mistakes
    assert problem.path == "storyboard[0]"
    assert said in problem.message


def test_what_cannot_be_read_in_its_pictures_is_told_on_demand(file, tmp_path):
    (tmp_path / "mine.py").write_text(CODE.replace("place, 0.5)", "place, 0.02)"))
    assert not any("small" in each.message for each in findings_of(file, told).warnings)
    found = findings_of(file, told, draw=True)
    assert found.mistakes == ()
    start = f"Mine in {', '.join(SHAPES)} (from “more” on): "
    named = [each for each in found.warnings if each.message.startswith(start)]
    assert named
    assert all((each.line, each.path) == (6, "storyboard[0]") for each in named)
    assert len({each.message for each in named}) == len(named)


def test_its_clip_is_another_once_its_code_is(file, tmp_path):
    from studio.keys import key_of
    from studio.sources import Sources

    def key():
        (clip,) = clips_of(read_lesson(file, told), Screen.of("l"))
        return key_of(clip, Sources())

    before = key()
    assert key() == before
    (tmp_path / "mine.py").write_text(CODE.replace("0.5)", "0.6)"))
    assert key() != before
    assert "mine.py:Mine" not in before

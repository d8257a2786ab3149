"""Beats whose code a lesson brings: refused unless allowed, and then held to the same truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata

import pytest
from click.testing import CliRunner

from core.computing import Computed, trace_of
from core.problems import LessonError
from core.reading.lesson import read_lesson
from core.words.script import script_of
from studio import cli
from studio.check.checking import drawable_lesson, findings_of, sound_lessons
from studio.draw.own_beats import told
from studio.places import CHECKOUT
from studio.plan.plan import clips_of, code_of, positions
from studio.plan.screen import SHAPES, Screen

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


def test_its_file_is_found_in_either_form(file):
    there = file.parent / unicodedata.normalize("NFD", "é.py")
    (file.parent / "mine.py").rename(there)
    file.write_text(unicodedata.normalize("NFC", LESSON.replace("mine.py", "é.py")))
    lesson = read_lesson(file, told)
    assert code_of(lesson, lesson.storyboard[0]) == there.resolve()


def test_code_is_refused_unless_it_is_allowed(file):
    said = complaint(file, None)
    assert said.startswith(":6:12: beat 1, beat: “mine.py:Mine” is code that this lesson")
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
    assert "beat 1, sentence: wanted a number from 1 to 2" in complaint(file)


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
        ("mine.py:Mine", "raise SystemExit(0)\n", "mine.py:1: SystemExit: 0"),
        ("mine.py:Mine", "raise BaseException('a\\nb')\n", "mine.py:1: BaseException: a b"),
        ("mine.py:Mine", CODE + "\nMine.texts = 5\n", "Mine.texts: wanted a dict, got 5"),
        (
            "mine.py:Mine",
            CODE + "\nMine.spec_class = 5\n",
            "wanted a BeatSpec as spec_class, got 5",
        ),
        ("mine.py:Mine", "import sibling\n", "'sibling'; a lesson's code is one file"),
        (
            "mine.py:A",
            "class A: pass\n",
            "mine.py has no beat A; a beat inherits from Beat (scenes",
        ),
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
        ("number.move_to", "import sys; sys.exit(0); number.move_to", "mine.py:13: SystemExit: 0"),
        ("number.move_to", "import os; os._exit(0); number.move_to", "mine.py: its process ended"),
        (
            'saying("more")',
            'saying("mroe")',
            "mine.py:14: KeyError: no cue “mroe”; did you mean “more”?",
        ),
        ("number.move_to", "self.wait(1e9); number.move_to", "wanted a film of at most 20 minutes"),
        ("    def construct(self):", "    construct = 7\n    def play_it(self):", "not callable"),
        (
            "    def construct(self):",
            "    def __init__(self): pass\n    def construct(self):",
            "TypeErr",
        ),
    ],
)
def test_its_pictures_are_held_against_the_trace(file, tmp_path, old, new, said):
    if said is None:
        assert findings_of(file, told).mistakes == ()
        return
    (tmp_path / "mine.py").write_text(CODE.replace(old, new))
    (problem,) = findings_of(file, told).mistakes
    assert problem.path == "beat 1"
    assert said in problem.message


def test_its_film_may_not_be_too_long_with_the_beats_beside_it(file, tmp_path):
    file.write_text(LESSON + '  - {beat: "mine.py:Mine", say: {more: "So."}}\n')
    (tmp_path / "mine.py").write_text(
        CODE.replace("number.move_to", "self.wait(600); number.move_to")
    )
    (problem,) = findings_of(file, told).mistakes
    assert problem.path in ("beat 1", "beat 2")
    assert "got 2" in problem.message


def test_only_a_regular_file_is_read(file, tmp_path):
    (tmp_path / "mine.py").unlink()
    os.mkfifo(tmp_path / "mine.py")
    assert "mine.py: wanted a regular file beside the lesson" in complaint(file)


def test_it_may_print_without_harm_and_leaves_nothing_beside_the_lesson(file, tmp_path):
    code = "print('at import')\n" + CODE.replace("super().construct()", "print('played')")
    (tmp_path / "mine.py").write_text(code)
    command = [sys.executable, "-m", "studio", "check", str(file), "--allow-code", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert json.loads(done.stdout)
    assert "at import" in done.stderr
    assert "played" in done.stderr
    assert not (tmp_path / "__pycache__").exists()


def test_one_that_ends_the_process_hides_no_mistake_of_another_lesson(file, tmp_path):
    (tmp_path / "mine.py").write_text("raise SystemExit(0)\n")
    (tmp_path / "other.yaml").write_text("title: T\n")
    with pytest.raises(LessonError) as error:
        sound_lessons([file, tmp_path / "other.yaml"], told)
    assert "mine.py:1: SystemExit: 0" in str(error.value)
    assert "other.yaml:1:1" in str(error.value)


def test_what_fails_is_not_drawn_for_a_review_either(file, tmp_path):
    (tmp_path / "mine.py").write_text(CODE.replace("number.move_to", "1 / 0; number.move_to"))
    with pytest.raises(LessonError, match=r"mine\.py:13: ZeroDivisionError: division by zero$"):
        drawable_lesson(file, told)


@pytest.mark.parametrize("name", ["Mine", "mine.py:Mine", "1"])
def test_it_is_called_by_its_class_or_as_the_lesson_calls_it(file, name):
    assert positions(clips_of(Computed.of(read_lesson(file, told)), Screen.of("l")), name) == [0]


def test_what_cannot_be_read_in_its_pictures_is_told_on_demand(file, tmp_path):
    (tmp_path / "mine.py").write_text(CODE.replace("place, 0.5)", "place, 0.02)"))
    assert not any("small" in each.message for each in findings_of(file, told).warnings)
    found = findings_of(file, told, draw=True)
    assert found.mistakes == ()
    start = f"Mine in {', '.join(SHAPES)} (from “more” on): "
    named = [each for each in found.warnings if each.message.startswith(start)]
    assert named
    assert all((each.line, each.path) == (6, "beat 1") for each in named)
    assert len({each.message for each in named}) == len(named)


def test_its_clip_is_another_once_its_code_is(file, tmp_path):
    from studio.draw.keys import key_of
    from studio.keep.sources import Sources

    def key():
        (clip,) = clips_of(Computed.of(read_lesson(file, told)), Screen.of("l"))
        return key_of(clip, Sources())

    before = key()
    assert key() == before
    (tmp_path / "mine.py").write_text(CODE.replace("0.5)", "0.6)"))
    assert key() != before
    assert "mine.py:Mine" not in before


def test_while_it_runs_heed_can_be_told_to_end(file, tmp_path):
    (tmp_path / "mine.py").write_text("import os\nos.kill(os.getpid(), 15)\n")
    command = [sys.executable, "-m", "studio", "check", str(file), "--allow-code"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 143

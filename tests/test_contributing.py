"""The README's steps to a beat and to a promise, taken to the letter in a copy of the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.steps import commands, copy_of, section, take

CHECKOUT = Path(__file__).parents[1]
README = (CHECKOUT / "README.md").read_text("utf-8")
WORDS, SCHEMA = "tests/core/words/test_packs.py", "tests/core/reading/test_schema.py"
OUR_TESTS = (  # that find a beat or a promise without its words, scene or place
    f"{WORDS}::test_english_has_words_for_every_beat_and_promise",
    f"{WORDS}::test_what_shipped_languages_lack_is_decided_here",
    f"{WORDS}::test_every_template_can_be_read",
    f"{WORDS}::test_a_promise_is_stated_with_its_own_values",
    f"{SCHEMA}::test_the_schema_has_every_key_option_and_promise",
    f"{SCHEMA}::test_the_published_schema_and_page_say_what_the_code_says",
    "tests/core/catalogue/test_beats.py::test_every_beat_says_its_idea_in_one_sentence",
    "tests/scenes/test_catalogue.py::test_the_scenes_are_the_beats_of_the_catalogue",
)


def follow(heading: str, lesson: Path, beat: str, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Take the steps that stand under a heading, and see what becomes of them."""
    text = section(README, heading)
    copy = copy_of(CHECKOUT, folder / "checkout")
    take(text, copy)
    for check in (["check"], ["format", "--check"]):
        run([sys.executable, "-m", "ruff", *check, "."], copy)
    arguments = [str(lesson), beat, json.dumps(commands(text)), json.dumps(OUR_TESTS)]
    done = run([sys.executable, "-m", "tests.contributed", *arguments], copy)
    found: dict[str, Any] = json.loads(done.stdout)
    for name, (code, told) in found["commands"].items():
        assert code == 0, f"{name}: {told}"
    assert found["tests"] == 0, done.stderr
    return copy, found


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_a_beat_in_five_steps(tmp_path: Path) -> None:
    copy, found = follow("Add a beat", Path("configs/minimal.yaml"), "loudest", tmp_path)
    assert found["beat"]["wrong"] == []
    assert found["beat"]["cues"] == ["hear", "share"]
    assert found["beat"]["numbers"] > 0
    assert set(found["commands"]) == {"check", "storyboard", "beats", "schema"}
    assert "fine" in found["commands"]["check"][1]
    picture = copy / found["commands"]["storyboard"][1].splitlines()[-1]
    assert picture.stat().st_size > 10_000
    assert "loudest" in found["commands"]["beats"][1]
    assert "beat_loudest" in (copy / "configs" / "lesson.schema.json").read_text("utf-8")
    assert "### loudest\n" in (copy / "docs" / "lesson.md").read_text("utf-8")


def test_a_promise_in_one_step(tmp_path: Path) -> None:
    lesson = tmp_path / "lesson.yaml"
    text = (CHECKOUT / "configs" / "minimal.yaml").read_text("utf-8")
    lesson.write_text(f"{text}expect: [loudest: {{on: money}}]\nlanguage: es\n", "utf-8")
    copy, found = follow("Add a promise", lesson, "", tmp_path)
    assert found["labels"]["promise1"] == "Of the others, “bank” hears “money” most: 69\u00a0%"
    assert "promise_loudest" in (copy / "configs" / "lesson.schema.json").read_text("utf-8")
    assert "| `loudest` |" in (copy / "docs" / "lesson.md").read_text("utf-8")

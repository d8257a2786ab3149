"""The README's ways to a lesson and a beat of one's own lead to films."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import av
import pytest

from core.reading.lesson import read_lesson
from studio.places import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def heed(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "studio", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def block(language: str, after: str) -> str:
    """The first block of code in a language after a heading, without its indent."""
    found = re.search(rf"```{language}\n(.*?)```", README[README.index(after) :], re.DOTALL)
    assert found
    return "\n".join(line.removeprefix("   ") for line in found[1].splitlines()) + "\n"


def seconds(film: Path) -> float:
    with av.open(film) as container:
        assert container.duration
        return container.duration / av.time_base


def test_a_lesson_of_ones_own_in_five_steps(tmp_path: Path) -> None:
    lesson = tmp_path / "light.yaml"
    heed("new", lesson)
    begun, shown = read_lesson(lesson), tmp_path / "shown.yaml"
    shown.write_text(block("yaml", "## Make your own lesson"), encoding="utf-8")
    read = read_lesson(shown)
    for name in ("title", "question", "focus", "sentences", "embeddings", "expect"):
        assert getattr(begun, name) == getattr(read, name), f"the README's {name} is another"
    checked = heed("check", lesson)
    assert "light.yaml: fine, 2 promises kept" in checked.stdout
    assert "warning" not in checked.stderr
    heed("numbers", lesson)
    heed("storyboard", lesson, "-o", tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").stat().st_size > 10_000
    heed("render", lesson, "-ql", "--only", "title", "--only", "pull", "-o", tmp_path)
    (film,) = tmp_path.rglob("film.mp4")
    assert seconds(film) > 20


def test_a_changed_beat_in_five_steps(tmp_path: Path) -> None:
    (tmp_path / "my_beats.py").write_text(block("python", "## Change a beat"), encoding="utf-8")
    lesson = tmp_path / "mine.yaml"
    story = "storyboard: [{beat: my_beats.py:MyPull}]\n"
    lesson.write_text(block("yaml", "## Make your own lesson") + story, encoding="utf-8")
    assert "fine" in heed("check", lesson, "--allow-code").stdout
    heed("storyboard", lesson, "--allow-code", "-o", tmp_path / "sheet.png")
    heed("render", lesson, "--allow-code", "-ql", "-o", tmp_path)
    (captions,) = tmp_path.rglob("film.srt")
    assert "Once more: 73%." in captions.read_text("utf-8").replace("\n", " ")


@pytest.mark.parametrize("like", ["bank", "apple", "minimal"])
def test_a_copy_of_a_lesson(like: str, tmp_path: Path) -> None:
    heed("new", tmp_path / "copy.yaml", "--like", like)
    copied = (tmp_path / "copy.yaml").read_text("utf-8")
    assert copied == (CHECKOUT / "configs" / f"{like}.yaml").read_text("utf-8")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    command = [sys.executable, "-m", "studio", "new", str(tmp_path / "mine.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert (done.returncode, (tmp_path / "mine.yaml").read_text()) == (2, "mine")
    assert "is there already; take another name" in done.stderr

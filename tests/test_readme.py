"""The README is true: its commands parse and run, its pictures exist, its steps lead to a film."""

from __future__ import annotations

import random
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.reading.lesson import read_lesson
from studio.cli import heed

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^ {4}\./heed ([^#\n]+?)\s*(?:#.*)?$", README, flags=re.MULTILINE)
KINDS = ("check", "numbers", "beats")
QUICK = [each for each in COMMANDS if each.split()[0] in KINDS and "--draw" not in each]
SLOW = [each for each in COMMANDS if each not in QUICK and each.split()[0] != "test"]
MOST_BYTES = 3_000_000


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("command", QUICK)
def test_a_quick_command_runs(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "studio", *shlex.split(command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", SLOW)
def test_a_slow_command_is_understood(command: str) -> None:
    name, *arguments = shlex.split(command)
    context = heed.make_context("heed", [name, *arguments])
    kind = heed.get_command(context, name)
    assert kind is not None
    assert kind.make_context(name, arguments, parent=context).params


def test_the_pictures_exist_and_are_small() -> None:
    names = re.findall(r"\]\((renders/gallery/[^)]+)\)", README)
    assert names
    assert all((ROOT / name).is_file() for name in names)
    assert sum((ROOT / name).stat().st_size for name in set(names)) < MOST_BYTES


def test_its_lesson_is_a_lesson(tmp_path: Path) -> None:
    lesson = re.search(r"```yaml\n(.*?)```", README, flags=re.DOTALL)
    assert lesson
    text = "\n".join(line.removeprefix("   ") for line in lesson[1].splitlines())
    path = tmp_path / "light.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "studio", "check", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("grep") is None, reason="there is no grep")
def test_its_way_to_real_vectors_leads_to_a_lesson(tmp_path: Path) -> None:
    section = README[README.index("## Vectors from a file") :]
    lesson = re.search(r"```yaml\n(.*?)```", section, flags=re.DOTALL)
    command = re.search(r"^ {4}(grep .*)$", section, flags=re.MULTILINE)
    assert lesson
    assert command
    dice = random.Random(1)
    words = ["the", "cranes", "crane", "of", "wings", "beam", "tower", "heron", "beams", "unk"]
    rows = (f"{word} {' '.join(f'{dice.gauss(0, 0.6):.5f}' for _ in range(50))}" for word in words)
    (tmp_path / "glove.6B.50d.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "crane.yaml").write_text(lesson[1], encoding="utf-8")
    subprocess.run(["sh", "-c", command[1]], cwd=tmp_path, check=True)
    found = read_lesson(tmp_path / "crane.yaml")
    assert list(found.embeddings) == ["crane", "wings", "beam", "heron", "tower"]
    assert found.width == 50


def test_its_files_exist() -> None:
    for name in re.findall(r"`((?:core|scenes|studio|configs|tests)/[\w./-]+)`", README):
        assert (ROOT / name).exists(), name

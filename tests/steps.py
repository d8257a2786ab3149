"""The README's steps of code, taken in a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

BLOCK = re.compile(r"^ *```(?:python|yaml|text)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(
    r"# (?P<file>\S+): (?P<where>a new file|at the end|above|below)(?: (?P<line>.+))?"
)
COPIED = (
    *("core", "scenes", "studio", "tests", "benchmarks", "configs", "docs"),
    *("pyproject.toml", "README.md"),
)


def copy_of(checkout: Path, folder: Path) -> Path:
    """A copy of the checkout, for changes."""
    folder.mkdir()
    for name in COPIED:
        source = checkout / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=lambda *_: ["__pycache__"])
        else:
            shutil.copy(source, folder / name)
    shutil.copytree(checkout / "renders" / "gallery", folder / "renders" / "gallery")
    return folder


def section(readme: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return readme.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def commands(text: str) -> list[list[str]]:
    """The commands `./heed …` that a text names, but for the whole suite of tests."""
    found = [command.split() for command in re.findall(r"`\./heed ([^`]+)`", text)]
    return [command for command in found if command != ["test"]]


def take(text: str, checkout: Path) -> None:
    """Write every block of code of a text to where its first line says."""
    for block in BLOCK.findall(text):
        first, _, code = textwrap.dedent(block).partition("\n")
        place = PLACE.fullmatch(first)
        assert place, f"{first}: says no place"
        _write(checkout / place["file"], place["where"], place["line"], code)


def _write(path: Path, where: str, anchor: str | None, code: str) -> None:
    if where == "a new file":
        assert not path.exists(), path
        path.write_text(code, "utf-8")
        return
    lines = path.read_text("utf-8").splitlines()
    if where == "at the end":
        lines += ["", "", *code.splitlines()]
    else:
        (at,) = (number for number, line in enumerate(lines) if line.strip() == anchor)
        at += where == "below"
        lines[at:at] = _fitted(code, lines[:at], lines[at])
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _fitted(code: str, before: list[str], following: str) -> list[str]:
    """Lines of code indented as what follows, and as far above it as what came before was."""
    indent = following[: len(following) - len(following.lstrip())]
    gap = next(count for count, line in enumerate(reversed(before)) if line.strip())
    return [*textwrap.indent(code, indent).splitlines(), *[""] * gap]

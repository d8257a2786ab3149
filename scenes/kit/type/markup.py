"""Lesson texts for Typst, which can mean nothing there but themselves (no Manim here)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import typst

from scenes.kit.theme import BUNDLED_FONTS

LEFTWARD = ("R", "AL")  # how Unicode calls the letters of scripts that are read leftward
QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"]*\"")
LEFT_TO_RIGHT, RIGHT_TO_LEFT, END = "\u2066", "\u2067", "\u2069"  # around what is read on its own


@lru_cache(maxsize=8)
def compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """A compiler that sees the fonts in some folders, and of all other files only the bundled."""
    root = str(BUNDLED_FONTS)
    return typst.Compiler(root=root, font_paths=list(folders), ignore_system_fonts=True)


def reads_leftward(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left, as Unicode asks.

    A quoted word does not turn what is said of it: it counts where nothing else is said.
    """
    ways = (unicodedata.bidirectional(letter) for letter in QUOTED.sub("", text) + text)
    return next((way for way in ways if way in ("L", *LEFTWARD)), "L") != "L"


def isolated(text: str, leftward: bool | None = None) -> str:
    """A text that is read on its own wherever it stands: as its first letter is, or as is said.

    Text without letters that read leftward is as it was.
    """
    ways = {unicodedata.bidirectional(letter) for letter in text}
    if not leftward and not ways & {*LEFTWARD}:
        return text
    runs = reads_leftward(text) if leftward is None else leftward
    return (RIGHT_TO_LEFT if runs else LEFT_TO_RIGHT) + text + END


def quoted(text: str, leftward: bool | None = None) -> str:
    """An author's words as a Typst expression that can mean nothing but these words."""
    return f"text({string(isolated(text, leftward))})"


def string(text: str) -> str:
    """A text as a string of Typst's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

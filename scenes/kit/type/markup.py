"""Lesson texts for Typst, which can mean nothing there but themselves (no Manim here)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import typst

from scenes.kit.theme import BUNDLED_FONTS

LEFTWARD = ("R", "AL")  # how Unicode calls the letters of scripts that are read leftward
LEFT_TO_RIGHT, RIGHT_TO_LEFT, END = "\u2066", "\u2067", "\u2069"  # around what is read on its own


@lru_cache(maxsize=8)
def compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """A compiler that sees the fonts in some folders, and of all other files only the bundled."""
    root = str(BUNDLED_FONTS)
    return typst.Compiler(root=root, font_paths=list(folders), ignore_system_fonts=True)


def quoted(text: str, leftward: bool | None = None) -> str:
    """An author's words as a Typst expression that can mean nothing but these words.

    They read as their first letter does if they hold letters that read leftward; or as is said.
    """
    ways = {unicodedata.bidirectional(letter) for letter in text}
    if not leftward and not ways & {*LEFTWARD}:
        return f"text({string(text)})"
    runs = reads_leftward(text) if leftward is None else leftward
    start = RIGHT_TO_LEFT if runs else LEFT_TO_RIGHT
    return f"text({string(start + text + END)})"


def reads_leftward(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left, as Unicode asks."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way for way in ways if way in ("L", *LEFTWARD)), "L") != "L"


def string(text: str) -> str:
    """A text as a string of Typst's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""Lesson texts for Typst, which can mean nothing there but themselves (no Manim here)."""

from __future__ import annotations

from functools import lru_cache

import typst

from scenes.kit.theme import BUNDLED_FONTS


@lru_cache(maxsize=8)
def compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """A compiler that sees the fonts in some folders, and of all other files only the bundled."""
    root = str(BUNDLED_FONTS)
    return typst.Compiler(root=root, font_paths=list(folders), ignore_system_fonts=True)


def quoted(text: str) -> str:
    """An author's words as a Typst expression that can mean nothing but these words."""
    return f"text({string(text)})"


def string(text: str) -> str:
    """A text as a string of Typst's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

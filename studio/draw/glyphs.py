"""Which characters the fonts of the films can draw; a missing one would be a box on screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from scenes.kit.theme import BUNDLED_FONTS

UNDRAWN = ("Z", "C")  # separators, controls and joiners: they need no glyph of their own


def bundled() -> tuple[Path, ...]:
    """The fonts that travel with Heed."""
    return tuple(sorted(BUNDLED_FONTS.glob("*.[ot]tf")))


def missing(text: str, fonts: Iterable[Path]) -> str:
    """The characters of the text that none of the fonts draws, each once."""
    drawn = frozenset().union(*map(_characters, fonts))
    return "".join(
        character
        for character in dict.fromkeys(unicodedata.normalize("NFC", text))
        if ord(character) not in drawn and unicodedata.category(character)[0] not in UNDRAWN
    )


@cache
def _characters(font: Path) -> frozenset[int]:
    with font.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def is_font(file: Path) -> bool:
    """Whether the file is a font whose characters can be told."""
    try:
        return bool(_characters(file))
    except (TTLibError, OSError, TypeError):
        return False

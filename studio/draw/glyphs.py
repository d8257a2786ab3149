"""Which characters the fonts of the films can draw; a missing one would be a box on screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from uniseg.graphemecluster import grapheme_clusters

from scenes.kit.theme import BUNDLED_FONTS

UNDRAWN = ("Z", "C")  # separators, controls and joiners: they need no glyph of their own
JOINERS = "\u200c\u200d"
IGNORED = (  # nor do these, which only choose how others look
    (0x034F, 0x034F),
    (0x180B, 0x180F),
    (0xFE00, 0xFE0F),
    (0xE0000, 0xE0FFF),
)


def bundled() -> tuple[Path, ...]:
    """The fonts that travel with Heed."""
    return tuple(sorted(BUNDLED_FONTS.glob("*.[ot]tf")))


def clusters_of(text: str) -> tuple[str, ...]:
    """The letters of a text with their marks, and its emoji with all their parts; each once."""
    found = (each.strip(JOINERS) for each in grapheme_clusters(text))
    return tuple(dict.fromkeys(filter(is_seen, found)))


def missing(text: str, fonts: Iterable[Path]) -> list[str]:
    """The clusters of the text that none of the fonts draws by itself, each once."""
    every = tuple(fonts)
    return [cluster for cluster in clusters_of(text) if not drawn_by(cluster, every)]


def drawn_by(cluster: str, fonts: Iterable[Path]) -> bool:
    """Whether one of the fonts has all of a cluster: composed or in its parts."""
    forms = [
        {ord(each) for each in unicodedata.normalize(form, cluster) if is_seen(each)}
        for form in ("NFC", "NFD")
    ]
    return any(form <= _characters(font) for font in fonts for form in forms)


def is_seen(text: str) -> bool:
    """Whether there is anything in it that takes a glyph."""
    return not all(
        unicodedata.category(each)[0] in UNDRAWN
        or any(first <= ord(each) <= last for first, last in IGNORED)
        for each in text
    )


def names_of(cluster: str) -> str:
    """A cluster, and its characters by their numbers."""
    return f"{cluster} ({' '.join(f'U+{ord(each):04X}' for each in cluster)})"


@cache
def _characters(font: Path) -> frozenset[int]:
    with font.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as opened:
        return frozenset(opened.getBestCmap() or ())

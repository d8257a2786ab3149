"""Font files that a lesson names: those that Typst would pass over in silence are refused."""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont

from scenes.kit.theme import families_in

ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
PACKED = (b"wOFF", b"wOF2")  # how files for web pages begin
WANTED = f"wanted a TrueType or OpenType font file ({', '.join(ENDINGS)})"


def fault_of(font: Path) -> str | None:
    """Why type can't be set in a font file, in one line; None if it can."""
    try:
        with font.open("rb") as file:
            packed = file.read(4) in PACKED
    except OSError as error:
        return f"{WANTED}, got one that can't be read: {error.strerror}"
    if packed:
        return f"{WANTED}, got one packed for web pages (WOFF); name the unpacked file"
    if not _has_characters(font):
        return f"{WANTED}, got a file that is none or is damaged; take the font's original file"
    if font.suffix.lower() not in ENDINGS:
        got = f"the ending {font.suffix}" if font.suffix else "a name without an ending"
        return f"{WANTED}, got {got}; rename the file"
    if font not in families_in((font,)):
        return f"{WANTED}, got one with damaged tables; take the font's original file"
    return None


def _has_characters(font: Path) -> bool:
    try:
        with TTFont(font, fontNumber=0, lazy=True) as opened:
            return bool(opened.getBestCmap())
    except Exception:  # damaged tables fail in every way
        return False

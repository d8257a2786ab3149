"""The contact sheet: every resting state of a film on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from scenes.kit.theme import BUNDLED_FONTS, Theme
from studio.glyphs import missing

PAGE = 1920  # pixels, all sizes here
MARGIN, GAP = 32, 16
HEADING, LABEL = 30, 20  # em heights
TILES_ACROSS = {True: 4, False: 8}  # wide frames, upright frames


@dataclass(frozen=True)
class Tile:
    """One picture, and the line under it."""

    picture: Image.Image
    label: str


@dataclass(frozen=True)
class Band:
    """A beat's tiles under its heading."""

    heading: str
    tiles: tuple[Tile, ...]


def contact_sheet(bands: Sequence[Band], theme: Theme, fonts: Sequence[Path] = ()) -> Image.Image:
    """The page, as high as its bands need. Every tile keeps its shape."""
    wide, high = next(tile.picture.size for band in bands for tile in band.tiles)
    across = TILES_ACROSS[wide >= high]
    width = (PAGE - 2 * MARGIN - (across - 1) * GAP) // across
    size = (width, round(width * high / wide))
    row = size[1] + 2 * LABEL + GAP
    heights = [2 * HEADING + -(-len(band.tiles) // across) * row + GAP for band in bands]
    page = Image.new("RGB", (PAGE, 2 * MARGIN + sum(heights)), theme.background)
    pen = _Pen(ImageDraw.Draw(page), theme, tuple(fonts))
    top = MARGIN
    for band, height in zip(bands, heights):
        pen.write((MARGIN, top), band.heading, HEADING, theme.text)
        for number, tile in enumerate(band.tiles):
            left = MARGIN + number % across * (width + GAP)
            upper = top + 2 * HEADING + number // across * row
            page.paste(tile.picture.resize(size, Image.Resampling.LANCZOS), (left, upper))
            pen.frame((left, upper, left + size[0] - 1, upper + size[1] - 1))
            pen.write((left, upper + size[1] + LABEL // 3), tile.label, LABEL, theme.muted)
        top += height
    return page


class _Pen:
    """Writes with the first of the fonts that draws the whole text."""

    def __init__(self, draw: ImageDraw.ImageDraw, theme: Theme, fonts: tuple[Path, ...]) -> None:
        self._draw, self._theme = draw, theme
        self._fonts = (*sorted(BUNDLED_FONTS.glob("*-Medium.ttf")), *fonts)

    def write(self, corner: tuple[int, int], text: str, size: int, colour: str) -> None:
        self._draw.text(corner, text, fill=colour, font=ImageFont.truetype(self._font(text), size))

    def frame(self, box: tuple[int, int, int, int]) -> None:
        self._draw.rectangle(box, outline=self._theme.edge)

    def _font(self, text: str) -> Path:
        return min(self._fonts, key=lambda font: len(missing(text, (font,))))

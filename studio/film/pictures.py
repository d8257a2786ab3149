"""The contact sheet: every resting state of a film on one page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from scenes.kit.theme import BUNDLED_FONTS, Theme
from scenes.kit.type.markup import compiler, quoted, string
from studio.draw.glyphs import missing

PAGE = 1920  # pixels, all sizes here
MARGIN, GAP = 32, 16
HEADING, LABEL = 30, 20  # em heights
LATIN = BUNDLED_FONTS / "Inter-Medium.ttf"
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


def contact_sheet(bands: Sequence[Band], theme: Theme) -> Image.Image:
    """The page, as high as its bands need; short bands share a row. Every tile keeps its shape."""
    if not bands:
        return Image.new("RGB", (PAGE, 2 * MARGIN), theme.background)
    grid = _Grid(*bands[0].tiles[0].picture.size)
    pen = _Pen(theme)
    spans = [max(len(band.tiles), grid.columns(pen.width(band.heading, HEADING))) for band in bands]
    rows = list(_rows(list(zip(bands, spans)), grid.across))
    page = Image.new("RGB", (PAGE, 2 * MARGIN + sum(map(grid.height, rows))), theme.background)
    pen.begin(page)
    top = MARGIN
    for row in rows:
        for first, band in row:
            pen.write((grid.left(first), top), band.heading, HEADING, theme.text)
            for number, tile in enumerate(band.tiles):
                left = grid.left((first + number) % grid.across)
                upper = top + 2 * HEADING + number // grid.across * grid.pitch
                page.paste(tile.picture.resize(grid.size, Image.Resampling.LANCZOS), (left, upper))
                pen.frame((left, upper), grid.size)
                pen.write((left, upper + grid.size[1] + LABEL // 3), tile.label, LABEL, theme.muted)
        top += grid.height(row)
    return page


_Row = list[tuple[int, Band]]  # the first column of each band


def _rows(bands: Iterable[tuple[Band, int]], across: int) -> Iterator[_Row]:
    """Bands of so many columns each, side by side as far as they fit."""
    row: _Row = []
    taken = 0
    for band, span in bands:
        if row and taken + span > across:
            yield row
            row, taken = [], 0
        row.append((taken, band))
        taken += span
    yield row


class _Grid:
    """Where tiles of one shape stand on the page."""

    def __init__(self, wide: int, high: int) -> None:
        self.across = TILES_ACROSS[wide >= high]
        width = (PAGE - 2 * MARGIN - (self.across - 1) * GAP) // self.across
        self.size = (width, round(width * high / wide))
        self.pitch = self.size[1] + 2 * LABEL + GAP

    def left(self, column: int) -> int:
        return MARGIN + column * (self.size[0] + GAP)

    def columns(self, width: int) -> int:
        """How many columns something of this width covers, with a gap after it."""
        return min(-(-(width + GAP) // (self.size[0] + GAP)), self.across)

    def height(self, row: _Row) -> int:
        most = max(len(band.tiles) for _, band in row)
        return 2 * HEADING + -(-most // self.across) * self.pitch + GAP


class _Pen:
    """Writes in Inter what that font draws; all else is set by Typst, in the theme's fonts."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def begin(self, page: Image.Image) -> None:
        self._page, self._draw = page, ImageDraw.Draw(page)

    def width(self, text: str, size: int) -> int:
        if missing(text, (LATIN,)):
            return _set(text, size, self._theme.text, self._theme).width
        return round(ImageFont.truetype(LATIN, size).getlength(text))

    def write(self, corner: tuple[int, int], text: str, size: int, colour: str) -> None:
        if missing(text, (LATIN,)):
            letters = _set(text, size, colour, self._theme)
            self._page.paste(letters, corner, letters)
        else:
            self._draw.text(corner, text, fill=colour, font=ImageFont.truetype(LATIN, size))

    def frame(self, corner: tuple[int, int], size: tuple[int, int]) -> None:
        far = (corner[0] + size[0] - 1, corner[1] + size[1] - 1)
        self._draw.rectangle((corner, far), outline=self._theme.edge)


def _set(text: str, size: int, colour: str, theme: Theme) -> Image.Image:
    """A line of any scripts as a picture, RGBA; an em is `size` pixels high."""
    fonts = ", ".join(map(string, theme.families))
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#set text(size: {size}pt, font: ({fonts},), weight: 500, fill: rgb("{colour}"))\n'
        f'#set text(top-edge: "ascender", bottom-edge: "descender")\n#{quoted(text)}'
    )
    png = compiler(theme.font_folders).compile(input=source.encode(), format="png", ppi=72)
    assert isinstance(png, bytes)
    return Image.open(io.BytesIO(png)).convert("RGBA")

"""Captions as a part of the frames, in the region that the layout keeps free for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from manim import Mobject, RoundedRectangle, VGroup, VMobject

from core.words.script import Spoken
from scenes.kit.layout import Layout
from scenes.kit.theme import Theme
from scenes.kit.type.markup import reads_leftward
from scenes.kit.type.words import Words
from studio.draw.camera import Camera
from studio.draw.drawing import Draw
from studio.plan.captions import Caption, captions_of

PITCH = 1.2  # em from one line to the next
LINES = 2.3  # em of two lines, from the top of the first to the bottom of the second
BAND = 0.8  # opacity of the ground behind the words
MARGIN, CORNER = (0.16, 0.07), 0.08  # Manim units of the band around the words
FULL = 255


@dataclass(frozen=True)
class Patch:
    """A picture that lies over a part of every frame: its first row and column, its pixels.

    Pixels are uint8 [rows, columns, 4]; colours are already weighted by alpha.
    """

    row: int
    column: int
    pixels: np.ndarray

    def lay_over(self, frame: np.ndarray) -> None:
        """Draw it into a frame, uint8 [height, width, 4]."""
        rows, columns, _ = self.pixels.shape
        below = frame[self.row : self.row + rows, self.column : self.column + columns]
        through = FULL - self.pixels[..., 3:].astype(np.uint16)
        below[...] = self.pixels + (below * through + FULL // 2) // FULL


class Burner:
    """Passes frames on to `write`, each with the caption that is seen in it.

    `patch_of` draws a caption. The frames that come in are left as they are.
    """

    def __init__(
        self, captions: Iterable[Caption], patch_of: Callable[[str], Patch], write: Draw
    ) -> None:
        self._captions, self._patch_of, self._write = list(captions), patch_of, write
        self._frame = 0
        self._canvas: np.ndarray | None = None
        self._drawn: tuple[Caption, Patch] | None = None

    def write(self, pixels: np.ndarray, repeat: int = 1) -> None:
        """One frame, uint8 [height, width, 4], as often as it is to be seen in a row."""
        for caption, frames in self._stretches(self._frame, self._frame + repeat):
            self._write(pixels if caption is None else self._with(caption, pixels), frames)
        self._frame += repeat

    def _stretches(self, start: int, end: int) -> Iterator[tuple[Caption | None, int]]:
        """The frames from one to another, cut where captions change."""
        for caption in self._captions:
            first, last = max(caption.start, start), min(caption.end, end)
            if first < last:
                if start < first:
                    yield None, first - start
                yield caption, last - first
                start = last
        if start < end:
            yield None, end - start

    def _with(self, caption: Caption, pixels: np.ndarray) -> np.ndarray:
        if self._drawn is None or self._drawn[0] != caption:
            self._drawn = caption, self._patch_of(caption.text)
        if self._canvas is None:
            self._canvas = np.empty_like(pixels)
        np.copyto(self._canvas, pixels)
        self._drawn[1].lay_over(self._canvas)
        return self._canvas


def burner(cues: Sequence[Spoken], fps: int, theme: Theme, layout: Layout, write: Draw) -> Burner:
    """A burner of the captions that a beat's cues make. Manim is configured for the clip."""
    captions = captions_of(cues, fps)
    return Burner(captions, lambda text: patch_of(text, theme, layout), write)


def patch_of(text: str, theme: Theme, layout: Layout) -> Patch:
    """A caption of one or two lines as a picture."""
    camera = Camera(background_color="#000000", background_opacity=0.0)
    camera.capture_mobjects([lettering(text, theme, layout)])
    pixels = camera.pixel_array
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
    top, left = int(rows[0]), int(columns[0])
    return Patch(top, left, pixels[top : rows[-1] + 1, left : columns[-1] + 1].copy())


def lettering(text: str, theme: Theme, layout: Layout) -> VGroup:
    """A caption in its place: its lines stand in the caption's region, the last one at its foot."""
    region = layout.caption
    size = min(layout.type.body, region.height / LINES)
    lines = [Words(theme, line, size, leftward=reads_leftward(text)) for line in text.split("\n")]
    block = VGroup(*lines)
    middle, _ = region.centre
    for number, line in enumerate(reversed(lines)):
        line.move_to(np.array([middle, number * PITCH * size, 0.0]))
    block.scale(min(1.0, region.width / block.width, region.height / block.height))
    block.shift(np.array([0.0, region.bottom - block.get_bottom()[1], 0.0]))
    return VGroup(_band(block, theme), block)


def _band(block: Mobject, theme: Theme) -> VMobject:
    across, down = MARGIN
    band = RoundedRectangle(
        corner_radius=CORNER, width=block.width + 2 * across, height=block.height + 2 * down
    )
    band.set_stroke(width=0).set_fill(theme.background, opacity=BAND)
    return band.move_to(block)

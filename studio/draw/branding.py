"""A lesson's brand, part of the ground that every frame is drawn on, at its top right."""

from __future__ import annotations

import io
from dataclasses import replace

import cairo
import numpy as np
from manim import Camera
from PIL import Image, ImageOps

from core.lesson import Brand
from scenes.kit.layout import Layout, Region
from scenes.kit.theme import Theme
from scenes.kit.type.words import Words

HEIGHT, LETTERS = 0.44, 0.27  # of a logo, and em of the text beside it, Manim units
WIDEST = 2.4  # a logo may be as wide as that
GAP, APART = 0.16, 0.4  # between the two, and from the heading
SHARE = 0.45  # of the title's width, that the brand may take


class Mark:
    """A brand as it stands in a frame of a layout."""

    def __init__(self, theme: Theme, layout: Layout, brand: Brand) -> None:
        title = layout.title
        self._logo = None if brand.logo is None else _upright(brand.logo)
        self._words = None
        left, top = title.right, title.top
        if self._logo:
            width = min(HEIGHT * self._logo.width / self._logo.height, WIDEST)
            height = width * self._logo.height / self._logo.width
            middle = top - HEIGHT / 2
            self.place = Region(left - width, middle - height / 2, left, middle + height / 2)
            left = self.place.left - GAP
        if brand.text:
            room = SHARE * title.width - (title.right - left)
            self._words = Words(theme, brand.text, LETTERS, "muted").narrowed_to(room)
            self._words.move_to(np.array([left - self._words.width / 2, top - HEIGHT / 2, 0.0]))
            left -= self._words.width
        self.layout = replace(layout, title=replace(title, right=left - APART))
        """The layout with a title that keeps off the mark."""

    def stamp(self, camera: Camera) -> None:
        """Draw the mark into the camera's ground."""
        camera.reset()
        if self._words:
            camera.capture_mobjects([self._words])
        ground = camera.pixel_array.copy()
        if self._logo:
            self._paint(camera, ground)
        camera.background = ground
        camera.reset()

    def _paint(self, camera: Camera, ground: np.ndarray) -> None:
        """Put the logo on the ground, in as many pixels as it takes there."""
        assert self._logo is not None
        scale = camera.pixel_width / camera.frame_width
        size = (max(1, round(self.place.width * scale)), max(1, round(self.place.height * scale)))
        pixels = np.array(self._logo.convert("RGBA").resize(size, Image.Resampling.LANCZOS))
        alpha = pixels[..., 3:].astype(np.uint16)
        pixels[..., :3] = (pixels[..., :3] * alpha + 127) // 255  # as Cairo keeps colours
        logo = cairo.ImageSurface.create_for_data(
            bytearray(pixels.tobytes()), cairo.FORMAT_ARGB32, *size, size[0] * 4
        )
        context = cairo.Context(
            cairo.ImageSurface.create_for_data(
                ground.data, cairo.FORMAT_ARGB32, camera.pixel_width, camera.pixel_height
            )
        )
        x = round((self.place.left + camera.frame_width / 2) * scale)
        y = round((camera.frame_height / 2 - self.place.top) * scale)
        context.set_source_surface(logo, x, y)
        context.paint()


def _upright(logo: bytes) -> Image.Image:
    """A picture as its camera was held."""
    with Image.open(io.BytesIO(logo)) as picture:
        return ImageOps.exif_transpose(picture)

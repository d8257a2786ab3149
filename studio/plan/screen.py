"""What a film is shown on: its shape, size and rate, under Manim's letters."""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = ("16:9", "9:16", "1:1", "4:5")
QUALITIES = {  # width and height in pixels of a 16:9 frame, frames a second: as Manim's -q
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}


@dataclass(frozen=True)
class Screen:
    """Pixels across and down (both even, as H.264 wants them), and whole frames a second."""

    shape: str
    width: int
    height: int
    fps: int

    @property
    def name(self) -> str:
        """The screen as a folder is called: `480p15`, `1080p60-9x16`."""
        plain = f"{min(self.width, self.height)}p{self.fps}"
        return plain if self.shape == SHAPES[0] else f"{plain}-{self.shape.replace(':', 'x')}"

    @staticmethod
    def of(quality: str, shape: str = SHAPES[0], fps: int | None = None) -> Screen:
        """The screen of a Manim letter; KeyError or ValueError for what there is not."""
        wide, high, rate = QUALITIES[quality]
        sizes = {"16:9": (wide, high), "9:16": (high, wide), "1:1": (high, high)}
        sizes["4:5"] = (high, high // 4 * 5)
        if shape not in sizes:
            raise ValueError(f"shape: wanted one of {', '.join(SHAPES)}, got {shape!r}")
        width, height = sizes[shape]
        return Screen(shape, width, height, rate if fps is None else fps)

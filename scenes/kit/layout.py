"""Where things stand: named regions for each shape of frame, in Manim units (no Manim here)."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

SHORT_SIDE = 8.0  # units along the frame's shorter side
LEAST_TEXT = SHORT_SIDE / 36  # no text on screen is smaller (em height)
ROUNDING = 1e-6  # units: what is cut to a size may be larger by this
READABLE = 0.34  # em down to which letters may go before anything is cut for them
DIGITS = 1.15  # size of a number that is to be seen, in sizes of the words beside it
ROOMY = 4.5  # names in a picture wider than this may be large
NARROW = 4.5  # a stage narrower than this has too little room beside its panel
EDGE = 0.35  # nothing stands nearer to the frame's edge


@dataclass(frozen=True)
class Region:
    """An upright rectangle in Manim units; y points up."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def inset(self, across: float, down: float | None = None) -> Region:
        """The region less a margin on each side."""
        down = across if down is None else down
        return Region(self.left + across, self.bottom + down, self.right - across, self.top - down)

    def columns(self, *shares: float, gap: float = 0.3) -> tuple[Region, ...]:
        """The region cut from left to right into shares, with gaps between."""
        room = self.width - gap * (len(shares) - 1)
        regions, left = [], self.left
        for share in shares:
            width = room * share / sum(shares)
            regions.append(Region(left, self.bottom, left + width, self.top))
            left += width + gap
        return tuple(regions)

    def rows(self, *shares: float, gap: float = 0.3) -> tuple[Region, ...]:
        """The region cut from top to bottom into shares, with gaps between."""
        room = self.height - gap * (len(shares) - 1)
        regions, top = [], self.top
        for share in shares:
            height = room * share / sum(shares)
            regions.append(Region(self.left, top - height, self.right, top))
            top -= height + gap
        return tuple(regions)

    def toward(self, other: Region, share: float) -> Region:
        """The region that is this share, 0 to 1, of the way to another."""
        ends = zip(astuple(self), astuple(other), strict=True)
        return Region(*(one + (two - one) * share for one, two in ends))

    def holds(self, other: Region, slack: float = ROUNDING) -> bool:
        """Whether the other region lies within this one."""
        return (
            other.left >= self.left - slack
            and other.right <= self.right + slack
            and other.bottom >= self.bottom - slack
            and other.top <= self.top + slack
        )


def at(region: Region) -> np.ndarray:
    """The middle of a region as a point [3]."""
    return np.array([*region.centre, 0.0])


@dataclass(frozen=True)
class Type:
    """Sizes of letters: em heights in Manim units."""

    heading: float = 0.50
    subheading: float = 0.30
    label: float = 0.36
    body: float = 0.32
    small: float = 0.27
    maths: float = 0.42


@dataclass(frozen=True)
class Layout:
    """The regions of a frame. `stage` and `panel` never overlap; `whole` is both together."""

    shape: str
    frame_width: float
    frame_height: float
    title: Region
    stage: Region
    panel: Region
    whole: Region
    caption: Region
    type: Type = Type()

    @property
    def frame(self) -> Region:
        return Region(
            -self.frame_width / 2,
            -self.frame_height / 2,
            self.frame_width / 2,
            self.frame_height / 2,
        )

    @property
    def safe(self) -> Region:
        """The frame less the edge that stays empty."""
        return self.frame.inset(EDGE)

    @property
    def upright(self) -> bool:
        return self.frame_height > self.frame_width

    @property
    def cramped(self) -> bool:
        """Whether the stage is narrowed by a panel beside it, as in a square frame."""
        return self.stage.right < self.panel.left and self.stage.width < NARROW

    def pair(self, gap: float = 0.35) -> tuple[Region, Region]:
        """Two equal regions for a comparison: side by side, or one above the other."""
        cut = self.whole.rows if self.upright else self.whole.columns
        first, second = cut(1, 1, gap=gap)
        return first, second

    @staticmethod
    def of(shape: str) -> Layout:
        """The layout of a shape; ValueError names the shapes there are."""
        if shape not in LAYOUTS:
            raise ValueError(f"shape: wanted one of {', '.join(LAYOUTS)}, got {shape!r}")
        return LAYOUTS[shape]


LAYOUTS = {
    "16:9": Layout(
        shape="16:9",
        frame_width=SHORT_SIDE * 16 / 9,
        frame_height=SHORT_SIDE,
        title=Region(-6.62, 3.04, 6.62, 3.62),
        stage=Region(-6.62, -2.78, 2.02, 2.86),
        panel=Region(2.32, -2.78, 6.62, 2.86),
        whole=Region(-6.62, -2.78, 6.62, 2.86),
        caption=Region(-6.62, -3.64, 6.62, -2.9),
    ),
    "9:16": Layout(
        shape="9:16",
        frame_width=SHORT_SIDE,
        frame_height=SHORT_SIDE * 16 / 9,
        title=Region(-3.55, 5.55, 3.55, 6.45),
        stage=Region(-3.55, -1.05, 3.55, 5.35),
        panel=Region(-3.55, -5.1, 3.55, -1.3),
        whole=Region(-3.55, -5.1, 3.55, 5.35),
        caption=Region(-3.55, -6.5, 3.55, -5.3),
    ),
    "1:1": Layout(
        shape="1:1",
        frame_width=SHORT_SIDE,
        frame_height=SHORT_SIDE,
        title=Region(-3.6, 2.76, 3.6, 3.62),
        stage=Region(-3.6, -2.78, 0.35, 2.6),
        panel=Region(0.5, -2.78, 3.6, 2.6),
        whole=Region(-3.6, -2.78, 3.6, 2.6),
        caption=Region(-3.6, -3.64, 3.6, -2.9),
    ),
    "4:5": Layout(
        shape="4:5",
        frame_width=SHORT_SIDE,
        frame_height=SHORT_SIDE * 5 / 4,
        title=Region(-3.6, 3.76, 3.6, 4.62),
        stage=Region(-3.6, -0.25, 3.6, 3.6),
        panel=Region(-3.6, -3.78, 3.6, -0.45),
        whole=Region(-3.6, -3.78, 3.6, 3.6),
        caption=Region(-3.6, -4.64, 3.6, -3.9),
    ),
}

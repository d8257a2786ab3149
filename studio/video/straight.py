"""One clip's frames into ProRes 4444, VP9 or PNG, which can be see-through; one thread each.

In a transparent clip a pixel's colour is what is seen over the theme's ground, and its alpha how
much of it hides the ground. Files carry the pixel's own colour instead ("straight" alpha).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.plane import VideoPlane
from typing_extensions import override

from studio.plan.screen import Screen
from studio.video.colour import MATRIX, SHIFT, converter, pixels_of
from studio.video.writer import Coding, Writer

ALPHA = 3  # the channel
OPAQUE = 255
TEN_BITS = 1023
Fill = Callable[[np.ndarray, av.VideoFrame], None]  # RGBA, straight, into a frame of its size


def straight(pixels: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Pixels over a ground, uint8 [height, width, 4] and [3], as those that give them over it.

    Opaque ones are the same to the bit; those that hide nothing keep the ground's colour.
    """
    own = pixels.copy()
    partly = (pixels[..., ALPHA] > 0) & (pixels[..., ALPHA] < OPAQUE)
    seen = pixels[partly].astype(np.int32)
    alpha = seen[:, ALPHA:]
    mixed = OPAQUE * seen[:, :ALPHA] - ground.astype(np.int32) * (OPAQUE - alpha)
    own[partly, :ALPHA] = np.clip((mixed + alpha // 2) // alpha, 0, OPAQUE)
    return own


def _packed(pixels: np.ndarray, frame: av.VideoFrame) -> None:
    channels = len(frame.format.components)
    rows = _rows(frame.planes[0], np.uint8)
    rows[:, : channels * frame.width] = pixels[..., :channels].reshape(frame.height, -1)


def _halved(pixels: np.ndarray, frame: av.VideoFrame) -> None:
    """8 bits, colour at half the size, BT.709."""
    opaque = av.VideoFrame(frame.width, frame.height, "yuv420p")
    converter()(np.ascontiguousarray(pixels), opaque)
    for plane, source in zip(frame.planes, opaque.planes):
        pixels_of(plane)[...] = pixels_of(source)
    for plane in frame.planes[ALPHA:]:
        pixels_of(plane)[...] = pixels[..., ALPHA]


def _ten_bits(pixels: np.ndarray, frame: av.VideoFrame) -> None:
    """10 bits, colour in full size, BT.709. (Single precision holds these numbers exactly.)"""
    rgb, shift = pixels[..., :ALPHA].astype(np.float32), SHIFT - 2
    for plane, middle, row in zip(frame.planes, (16, 128, 128), MATRIX):
        value = rgb @ row.astype(np.float32) + np.float32((middle << SHIFT) + (1 << shift - 1))
        _rows(plane, np.uint16)[:, : plane.width] = value * np.float32(2.0**-shift)
    for plane in frame.planes[ALPHA:]:
        alpha = pixels[..., ALPHA].astype(np.uint32)
        _rows(plane, np.uint16)[:, : plane.width] = (alpha * TEN_BITS + OPAQUE // 2) // OPAQUE


def _rows(plane: VideoPlane, kind: type[np.generic]) -> np.ndarray:
    return np.frombuffer(memoryview(plane), kind).reshape(plane.height, -1)


@dataclass(frozen=True, kw_only=True)
class Straight(Coding):
    """A coding whose pictures may be see-through, with colours of their own."""

    transparent: str  # the pixel format of pictures with alpha
    fill: Fill

    @override
    def writer(self, path: Path, screen: Screen, ground: np.ndarray | None = None) -> Coder:
        return Coder(path, screen, self, ground)


HERE = (__name__,)
PRORES = Straight(
    name="prores",
    codec="prores_ks",
    container="mov",
    pixels="yuv444p10le",
    transparent="yuva444p10le",
    fill=_ten_bits,
    profile={
        "profile": "4444",
        "vendor": "apl0",
        "alpha_bits": "8",
        "flags": "+qscale",  # one quality, in half the time that a wanted size takes
        "global_quality": "236",  # twice FFmpeg's unit
        "threads": "1",
    },
    painters=HERE,
    stored=0.3,
)
VP9 = Straight(
    name="vp9",
    codec="libvpx-vp9",
    container="webm",
    pixels="yuv420p",
    transparent="yuva420p",
    fill=_halved,
    profile={
        "b": "0",
        "crf": "28",
        "deadline": "realtime",  # as good here as "good", in less than half the time
        "cpu-used": "5",
        "lag-in-frames": "0",  # a frame comes out at once
        "auto-alt-ref": "0",  # alpha wants it so
        "row-mt": "0",
        "threads": "1",
    },
    painters=HERE,
)
PNG = Straight(
    name="png",
    codec="png",
    container="mov",
    pixels="rgb24",
    transparent="rgba",
    fill=_packed,
    profile={"compression_level": "6", "pred": "up", "threads": "1"},
    painters=HERE,
    colour="rgb",
    stored=0.12,
)


class Coder(Writer):
    """Writes by a Straight coding.

    With a ground, uint8 [3], the frames are transparent where they show it.
    """

    def __init__(
        self, path: Path, screen: Screen, coding: Straight, ground: np.ndarray | None = None
    ) -> None:
        pixels = coding.pixels if ground is None else coding.transparent
        super().__init__(path, screen, coding, pixels)
        self._coding, self._ground, self._intra = coding, ground, b""

    @override
    def _fill(self, pixels: np.ndarray) -> None:
        own = pixels if self._ground is None else straight(pixels, self._ground)
        self._coding.fill(own, self._picture)

    @override
    def _encode(self) -> None:
        packet = self._packet()
        if self._coding.is_intra:
            self._intra = bytes(packet)
        self._mux(packet, is_key=packet.is_keyframe)

    @override
    def _repeat(self) -> None:
        if self._coding.is_intra:
            self._mux(av.Packet(self._intra), is_key=True)
        else:
            self._encode()

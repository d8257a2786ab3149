"""One clip's frames into one H.264 stream: BT.709, constant rate, one thread."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from av.video.frame import PictureType
from typing_extensions import override

from studio.plan.screen import Screen
from studio.video.colour import converter
from studio.video.holds import Holds
from studio.video.writer import KEYFRAME_SECONDS, Coding, Writer

# At least Manim's picture (SSIM) at a fifth of its time. One thread: the same pixels anywhere.
# Each frame refers to the one before, with CAVLC, and comes out at once: so `Holds` wants it.
PROFILE = {
    "preset": "superfast",
    "qp": "24",
    "threads": "1",
    "forced-idr": "1",
    "x264-params": "scenecut=0:bframes=0:weightp=0:ref=1:rc-lookahead=0:force-cfr=1:cabac=0"
    ":partitions=i8x8,i4x4,p8x8:me=hex:subme=0:no-deblock=1",
}


class _H264(Coding):
    @override
    def writer(self, path: Path, screen: Screen, ground: np.ndarray | None = None) -> Writer:
        assert ground is None, "its pictures have no alpha"
        return Encoder(path, screen)


H264 = _H264(
    name="h264",
    codec="libx264",
    container="mp4",
    pixels="yuv420p",
    profile=PROFILE,
    painters=("studio.video.encode", "studio.video.holds"),
)


class Encoder(Writer):
    """Writes H.264. A frame that stays costs a few bytes."""

    def __init__(self, path: Path, screen: Screen) -> None:
        super().__init__(path, screen, H264, H264.pixels)
        self._stream.codec_context.open()
        self._holds = Holds(self._stream.codec_context.extradata or b"")
        self._convert = converter()
        self._far, self._next_key = KEYFRAME_SECONDS * screen.fps, 0

    @override
    def _fill(self, pixels: np.ndarray) -> None:
        self._convert(pixels, self._picture)

    @override
    def _encode(self) -> None:
        due = self.frames >= self._next_key
        packet = self._packet(PictureType.I if due else PictureType.NONE)
        if packet.is_keyframe:
            self._next_key = self.frames + self._far
        self._mux(av.Packet(self._holds.follow(bytes(packet))), is_key=packet.is_keyframe)

    @override
    def _repeat(self) -> None:
        self._mux(av.Packet(self._holds.again()), is_key=False)

"""Frames on their way into a file: what all codecs have in common."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from xxhash import xxh3_128

from studio.plan.screen import Screen
from studio.video.frames import planes_of

KEYFRAME_SECONDS = 2  # a player can jump to within this, but for longer holds


@dataclass(frozen=True, kw_only=True)
class Coding(ABC):
    """How clips are coded: a codec, its settings, the file it goes into, and what writes it."""

    name: str
    codec: str  # as FFmpeg calls it
    container: str
    pixels: str  # the format of opaque pictures
    profile: dict[str, str]  # the settings that decide what the codec makes of frames
    painters: tuple[str, ...]  # the modules that decide it, besides those of all codings
    colour: str = "bt709"
    stored: float | None = None  # bytes of a pixel, where every packet is a picture of its own

    @abstractmethod
    def writer(self, path: Path, screen: Screen, ground: np.ndarray | None = None) -> Writer:
        """What writes a clip into a new file; see-through where a ground, uint8 [3], is given."""

    @property
    def file(self) -> str:
        """What a clip's file is called."""
        return f"clip.{self.container}"

    @property
    def is_intra(self) -> bool:
        """Whether every packet is a picture of its own."""
        return self.stored is not None


class Writer(ABC):
    """Writes RGBA frames into a video file; what was written counts only once it is closed."""

    def __init__(self, path: Path, screen: Screen, coding: Coding, pixels: str) -> None:
        self.path, self.frames = path, 0
        bitexact = {"fflags": "+bitexact"}
        self._container = av.open(path, mode="w", format=coding.container, options=bitexact)
        profile = dict(coding.profile)
        stream = self._container.add_stream(coding.codec, rate=screen.fps, options=profile)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = screen.width, screen.height, pixels
        self._tick = stream.codec_context.time_base = Fraction(1, screen.fps)
        stream.codec_context.gop_size = KEYFRAME_SECONDS * screen.fps
        if "yuv" in pixels:
            _tag(stream.codec_context)
        self._stream = stream
        self._picture = av.VideoFrame(screen.width, screen.height, pixels)
        self._picture.time_base = self._tick
        self._last, self._all = b"", hashlib.sha256()

    def write(self, pixels: np.ndarray, repeat: int = 1) -> None:
        """Write one frame, uint8 [height, width, 4], as often as it is to be seen in a row."""
        self._fill(pixels)
        digest = _digest(self._picture)
        self._all.update(digest * repeat)
        for _ in range(repeat):
            if digest == self._last:
                self._repeat()
            else:
                self._encode()
            self._last = digest

    @property
    def sha256(self) -> str:
        """One digest of all frames so far, as they go into the codec."""
        return self._all.hexdigest()

    @abstractmethod
    def _fill(self, pixels: np.ndarray) -> None:
        """Put a frame into `self._picture`, in the codec's colours."""

    @abstractmethod
    def _encode(self) -> None:
        """Put the picture into the file."""

    @abstractmethod
    def _repeat(self) -> None:
        """Put the picture into the file, which is the one before."""

    def _packet(self, kind: PictureType = PictureType.NONE) -> av.Packet:
        self._picture.pict_type, self._picture.pts = kind, self.frames
        (packet,) = self._stream.encode(self._picture)
        return packet

    def _mux(self, packet: av.Packet, *, is_key: bool) -> None:
        packet.stream, packet.time_base = self._stream, self._tick
        packet.pts = packet.dts = self.frames
        packet.duration, packet.is_keyframe = 1, is_key
        self._container.mux(packet)
        self.frames += 1

    def close(self) -> None:
        """Write the file's index."""
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _tag(context: av.VideoCodecContext) -> None:
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.colorspace = Colorspace.ITU709
    context.color_range = ColorRange.MPEG


def _digest(picture: av.VideoFrame) -> bytes:
    content = xxh3_128()
    for plane in planes_of(picture):
        content.update(np.ascontiguousarray(plane).data)
    return content.digest()

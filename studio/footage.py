"""A stretch of a film, frame by frame: never more than a few frames in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Levels = NDArray[np.uint8]


class BrokenError(Exception):
    """A film that isn't what its manifest says; the message says in what."""


@dataclass(frozen=True)
class Footage:
    """`frames` frames of a file, from frame `start`; SHA-256 of their pixels as it should be."""

    path: Path
    start: int
    frames: int
    sha256: str

    def pictures(self) -> Iterator[av.VideoFrame]:
        """The frames, decoded one by one; BrokenError where one lacks or can't be decoded."""
        found = 0
        try:
            for number, picture in _decoded(self.path, self.start):
                if found == self.frames:
                    return
                if number != self.start + found:
                    break
                found += 1
                yield picture
        except (av.error.FFmpegError, OSError) as error:
            raise BrokenError(f"frame {self.start + found} can't be decoded: {error}") from None
        if found < self.frames:
            raise BrokenError(f"wanted {self.frames} frames, got {found}")

    def digest(self) -> str:
        """The SHA-256 of the frames, as `studio.frames.decoded` has it of a file."""
        total, last, digest = hashlib.sha256(), None, b""
        for picture in self.pictures():
            pixels = levels(picture)
            if last is None or not np.array_equal(pixels, last):
                digest = hashlib.sha256(pixels.tobytes()).digest()
            total.update(digest)
            last = pixels
        return total.hexdigest()

    def inspect(self) -> None:
        """BrokenError unless the frames are those of the manifest."""
        if self.digest() != self.sha256:
            raise BrokenError("its frames aren't those of the manifest")


def _decoded(path: Path, start: int) -> Iterator[tuple[int, av.VideoFrame]]:
    """Frames from number `start` on, each with its number: its time as a multiple of 1/fps."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate
        if rate is None or stream.time_base is None:
            raise BrokenError("holds no video")
        container.seek(round(start / rate / stream.time_base), stream=stream)
        for picture in container.decode(stream):
            number = round((picture.time or 0) * rate)
            if number >= start:
                yield number, picture


def levels(picture: av.VideoFrame) -> Levels:
    """The pixels of a YCbCr 4:2:0 frame: all of Y, then all of Cb, then all of Cr, flat."""
    return np.asarray(picture.to_ndarray(format="yuv420p"), dtype=np.uint8).ravel()


def image(picture: av.VideoFrame, most: int) -> Image.Image:
    """The frame as a picture of at most this width and height."""
    found: Image.Image = picture.to_image()
    found.thumbnail((most, most), Image.Resampling.LANCZOS)
    return found

"""A stretch of a film, frame by frame: never more than a few frames in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.video.frames import is_transparent, pictures

Levels = NDArray[np.uint8]
GREY = 128  # what transparent frames are laid over


class BrokenError(Exception):
    """A film that isn't what its manifest says; the message says in what."""


def packets_sha256(path: Path, lengths: Iterable[int] = ()) -> list[str]:
    """The SHA-256 of a file's video as it is stored: of each stretch of so many frames in turn.

    Without lengths, of all frames together. BrokenError if the file can't be read.
    """
    digests = list[str]()
    try:
        with av.open(path) as container:
            packets = (packet for packet in container.demux(video=0) if packet.size)
            for length in lengths or (None,):
                stretch = hashlib.sha256()
                for packet in islice(packets, length):
                    stretch.update(bytes(packet))
                digests.append(stretch.hexdigest())
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise BrokenError(f"can't be read: {error}") from None
    return digests


@dataclass(frozen=True)
class Footage:
    """`frames` frames of a file, from frame `start`."""

    path: Path
    start: int
    frames: int

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
        except (av.error.FFmpegError, OSError, IndexError) as error:
            raise BrokenError(f"frame {self.start + found} can't be decoded: {error}") from None
        if found < self.frames:
            raise BrokenError(f"wanted {self.frames} frames, got {found}")


def _decoded(path: Path, start: int) -> Iterator[tuple[int, av.VideoFrame]]:
    """Frames from number `start` on, each with its number: its time as a multiple of 1/fps."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate
        if rate is None or stream.time_base is None:
            raise BrokenError("holds no video")
        container.seek(round(start / rate / stream.time_base), stream=stream)
        for picture in pictures(container):
            number = round((picture.time or 0) * rate)
            if number >= start:
                yield number, picture


def levels(picture: av.VideoFrame) -> Levels:
    """The pixels of a frame in YCbCr 4:2:0: all of Y, then all of Cb, then all of Cr, flat."""
    return np.asarray(_opaque(picture).to_ndarray(format="yuv420p"), dtype=np.uint8).ravel()


def _opaque(picture: av.VideoFrame) -> av.VideoFrame:
    """A transparent frame over grey, any other as it is."""
    if not is_transparent(picture.format):
        return picture
    pixels = picture.to_ndarray(format="rgba")
    alpha = pixels[..., 3:].astype(np.uint16)
    mixed = (pixels[..., :3] * alpha + GREY * (255 - alpha)) // 255
    return av.VideoFrame.from_ndarray(mixed.astype(np.uint8), format="rgb24")


def image(picture: av.VideoFrame, most: int) -> Image.Image:
    """The frame as a picture of at most this width and height."""
    found: Image.Image = _opaque(picture).to_image()
    found.thumbnail((most, most), Image.Resampling.LANCZOS)
    return found

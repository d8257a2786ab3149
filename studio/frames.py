"""What a video file shows when it is decoded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image

from studio.colour import pixels_of


@dataclass(frozen=True)
class Decoded:
    """How many frames a file shows, and one SHA-256 of all their pixels (YCbCr planes)."""

    frames: int
    sha256: str


def count(path: Path) -> int:
    """How many frames a file holds, undecoded."""
    with av.open(path) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


def decoded(path: Path) -> Decoded:
    """Decode a whole file once."""
    count, total = 0, hashlib.sha256()
    previous: list[np.ndarray] = []
    digest = b""
    with av.open(path) as container:
        for picture in container.decode(video=0):
            planes = [pixels_of(plane) for plane in picture.planes]
            if not previous or not all(map(np.array_equal, planes, previous)):
                digest = _digest(planes)
            total.update(digest)
            previous, count = planes, count + 1
    return Decoded(count, total.hexdigest())


def _digest(planes: list[np.ndarray]) -> bytes:
    whole = hashlib.sha256()
    for plane in planes:
        whole.update(plane.tobytes())
    return whole.digest()


def frame_of(path: Path, number: int) -> Image.Image:
    """One frame of a file, counted from 0, as a picture."""
    with av.open(path) as container:
        for index, picture in enumerate(container.decode(video=0)):
            if index == number:
                return picture.to_image()
    raise IndexError(f"{path.name}: wanted frame {number}, got {index + 1} frames")

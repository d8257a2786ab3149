"""What a video file shows when it is decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.plane import VideoPlane
from PIL import Image

BYTE = 8  # bits


@dataclass(frozen=True)
class Decoded:
    """How many frames a file shows, and one SHA-256 of all their pixels, plane by plane."""

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
        for picture in pictures(container):
            planes = planes_of(picture)
            if not previous or not all(map(np.array_equal, planes, previous)):
                digest = _digest(planes)
            total.update(digest)
            previous, count = planes, count + 1
    return Decoded(count, total.hexdigest())


def pictures(container: InputContainer) -> Iterator[av.VideoFrame]:
    """The frames of a file that was opened, with their alpha if it has some."""
    stream = container.streams.video[0]
    if not has_alpha(stream) or stream.codec_context.name != "vp9":
        yield from container.decode(stream)
        return
    decoder = av.VideoCodecContext.create("libvpx-vp9", "r")  # FFmpeg's own leaves alpha out
    for packet in container.demux(stream):
        yield from decoder.decode(packet)


def has_alpha(stream: av.VideoStream) -> bool:
    """Whether a stream says that its pictures are transparent."""
    said = {name.lower(): value for name, value in stream.metadata.items()}
    return said.get("alpha_mode") == "1" or is_transparent(stream.codec_context.format)


def is_transparent(kind: av.VideoFormat | None) -> bool:
    """Whether pictures of this format have alpha."""
    return kind is not None and any(component.is_alpha for component in kind.components)


def planes_of(picture: av.VideoFrame) -> list[np.ndarray]:
    """The bytes of a picture's planes, [height, bytes], without padding; not copies."""
    return [_bytes_of(plane, picture.format) for plane in picture.planes]


def _bytes_of(plane: VideoPlane, kind: av.VideoFormat) -> np.ndarray:
    bits = kind.components[0].bits if kind.is_planar else kind.padded_bits_per_pixel
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width * -(-bits // BYTE)]


def _digest(planes: list[np.ndarray]) -> bytes:
    whole = hashlib.sha256()
    for plane in planes:
        whole.update(plane.tobytes())
    return whole.digest()


def frame_of(path: Path, number: int) -> Image.Image:
    """One frame of a file, counted from 0, as a picture; IndexError if it has fewer."""
    with av.open(path) as container:
        for index, picture in enumerate(pictures(container)):
            if index == number:
                return picture.to_image()
    raise IndexError(f"{path.name}: wanted frame {number}, got {index + 1} frames")

"""RGBA frames as video wants them: YCbCr 4:2:0, BT.709, limited range.

In whole numbers, so that every machine gets the same frames: by `colour.c` where there is a C
compiler, else by NumPy, which takes many times as long for the same result.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from av import VideoFrame
from av.video.plane import VideoPlane

from studio.keep.cache import cache_home

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ("-O3", "-shared", "-fPIC")
SHIFT = 13  # coefficients are this many bits of fraction
QUARTER = 2  # bits of fraction of the mean of four pixels
RED, BLUE = 0.2126, 0.0722  # BT.709: their shares of the luma
SWING_Y, SWING_C = 219 / 255, 224 / 255  # limited range

Convert = Callable[[np.ndarray, VideoFrame], None]
"""From RGBA pixels, uint8 [height, width, 4], C-contiguous, to a yuv420p frame of their size."""


def _matrix() -> np.ndarray:
    """Coefficients as whole numbers, int32 [Y Cb Cr, R G B]; those of a chroma add up to 0."""
    luma = np.array([RED, 1 - RED - BLUE, BLUE])
    exact = [
        luma * SWING_Y,
        (np.array([0, 0, 1]) - luma) / (2 * (1 - BLUE)) * SWING_C,
        (np.array([1, 0, 0]) - luma) / (2 * (1 - RED)) * SWING_C,
    ]
    return np.rint(np.array(exact) * 2**SHIFT).astype(np.int32)


MATRIX = _matrix()


@lru_cache(maxsize=1)
def converter() -> Convert:
    """The fastest way that this machine has."""
    compiled = _compiled()
    return compiled if compiled and _agree(compiled, plainly) else plainly


def plainly(pixels: np.ndarray, frame: VideoFrame) -> None:
    """Convert by NumPy alone. (Single precision holds these whole numbers exactly.)"""
    rgb = pixels[..., :3].astype(np.float32)
    chroma = rgb[0::2, 0::2] + rgb[0::2, 1::2] + rgb[1::2, 0::2] + rgb[1::2, 1::2]
    sources = ((rgb, 16, SHIFT), (chroma, 128, SHIFT + QUARTER), (chroma, 128, SHIFT + QUARTER))
    for plane, (source, middle, shift), row in zip(frame.planes, sources, MATRIX):
        value = source @ row.astype(np.float32) + np.float32((middle << shift) + (1 << shift - 1))
        pixels_of(plane)[...] = (value * np.float32(2.0**-shift)).astype(np.uint8)


def pixels_of(plane: VideoPlane) -> np.ndarray:
    """A plane's bytes [height, width], without the padding at the end of each row; not a copy."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def _compiled() -> Convert | None:
    """By `colour.c`, compiled once for this user; None where that can't be."""
    content = SOURCE.read_bytes() + " ".join(FLAGS).encode()
    place = cache_home() / "native" / f"colour-{hashlib.sha256(content).hexdigest()[:16]}.so"
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        if not place.exists():
            _compile(place)
        function = ctypes.CDLL(str(place)).convert
        function.restype = None
        return lambda pixels, frame: _call(function, pixels, frame)
    return None


def _compile(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    compiler = shutil.which("cc")
    if compiler is None:
        raise FileNotFoundError("cc")
    with tempfile.TemporaryDirectory(dir=place.parent) as folder:
        made = Path(folder) / place.name
        command = [compiler, *FLAGS, "-o", str(made), str(SOURCE)]
        subprocess.run(command, check=True, capture_output=True)
        made.replace(place)


def _call(function: Callable[..., None], pixels: np.ndarray, frame: VideoFrame) -> None:
    size, pointer = ctypes.c_long, ctypes.c_void_p
    height, width, _ = pixels.shape
    luma, blue, red = frame.planes
    function(
        pointer(pixels.ctypes.data),
        *(size(width), size(height), pointer(MATRIX.ctypes.data)),
        *(pointer(luma.buffer_ptr), size(luma.line_size)),
        *(pointer(blue.buffer_ptr), pointer(red.buffer_ptr), size(blue.line_size)),
    )


def _agree(one: Convert, other: Convert) -> bool:
    """Whether two ways make the same of a picture with every brightness and many colours."""
    values = np.arange(66 * 38 * 4, dtype=np.uint32).reshape(38, 66, 4)
    pixels = (values * 2654435761 >> 13).astype(np.uint8)
    frames = [VideoFrame(66, 38, "yuv420p") for _ in range(2)]
    for convert, frame in zip((one, other), frames):
        convert(pixels, frame)
    planes = zip(*(frame.planes for frame in frames))
    return all(np.array_equal(pixels_of(a), pixels_of(b)) for a, b in planes)

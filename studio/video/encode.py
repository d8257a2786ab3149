"""One clip's frames into one H.264 stream: BT.709, constant rate, one thread."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from xxhash import xxh3_128

from studio.screen import Screen
from studio.video.colour import converter, pixels_of
from studio.video.holds import Holds

# At least Manim's picture (SSIM) at a fifth of its time. One thread: the same pixels anywhere.
# Each frame refers to the one before, with CAVLC, and comes out at once: so `Holds` wants it.
PROFILE = {
    "preset": "superfast",
    "qp": "24",
    "threads": "1",
    "forced-idr": "1",
    "x264-params": "scenecut=0:bframes=0:weightp=0:ref=1:rc-lookahead=0:force-cfr=1:cabac=0"
    ":partitions=i8x8,i4x4,p8x8:me=hex:subme=0",
}
KEYFRAME_SECONDS = 2  # a player can jump to within this, but for longer holds


class Encoder:
    """Writes RGBA frames into a video file; what was written counts only once it is closed."""

    def __init__(self, path: Path, screen: Screen) -> None:
        self.path, self.frames = path, 0
        self._container = av.open(path, mode="w", format="mp4", options={"fflags": "+bitexact"})
        stream = self._container.add_stream("libx264", rate=screen.fps, options=PROFILE)
        stream.width, stream.height, stream.pix_fmt = screen.width, screen.height, "yuv420p"
        context = stream.codec_context
        self._tick = context.time_base = Fraction(1, screen.fps)
        self._far = context.gop_size = KEYFRAME_SECONDS * screen.fps
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        context.open()
        self._stream = stream
        self._holds = Holds(context.extradata or b"")
        self._convert = converter()
        self._picture = av.VideoFrame(screen.width, screen.height, "yuv420p")
        self._picture.time_base = self._tick
        self._next_key = 0
        self._last, self._all = b"", hashlib.sha256()

    def write(self, pixels: np.ndarray, repeat: int = 1) -> None:
        """Write one frame, uint8 [height, width, 4], as often as it is to be seen in a row."""
        self._convert(pixels, self._picture)
        digest = _digest(self._picture)
        self._all.update(digest * repeat)
        if digest != self._last:
            self._encode()
            repeat -= 1
        for _ in range(repeat):
            self._mux(self._holds.again())
        self._last = digest

    @property
    def sha256(self) -> str:
        """One digest of all frames so far, as they go into the encoder: YCbCr planes."""
        return self._all.hexdigest()

    def _encode(self) -> None:
        due = self.frames >= self._next_key
        self._picture.pict_type = PictureType.I if due else PictureType.NONE
        self._picture.pts = self.frames
        (packet,) = self._stream.encode(self._picture)
        if packet.is_keyframe:
            self._next_key = self.frames + self._far
        self._mux(self._holds.follow(bytes(packet)), key=packet.is_keyframe)

    def _mux(self, content: bytes, *, key: bool = False) -> None:
        packet = av.Packet(content)
        packet.stream, packet.time_base = self._stream, self._tick
        packet.pts = packet.dts = self.frames
        packet.duration, packet.is_keyframe = 1, key
        self._container.mux(packet)
        self.frames += 1

    def close(self) -> None:
        """Write the file's index."""
        self._container.close()

    def __enter__(self) -> Encoder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _digest(picture: av.VideoFrame) -> bytes:
    content = xxh3_128()
    for plane in picture.planes:
        content.update(np.ascontiguousarray(pixels_of(plane)).data)
    return content.digest()

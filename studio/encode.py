"""One clip's frames into one H.264 stream: BT.709, constant rate, one thread."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

from studio.screen import Screen

PROFILE = {  # at least Manim's picture (SSIM) at a quarter of its time; one thread: same pixels
    "preset": "superfast",
    "crf": "22",
    "threads": "1",
    "x264-params": "scenecut=0:b-adapt=0:b-pyramid=none",
}
KEYFRAME_SECONDS = 2  # a player can jump to within this


class Encoder:
    """Writes RGBA frames into a video file; what was written counts only once it is closed."""

    def __init__(self, path: Path, screen: Screen) -> None:
        self.frames = 0
        self._screen = screen
        self._container = av.open(path, mode="w", format="mp4", options={"fflags": "+bitexact"})
        stream = self._container.add_stream("libx264", rate=screen.fps, options=PROFILE)
        stream.width, stream.height, stream.pix_fmt = screen.width, screen.height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, screen.fps)
        context.gop_size = KEYFRAME_SECONDS * screen.fps
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        self._stream = stream
        self._reformatter = VideoReformatter()

    def write(self, pixels: np.ndarray, repeat: int = 1) -> None:
        """Write one frame, uint8 [height, width, 4], as often as it is to be seen in a row."""
        picture = self._converted(pixels)
        for _ in range(repeat):
            picture.pts = self.frames
            self._container.mux(self._stream.encode(picture))
            self.frames += 1

    def _converted(self, pixels: np.ndarray) -> av.VideoFrame:
        picture = self._reformatter.reformat(
            av.VideoFrame.from_numpy_buffer(pixels, format="rgba"),
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        picture.time_base = Fraction(1, self._screen.fps)
        return picture

    def close(self) -> None:
        """Write what the encoder still holds, and the file's index."""
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def __enter__(self) -> Encoder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self._container.close()

"""One clip: a pure function from its frozen value to a file of frames."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.words.script import Spoken
from studio.plan.plan import Clip
from studio.signals import Report

if TYPE_CHECKING:
    from PIL.Image import Image

    from scenes.kit.beat import Beat
    from studio.draw.drawing import Draw
    from studio.video.writer import Writer

THUMBNAIL = (640, 640)  # pixels, at most
REPORT_SECONDS = 0.1  # between two reports of progress


@dataclass(frozen=True)
class Still:
    """A resting state of a beat: the cue that ends in it, the frame it stands at, its picture."""

    cue: str
    frame: int
    path: Path


@dataclass(frozen=True)
class Album:
    """A beat in pictures. Frames are counted from the clip's start."""

    clip: Clip
    frames: int
    cues: tuple[Spoken, ...]
    stills: tuple[Still, ...]  # thumbnails of every resting state


@dataclass(frozen=True)
class ClipResult(Album):
    """A rendered clip."""

    path: Path
    sha256: str  # of the frames as they were drawn
    poster: Path  # the last resting state, in full size


def render_clip(clip: Clip, folder: Path, report: Report) -> ClipResult:
    """Draw and encode one clip into `folder`, in a process of its own.

    (Manim keeps state between scenes: a second clip in one process may differ by a hair.)
    Raises RuntimeError when the file does not hold the frames that the beat played.
    """
    from studio.draw import drawing
    from studio.video.frames import count

    drawing.configure(clip, folder)
    said = tuple(drawing.beat_of(clip).rehearse().timeline) if clip.burned else None
    with _encoder(clip, folder) as encoder:
        write = encoder.write if said is None else _burned(clip, said, encoder.write)
        film = _Film(write, folder, report)
        beat = drawing.beat_of(clip, drawing.Projector(film.draw))
        beat.resting.append(film.keep)
        drawing.perform(beat)
    if not beat.frames == encoder.frames == count(encoder.path):
        raise RuntimeError(
            f"beat {clip.name}: wanted the {beat.frames} frames that it played, "
            f"got {encoder.frames} drawn and {count(encoder.path)} in the file"
        )
    cues = tuple(beat.timeline)
    if said not in (None, cues):
        raise RuntimeError(f"beat {clip.name}: wanted the rehearsed cues {said}, got {cues}")
    return ClipResult(
        clip=clip,
        frames=beat.frames,
        cues=cues,
        stills=tuple(film.stills),
        path=encoder.path,
        sha256=encoder.sha256,
        poster=film.poster(),
    )


def _encoder(clip: Clip, folder: Path) -> Writer:
    """What writes the clip's frames, as the clip is coded, into a new file."""
    from scenes.kit.theme import theme_of
    from studio.video.codings import CODINGS

    ground = np.frombuffer(bytes.fromhex(theme_of(dict(clip.theme)).background[1:]), np.uint8)
    coding = CODINGS[clip.coding]
    path = folder / coding.file
    return coding.writer(path, clip.screen, ground if clip.transparent else None)


def _burned(clip: Clip, cues: Sequence[Spoken], write: Draw) -> Draw:
    """Writes frames on with the captions of these cues."""
    from scenes.kit.layout import Layout
    from studio.draw.burning import burner
    from studio.draw.drawing import theme_of_clip

    theme, layout = theme_of_clip(clip), Layout.of(clip.screen.shape)
    return burner(cues, clip.screen.fps, theme, layout, write).write


class _Film:
    """Passes frames on to the encoder, and keeps the pictures in which the beat rests."""

    def __init__(self, write: Draw, folder: Path, report: Report) -> None:
        self.frames = 0
        self.stills: list[Still] = []
        self._write, self._folder, self._report = write, folder, report
        self._reported = 0.0
        self._last: np.ndarray | None = None  # [height, width, 4]
        self._resting: np.ndarray | None = None

    def draw(self, pixels: np.ndarray, repeat: int) -> None:
        self._write(pixels, repeat)
        self._last = pixels  # the camera's own: it draws on it next
        self.frames += repeat
        if time.monotonic() - self._reported > REPORT_SECONDS:
            self._report(self.frames)
            self._reported = time.monotonic()

    def keep(self, beat: Beat, cue: str) -> None:
        self._resting = None if self._last is None else self._last.copy()
        still = Still(cue, beat.frames - 1, self._folder / f"still-{len(self.stills):02}.png")
        save_thumbnail(_picture(self._resting), still.path)
        self.stills.append(still)

    def poster(self) -> Path:
        path = self._folder / "poster.png"
        _picture(self._last if self._resting is None else self._resting).save(path)
        return path


def save_thumbnail(picture: Image, path: Path) -> None:
    """Save a picture, made small in place."""
    picture.thumbnail(THUMBNAIL)
    picture.save(path)


def _picture(pixels: np.ndarray | None) -> Image:
    from PIL import Image

    assert pixels is not None, "a beat that has drawn nothing has no picture"
    return Image.fromarray(np.ascontiguousarray(pixels[..., :3]))

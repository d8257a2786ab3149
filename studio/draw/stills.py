"""Pictures of a clip without a video: the states in which it rests, or any one frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.draw.clips import Album, Still, save_thumbnail
from studio.errors import UsageError
from studio.plan.plan import Clip
from studio.signals import Report

if TYPE_CHECKING:
    from PIL.Image import Image

    from scenes.kit.beat import Beat


@dataclass(frozen=True)
class StillResult(Album):
    """One picture of a beat."""

    path: Path


def rehearse_clip(clip: Clip, folder: Path, report: Report) -> Album:
    """The resting states of a clip, as thumbnails in `folder`; nothing else is drawn."""
    from studio.draw import drawing

    drawing.configure(clip, folder)
    beat, stills = drawing.beat_of(clip), list[Still]()

    def keep(beat: Beat, cue: str) -> None:
        still = Still(cue, beat.frames - 1, folder / f"still-{len(stills):02}.png")
        save_thumbnail(picture_of(beat), still.path)
        stills.append(still)
        report(beat.frames)

    beat.resting.append(keep)
    beat.rehearse()
    return Album(clip, beat.frames, tuple(beat.timeline), tuple(stills))


def still_of(at: str | None, clip: Clip, folder: Path, report: Report) -> StillResult:
    """One picture in full size: at the end of a cue, at a time in seconds, or at the last rest.

    Raises UsageError for a cue or a time that the clip doesn't have.
    """
    from studio.draw import drawing

    report(0)
    drawing.configure(clip, folder)
    seconds = _seconds(at)
    beat, picture = _resting(clip, at) if seconds is None else _frame(clip, seconds)
    path = folder / "still.png"
    picture.save(path)
    return StillResult(clip, beat.frames, tuple(beat.timeline), (), path)


def picture_of(beat: Beat) -> Image:
    """What a rehearsed beat looks like now; whatever follows something else has caught up."""
    beat.update_mobjects(0)
    return beat.picture()


def _seconds(at: str | None) -> float | None:
    try:
        return None if at is None else float(at)
    except ValueError:
        return None


def _resting(clip: Clip, at: str | None) -> tuple[Beat, Image]:
    from studio.draw import drawing

    cues = [cue.name for cue in clip.script.cues]
    wanted = cues[-1] if at is None and cues else at
    if wanted not in cues:
        listed = f"a time in seconds or one of its cues: {', '.join(cues)}"
        raise UsageError(f"beat {clip.name}: wanted {listed}; got {at!r}")
    beat = drawing.beat_of(clip)
    found: dict[str, Image] = {}

    def look(beat: Beat, cue: str) -> None:
        if cue == wanted:
            found[cue] = picture_of(beat)

    beat.resting.append(look)
    return beat.rehearse(), found[wanted]


def _frame(clip: Clip, seconds: float) -> tuple[Beat, Image]:
    from PIL import Image

    from studio.draw import drawing

    frame = math.floor(seconds * clip.screen.fps) if math.isfinite(seconds) else -1
    beat = drawing.beat_of(clip, drawing.Seeker(frame))
    if frame >= 0:
        try:
            drawing.perform(beat)
        except drawing.Found as found:
            return beat, Image.fromarray(np.ascontiguousarray(found.pixels[..., :3]))
    length = drawing.beat_of(clip).rehearse().frames / clip.screen.fps
    raise UsageError(
        f"beat {clip.name}: wanted a time from 0 to {length:.1f} seconds, got {seconds:g}"
    )

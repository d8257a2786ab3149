"""A picture of a beat, drawn, encoded and decoded again: does this machine make films?"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.crew.workers import Workers
from studio.places import CHECKOUT
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen
from studio.signals import Report, unheard

SCREEN = Screen("16:9", 256, 144, 5)
FRAMES = 7
LESSON = CHECKOUT / "configs" / "minimal.yaml"


@dataclass(frozen=True)
class Trial:
    """What came of it."""

    frames: int  # that were decoded
    error: float  # of a decoded pixel, on the average, in 255ths
    contrast: bool  # whether anything was drawn


def run_trial() -> Trial:
    """The first beat of the smallest lesson, in a process of its own."""
    clip = clips_of(Computed.of(read_lesson(LESSON)), SCREEN)[0]
    with tempfile.TemporaryDirectory(prefix="heed-") as folder, Workers(1) as workers:
        trial: Trial = workers.submit(_try, clip, Path(folder) / "clip", report=unheard).result()
    return trial


def _try(clip: Clip, folder: Path, report: Report) -> Trial:
    from PIL import Image

    from studio.draw.stills import still_of
    from studio.video.encode import Encoder
    from studio.video.frames import decoded, frame_of

    drawn = Image.open(still_of(None, clip, folder, report).path)
    path = folder / "trial.mp4"
    with Encoder(path, clip.screen) as encoder:
        encoder.write(np.array(drawn.convert("RGBA")), FRAMES)
    before = np.asarray(drawn.convert("RGB"), np.float64)  # [height, width, 3]
    after = np.asarray(frame_of(path, FRAMES - 1).convert("RGB"), np.float64)
    return Trial(decoded(path).frames, float(np.abs(before - after).mean()), bool(np.ptp(before)))

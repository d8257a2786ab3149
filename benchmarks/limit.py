"""How long converting and encoding a film's frames takes on all cores, and nothing else.

`python -m benchmarks.limit ASKED RESULT` draws the frames meanwhile (they would not fit into
memory), outside the time that is taken, and writes the seconds to the file RESULT.
"""

from __future__ import annotations

import heapq
import json
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import wait
from pathlib import Path

import numpy as np

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.crew.workers import Workers, cores
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen
from studio.signals import Report


def seconds_of(clip: Clip, folder: Path, report: Report) -> float:
    """Draw a clip; the seconds that its encoder worked."""
    from studio.draw import drawing
    from studio.video.encode import Encoder

    report(0)
    drawing.configure(clip, folder)
    encoder, spent = Encoder(folder / "clip.mp4", clip.screen), [0.0]

    def write(pixels: np.ndarray, repeat: int) -> None:
        began = time.perf_counter()
        encoder.write(pixels, repeat)
        spent[0] += time.perf_counter() - began

    with encoder:
        drawing.perform(drawing.beat_of(clip, drawing.Projector(write)))
    return spent[0]


def makespan(seconds: Iterable[float], workers: int) -> float:
    """How long the clips take side by side, the longest first."""
    ends = [0.0] * workers
    for each in sorted(seconds, reverse=True):
        heapq.heapreplace(ends, ends[0] + each)
    return max(ends)


def main(asked: str, result: str) -> None:
    """Measure, and write."""
    wanted = json.loads(asked)
    clips = clips_of(Computed.of(read_lesson(Path(wanted["lesson"]))), Screen(**wanted["screen"]))
    clips = tuple(c for c in clips if not wanted["only"] or c.spec.beat in wanted["only"])
    with tempfile.TemporaryDirectory() as scratch, Workers(cores()) as workers:
        futures = [
            workers.submit(seconds_of, clip, Path(scratch, str(clip.position)), report=print)
            for clip in sorted(clips, key=lambda clip: -clip.seconds)
        ]
        wait(futures)
        seconds = [future.result() for future in futures]
    Path(result).write_text(json.dumps(makespan(seconds, cores())))


if __name__ == "__main__":
    main(*sys.argv[1:])

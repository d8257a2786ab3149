"""Every resting state of clips, held against the trace and against what can be read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.crew.workers import WorkerDiedError, Workers
from studio.plan.plan import Clip
from studio.signals import Report, unheard

if TYPE_CHECKING:
    from scenes.kit.beat import Beat


@dataclass(frozen=True)
class Examination:
    """What is wrong with a clip's pictures, a line each."""

    clip: Clip
    faults: tuple[str, ...]  # a number that is not the trace's, or code of the lesson's that fails
    flaws: tuple[str, ...]  # "cue: what can't be read": cut off, faint, on another, left out
    seconds: float = 0.0  # that it plays


def examined(clips: Sequence[Clip], jobs: int) -> list[Examination]:
    """Rehearse clips, each in a process of its own; nothing is drawn."""
    with tempfile.TemporaryDirectory(prefix="heed-") as folder, Workers(jobs) as workers:
        futures = [
            workers.submit(_examine, clip, Path(folder, str(number)), report=unheard)
            for number, clip in enumerate(clips)
        ]
        return [_result(future, clip) for future, clip in zip(futures, clips)]


def _result(future: Future[Examination], clip: Clip) -> Examination:
    try:
        return future.result()
    except WorkerDiedError as death:
        if clip.code is None:
            raise
        return Examination(clip, (f"{clip.code.name}: its process {death}",), ())


def _examine(clip: Clip, folder: Path, report: Report) -> Examination:
    from scenes.kit.checks.legibility import flaws
    from scenes.kit.checks.truth import misreadings
    from studio.draw import drawing
    from studio.draw.own_beats import mistake_in

    report(0)
    drawing.configure(clip, folder)
    wrong, unread = dict[str, None](), dict[str, None]()
    seconds = 0.0

    def look(beat: Beat, cue: str) -> None:
        false = misreadings(beat.mobjects, beat.trace)
        wrong.update(dict.fromkeys(f"{cue}: {each}" for each in false))
        found = flaws(beat.mobjects, beat.theme, beat.layout)
        unread.update(dict.fromkeys(f"{cue}: {flaw}" for flaw in found))

    try:
        beat = drawing.beat_of(clip)
        beat.resting.append(look)
        seconds = beat.rehearse().frames / clip.screen.fps
        unread.update(dict.fromkeys(f": no place for the name “{each}”" for each in beat.left_out))
    except BaseException as error:  # a lesson's own code raises what it likes
        if clip.code is None:
            raise
        wrong[mistake_in(clip.code, error)] = None
    return Examination(clip, tuple(wrong), tuple(unread), seconds)

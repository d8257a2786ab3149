"""Every clip of a job, drawn side by side: longest first, a dead worker's clip once more."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic

from rich.console import Console

from studio.crew.progress import Watch
from studio.crew.shelf import Result, Shelf
from studio.crew.workers import TaskFailedError, WorkerDiedError, Workers
from studio.errors import RenderError
from studio.plan.plan import Clip, Slot

MOST_ATTEMPTS = 2
WAKE_SECONDS = 0.2  # so that Ctrl-C is heard, and clips of other processes seen, meanwhile


def _nothing(*_: object) -> None:
    """Nobody is asked, and nobody told."""


@dataclass(frozen=True)
class Crew:
    """Whoever draws, `jobs` clips at a time: processes of this machine, unless others are lent."""

    jobs: int
    console: Console  # where their progress is shown
    lend: Callable[[int], AbstractContextManager[Executor]] | None = None
    check: Callable[[], None] = _nothing  # what it raises, several times a second, ends their work

    def workers(self) -> AbstractContextManager[Executor]:
        """The executor of their tasks, as long as it is entered."""
        return (self.lend or Workers)(self.jobs)


@dataclass(frozen=True)
class Job(Generic[Result]):
    """Clips to be made by `task(clip, folder, report)`, and all that it takes."""

    clips: Sequence[Clip]
    task: Callable[..., Result]
    scratch: Path  # where each has a folder of its own
    executor: Executor
    watch: Watch
    jobs: int  # clips at a time
    shelf: Shelf[Result] = field(default_factory=Shelf)  # what it has is not made again
    check: Callable[[], None] = _nothing  # what it raises, several times a second, ends the job
    done: Callable[[Result], None] = _nothing  # told of every result at once


def render(job: Job[Result]) -> list[Result]:
    """What the task makes of each clip, in the order of the clips.

    Raises RenderError naming the beat when its process died twice or its code failed; an author's
    mistake as it was raised.
    """
    results = _Rendering(job).run()
    return [results[clip.slot] for clip in job.clips]


def render_by(
    crew: Crew, clips: Sequence[Clip], task: Callable[..., Result], scratch: Path
) -> list[Result]:
    """As `render`, by a crew that comes for these clips alone; nothing of it is kept."""
    with crew.workers() as executor, Watch(clips, crew.console) as watch:
        return render(Job(clips, task, scratch, executor, watch, crew.jobs, check=crew.check))


class _Rendering(Generic[Result]):
    """A job on its way: what waits, what is being drawn, what is done."""

    def __init__(self, job: Job[Result]) -> None:
        self.job = job
        self.waiting = sorted(job.clips, key=lambda clip: -clip.seconds)
        self.drawing: dict[Future[Result], Clip] = {}
        self.results: dict[Slot, Result] = {}
        self.attempts = {clip.slot: 0 for clip in job.clips}
        self.numbers = {clip.slot: number for number, clip in enumerate(job.clips, 1)}

    def run(self) -> dict[Slot, Result]:
        """All results by the slots of their clips."""
        try:
            for clip in list(self.waiting):
                self._find(clip)
            while self.waiting or self.drawing:
                self.job.check()
                self._begin()
                self._await()
        finally:
            for clip in (*self.waiting, *self.drawing.values()):
                self.job.shelf.leave(clip)
        return self.results

    def _find(self, clip: Clip) -> bool:
        """Take the clip from the shelf, if it is there."""
        found = self.job.shelf.find(clip, self._folder(clip, "kept"))
        if found:
            self.waiting.remove(clip)
            self._done(found, " (kept)")
        return found is not None

    def _begin(self) -> None:
        """Draw what may be drawn, except what other processes are drawing."""
        for clip in list(self.waiting):
            if len(self.drawing) < self.job.jobs and self.job.shelf.claim(clip):
                if self._find(clip):  # whoever had claimed it has finished it meanwhile
                    self.job.shelf.leave(clip)
                else:
                    self.waiting.remove(clip)
                    self._draw(clip)

    def _draw(self, clip: Clip) -> None:
        self.attempts[clip.slot] += 1
        folder = self._folder(clip, str(self.attempts[clip.slot]))
        report = partial(self.job.watch.draw, clip)
        future = self.job.executor.submit(self.job.task, clip, folder, report=report)
        self.drawing[future] = clip

    def _folder(self, clip: Clip, ending: str) -> Path:
        return self.job.scratch / f"{self.numbers[clip.slot]:02}-{clip.spec.called}.{ending}"

    def _await(self) -> None:
        """Wait until a clip is done, or for a moment."""
        if not self.drawing:
            self.job.watch.idle()
            time.sleep(WAKE_SECONDS)
        finished, _ = wait(self.drawing, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED)
        for future in finished:
            clip = self.drawing[future]
            try:
                result = future.result()
            except WorkerDiedError as death:
                if self.attempts[clip.slot] == MOST_ATTEMPTS:
                    raise RenderError(_epitaph(clip, death)) from None
                self.job.watch.say(f"{clip.name}: its process was {death}; once more")
                self._draw(clip)
            except TaskFailedError as failure:
                raise RenderError(f"beat {clip.name} failed:\n{failure}") from None
            else:
                self.job.shelf.keep(result)
                self._done(result)
            del self.drawing[future]

    def _done(self, result: Result, how: str = "") -> None:
        self.results[result.clip.slot] = result
        self.job.watch.finish(result, how)
        self.job.done(result)


def _epitaph(clip: Clip, death: WorkerDiedError) -> str:
    return (
        f"beat {clip.name}: its process died twice ({death}); "
        "if memory is short, try fewer workers (-j 1) or a lower quality (-q l)"
    )

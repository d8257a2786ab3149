"""Every clip of a plan, drawn side by side: longest first, a dead worker's clip once more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from functools import partial
from pathlib import Path
from typing import Generic

from studio.crew.progress import Watch
from studio.crew.shelf import Result, Shelf
from studio.crew.workers import TaskFailedError, WorkerDiedError
from studio.errors import RenderError
from studio.plan.plan import Clip, Place

MOST_ATTEMPTS = 2
WAKE_SECONDS = 0.2  # so that Ctrl-C is heard, and clips of other processes seen, meanwhile


def render_clips(
    clips: Iterable[Clip],
    scratch: Path,
    executor: Executor,
    jobs: int,
    watch: Watch,
    task: Callable[..., Result],
    shelf: Shelf[Result] | None = None,
    check: Callable[[], None] = lambda: None,
    done: Callable[[Result], None] = lambda _: None,
) -> list[Result]:
    """What `task(clip, folder, report)` makes of each clip, in the order of the clips.

    What the shelf has is taken from there; `jobs` clips at a time are drawn by the executor.
    `done` is told every result at once. Whatever `check` raises, several times a second, ends it.
    Raises RenderError naming the beat when its process died twice or its code failed; an author's
    mistake as it was raised.
    """
    clips = list(clips)
    shelf = shelf or Shelf()
    rendering = _Rendering(clips, scratch, executor, jobs, watch, task, shelf, check, done)
    results = rendering.run()
    return [results[clip.place] for clip in clips]


class _Rendering(Generic[Result]):
    """One call of render_clips: what waits, what is being drawn, what is done."""

    def __init__(
        self,
        clips: Sequence[Clip],
        scratch: Path,
        executor: Executor,
        jobs: int,
        watch: Watch,
        task: Callable[..., Result],
        shelf: Shelf[Result],
        check: Callable[[], None],
        done: Callable[[Result], None],
    ) -> None:
        self.waiting = sorted(clips, key=lambda clip: -clip.seconds)
        self.drawing: dict[Future[Result], Clip] = {}
        self.results: dict[Place, Result] = {}
        self.attempts = {clip.place: 0 for clip in clips}
        self.numbers = {clip.place: number for number, clip in enumerate(clips, 1)}
        self.scratch, self.executor, self.jobs = scratch, executor, jobs
        self.watch, self.task, self.shelf, self.check, self.done = watch, task, shelf, check, done

    def run(self) -> dict[Place, Result]:
        """All results by the place of their clips."""
        try:
            for clip in list(self.waiting):
                self._find(clip)
            while self.waiting or self.drawing:
                self.check()
                self._begin()
                self._await()
        finally:
            for clip in (*self.waiting, *self.drawing.values()):
                self.shelf.leave(clip)
        return self.results

    def _find(self, clip: Clip) -> bool:
        """Take the clip from the shelf, if it is there."""
        found = self.shelf.find(clip, self._folder(clip, "kept"))
        if found:
            self.waiting.remove(clip)
            self._done(found, " (kept)")
        return found is not None

    def _begin(self) -> None:
        """Draw what may be drawn, except what other processes are drawing."""
        for clip in list(self.waiting):
            if len(self.drawing) < self.jobs and self.shelf.claim(clip):
                if self._find(clip):  # whoever had claimed it has finished it meanwhile
                    self.shelf.leave(clip)
                else:
                    self.waiting.remove(clip)
                    self._draw(clip)

    def _draw(self, clip: Clip) -> None:
        self.attempts[clip.place] += 1
        folder = self._folder(clip, str(self.attempts[clip.place]))
        report = partial(self.watch.draw, clip)
        self.drawing[self.executor.submit(self.task, clip, folder, report=report)] = clip

    def _folder(self, clip: Clip, ending: str) -> Path:
        return self.scratch / f"{self.numbers[clip.place]:02}-{clip.spec.called}.{ending}"

    def _await(self) -> None:
        """Wait until a clip is done, or for a moment."""
        if not self.drawing:
            self.watch.idle()
            time.sleep(WAKE_SECONDS)
        finished, _ = wait(self.drawing, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED)
        for future in finished:
            clip = self.drawing[future]
            try:
                result = future.result()
            except WorkerDiedError as death:
                if self.attempts[clip.place] == MOST_ATTEMPTS:
                    raise RenderError(_epitaph(clip, death)) from None
                self.watch.say(f"{clip.name}: its process was {death}; once more")
                self._draw(clip)
            except TaskFailedError as failure:
                raise RenderError(f"beat {clip.name} failed:\n{failure}") from None
            else:
                self.shelf.keep(result)
                self._done(result)
            del self.drawing[future]

    def _done(self, result: Result, how: str = "") -> None:
        self.results[result.clip.place] = result
        self.watch.finish(result, how)
        self.done(result)


def _epitaph(clip: Clip, death: WorkerDiedError) -> str:
    return (
        f"beat {clip.name}: its process died twice ({death}); "
        "if memory is short, try fewer workers (-j 1) or a lower quality (-q l)"
    )

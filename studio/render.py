"""Every clip of a plan, drawn side by side: longest first, a dead worker's clip once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from functools import partial
from pathlib import Path
from typing import TypeVar

from studio.clips import Album
from studio.errors import RenderError
from studio.plan import Clip
from studio.progress import Watch
from studio.workers import TaskFailedError, WorkerDiedError

Result = TypeVar("Result", bound=Album)

MOST_ATTEMPTS = 2
WAKE_SECONDS = 0.2  # so that Ctrl-C is heard while nothing finishes


def render_clips(
    clips: Iterable[Clip],
    scratch: Path,
    executor: Executor,
    watch: Watch,
    task: Callable[..., Result],
) -> list[Result]:
    """What `task(clip, folder, report)` makes of each clip, in the order of the clips.

    Raises RenderError naming the beat when its
    process died twice or its code failed; an author's mistake as it was raised.
    """
    clips = list(clips)
    attempts = dict.fromkeys((clip.position for clip in clips), 0)
    results: dict[int, Result] = {}
    pending: dict[Future[Result], Clip] = {}

    def start(clip: Clip) -> None:
        attempts[clip.position] += 1
        folder = scratch / f"{clip.position + 1:02}-{clip.spec.beat}.{attempts[clip.position]}"
        report = partial(watch.draw, clip)
        pending[executor.submit(task, clip, folder, report=report)] = clip

    for clip in sorted(clips, key=lambda clip: -clip.seconds):
        start(clip)
    while pending:
        done, _ = wait(pending, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            clip = pending.pop(future)
            try:
                results[clip.position] = future.result()
            except WorkerDiedError as death:
                if attempts[clip.position] == MOST_ATTEMPTS:
                    raise RenderError(_epitaph(clip, death)) from None
                watch.say(f"{clip.name}: its process was {death}; once more")
                start(clip)
            except TaskFailedError as failure:
                raise RenderError(f"beat {clip.name} failed:\n{failure}") from None
            else:
                watch.finish(results[clip.position])
    return [results[clip.position] for clip in clips]


def _epitaph(clip: Clip, death: WorkerDiedError) -> str:
    return (
        f"beat {clip.name}: its process died twice ({death}); "
        "if memory is short, try fewer workers (-j 1) or a lower quality (-q l)"
    )

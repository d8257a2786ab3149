"""How far a render has come: clips, frames, time left; plain lines where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from studio.draw.clips import Album
from studio.plan.plan import Clip, Slot

PLAYED_OVER_SPOKEN = 1.2  # a beat lasts about this much longer than its words, until one is done


class Tally:
    """Counts frames, and guesses those to come from the clips that are done."""

    def __init__(self, clips: Iterable[Clip]) -> None:
        self._spoken = {clip.slot: clip.seconds * clip.screen.fps for clip in clips}
        self._drawn = dict.fromkeys(self._spoken, 0)
        self._done: set[Slot] = set()

    def draw(self, slot: Slot, frames: int) -> None:
        """A clip has come to so many frames."""
        self._drawn[slot] = frames

    def finish(self, slot: Slot, frames: int) -> None:
        """A clip is done, with so many frames."""
        self.draw(slot, frames)
        self._done.add(slot)

    @property
    def clips(self) -> int:
        return len(self._spoken)

    @property
    def clips_done(self) -> int:
        return len(self._done)

    @property
    def frames_done(self) -> int:
        return sum(self._drawn.values())

    @property
    def frames(self) -> int:
        """All frames there will be; exact once every clip is done."""
        stretch = self._stretch()
        return sum(
            drawn if slot in self._done else max(drawn, round(self._spoken[slot] * stretch))
            for slot, drawn in self._drawn.items()
        )

    def _stretch(self) -> float:
        spoken = sum(self._spoken[slot] for slot in self._done)
        played = sum(self._drawn[slot] for slot in self._done)
        return played / spoken if spoken else PLAYED_OVER_SPOKEN


class Watch:
    """Shows a render's progress while it is entered. Safe to tell from several threads."""

    def __init__(self, clips: Iterable[Clip], console: Console) -> None:
        clips = list(clips)
        self._tally, self._console = Tally(clips), console
        self._many = len({clip.lesson.name for clip in clips}) > 1
        self._started, self._idle = time.monotonic(), False
        self._bar = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[clips]} clips · {task.fields[frames]} frames"),
            TimeElapsedColumn(),
            TextColumn("·"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("rendering", clips="", frames="")

    def draw(self, clip: Clip, frames: int) -> None:
        """A clip has come to so many frames."""
        self._tally.draw(clip.slot, frames)
        self._refresh()

    def finish(self, result: Album, how: str = "") -> None:
        """A clip is done."""
        self._tally.finish(result.clip.slot, result.frames)
        self._refresh()
        if not self._console.is_terminal:
            lesson = f"{result.clip.lesson.name} " if self._many else ""
            self.say(f"{lesson}{result.clip.name}: {result.frames} frames{how}")

    def idle(self) -> None:
        """All that is left to do is being done by another render; said once."""
        if not self._idle:
            self._idle = True
            self.say("waiting for clips that another render is drawing")

    def say(self, line: str) -> None:
        """A line above the bar, with the clips done and the time since the start."""
        tally, seconds = self._tally, time.monotonic() - self._started
        self._console.print(
            f"[{tally.clips_done}/{tally.clips}] {line} · {seconds:.0f} s",
            markup=False,
            highlight=False,
        )

    def _refresh(self) -> None:
        tally = self._tally
        known = "" if tally.clips_done == tally.clips else "~"
        self._bar.update(
            self._task,
            completed=tally.frames_done,
            total=tally.frames,
            clips=f"{tally.clips_done}/{tally.clips}",
            frames=f"{tally.frames_done}/{known}{tally.frames}",
        )

    def __enter__(self) -> Watch:
        self._bar.start()
        self._refresh()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            self.say("stopped")

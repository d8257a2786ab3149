"""What is measured: each run is a process of its own, as a user starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil

from core.computing import Computed
from core.documents import read_yaml
from core.reading.lesson import read_lesson
from studio.places import CHECKOUT
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen

LOOK_SECONDS = 0.5  # between two looks at memory


@dataclass(frozen=True)
class Run:
    """One measured run: wall time, the peak memory of all its processes, and the load of others."""

    seconds: float
    memory: int  # bytes, shared pages counted once (PSS)
    foreign: float  # cores that others used, as a share of the machine


@dataclass(frozen=True)
class Work:
    """A film (or some of its beats) and a folder for everything that is made of it."""

    lesson: Path
    screen: Screen
    only: tuple[str, ...]
    folder: Path

    def prepare(self) -> None:
        """Do what is done once on a machine: compile, warm the disk. It is not measured."""
        self._ours("--fresh", "-ql", output="once")

    @property
    def clips(self) -> list[Clip]:
        """The clips that are measured."""
        clips = clips_of(Computed.of(read_lesson(self.lesson)), self.screen)
        return [clip for clip in clips if not self.only or clip.spec.beat in self.only]

    # --- whole films

    def plain(self) -> Run:
        """Plain Manim, all beats in one process, its cache empty."""
        shutil.rmtree(self.folder / "plain", ignore_errors=True)
        return self._manim(self.lesson)

    def ours(self) -> Run:
        """`heed render`, cold."""
        return self._ours("--fresh", output="ours")

    def limit(self) -> Run:
        """Converting and encoding the same frames on all cores, and nothing else."""
        result = self.folder / "limit.json"
        run = _measured(["-m", "benchmarks.limit", self._asked(self.lesson), str(result)])
        return replace(run, seconds=json.loads(result.read_text()), memory=0)

    def plain_edit(self) -> Run:
        """Plain Manim after a change to one beat, with its own cache."""
        return self._manim(self._edited())

    def ours_edit(self) -> Run:
        """The same change, with ours."""
        self._ours(output="edit")
        return self._ours(output="edit", lesson=self._edited())

    # --- less than a film

    def unchanged(self) -> Run:
        """A film that is there already."""
        self._ours(output="same")
        return self._ours(output="same")

    def still(self) -> Run:
        """One picture, cold."""
        beat = self.clips[-1].position + 1
        return self._heed("still", str(self.lesson), str(beat), "-o", str(self.folder))

    def storyboard(self) -> Run:
        """All resting states of the whole lesson, cold."""
        return self._heed("storyboard", str(self.lesson), "-o", str(self.folder / "sheet.png"))

    # --- how

    def _manim(self, lesson: Path) -> Run:
        size = f"{self.screen.width},{self.screen.height}"
        command = ["-m", "manim", "render", "-a", "--format", "mp4", "-r", size]
        command += ["--fps", str(self.screen.fps), "--progress_bar", "none", "-v", "ERROR"]
        command += ["--media_dir", str(self.folder / "plain")]
        file = CHECKOUT / "benchmarks" / "plain.py"
        return _measured([*command, str(file)], HEED_BENCHMARK=self._asked(lesson))

    def _ours(self, *options: str, output: str, lesson: Path | None = None) -> Run:
        chosen = [part for beat in self.only for part in ("--only", beat)]
        letter = () if "-ql" in options else self._quality
        place = ("-o", str(self.folder / output))
        return self._heed("render", str(lesson or self.lesson), *letter, *chosen, *options, *place)

    @property
    def _quality(self) -> tuple[str, ...]:
        letter = next(q for q in "lmhpk" if Screen.of(q).width == self.screen.width)
        return ("-q", letter, "--fps", str(self.screen.fps))

    def _heed(self, *arguments: str) -> Run:
        cache = self.folder / "cache"
        return _measured(["-P", "-m", "studio", *arguments], HEED_CACHE=str(cache))

    def _asked(self, lesson: Path) -> str:
        screen, only = asdict(self.screen), list(self.only)
        return json.dumps({"lesson": str(lesson), "screen": screen, "only": only})

    def _edited(self) -> Path:
        """The lesson with another narration of one beat's first cue, each time another one."""
        content = read_yaml(self.lesson).content
        assert isinstance(content, dict)
        clips = clips_of(Computed.of(read_lesson(self.lesson)), self.screen)
        beats = content.setdefault("storyboard", [clip.spec.beat for clip in clips])
        chosen = self.clips[0]
        beat = beats[chosen.position]
        beat = {"beat": beat} if isinstance(beat, str) else beat
        words = {chosen.script.cues[0].name: f"Once more, and for the {time.time_ns()}th time."}
        beats[chosen.position] = beat | {"say": beat.get("say", {}) | words}
        edited = self.folder / "edited" / self.lesson.name
        edited.parent.mkdir(exist_ok=True)
        edited.write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
        return edited


def _measured(arguments: Sequence[str], **settings: str) -> Run:
    """Run Python with some arguments. SystemExit with its output if it fails."""
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)} | settings
    began, before = time.monotonic(), _busy()
    process = psutil.Popen(
        [sys.executable, *arguments],
        env=environment,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak = _Peak(process)
    output, _ = process.communicate()
    seconds, all_busy = time.monotonic() - began, _busy() - before
    peak.stop()
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments[:6])}: exit {process.returncode}\n{output[-3000:]}")
    cores = len(os.sched_getaffinity(0))
    foreign = max(0.0, all_busy - peak.processor_seconds) / seconds / cores
    return Run(seconds, peak.memory, foreign)


def _busy() -> float:
    """Seconds that all cores have worked since the machine started."""
    times = psutil.cpu_times()
    return times.user + times.system + times.nice


class _Peak(threading.Thread):
    """Looks at a process and all that it started, until it is stopped."""

    def __init__(self, process: psutil.Popen) -> None:
        super().__init__(daemon=True)
        self.memory = 0
        self._used: dict[int, float] = {}
        self._process, self._over = process, threading.Event()
        self.start()

    @property
    def processor_seconds(self) -> float:
        """What they have worked, as far as it was seen."""
        return sum(self._used.values())

    def run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            total = 0
            for each in self._family():
                try:
                    total += each.memory_full_info().pss
                    times = each.cpu_times()
                    self._used[each.pid] = times.user + times.system
                except psutil.Error:
                    continue
            self.memory = max(self.memory, total)

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return []

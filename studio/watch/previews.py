"""A film that is made again after every save: what was drawn for it, or what is wrong."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from typing_extensions import override

from core.catalogue.beats import OwnBeats
from core.computing import Computed
from core.problems import LessonError
from studio.check.checking import sound_lesson
from studio.crew.render import Crew
from studio.errors import StudioError, machines_fault
from studio.film.production import make_film
from studio.keep.cache import Cache
from studio.keep.claims import SIGN
from studio.plan.plan import Plan
from studio.watch.watching import Check, SupersededError


class NotingCache(Cache):
    """A cache that remembers what was put into it."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.new: set[str] = set()  # keys

    @override
    def keep(self, key: str, files: Iterable[Path]) -> None:
        super().keep(key, files)
        self.new.add(key)


@dataclass(frozen=True)
class Preview:
    """`preview(check)` makes the film of a lesson as it is saved now, and says how that went."""

    lesson: Path
    plan_of: Callable[[Computed], Plan]
    home: Path  # of the cache
    jobs: int
    ready: Callable[[Path, str], None]  # told the film, and a line about it
    complain: Callable[[str], None]  # told every mistake
    own_beats: OwnBeats | None = None

    def __call__(self, check: Check) -> None:
        """Raises nothing but SupersededError, and what ends the command."""
        if not self.lesson.exists():
            self.complain(f"{self.lesson}: deleted; waiting until it is back")
            return
        try:
            self._make(check)
        except SupersededError:
            self.complain("saved meanwhile; begins anew")
            raise
        except (LessonError, StudioError) as error:
            self.complain(str(error))
        except Exception as error:
            fault = machines_fault(error)
            self.complain(str(fault) if fault else traceback.format_exc())

    def _make(self, check: Check) -> None:
        began, cache = time.monotonic(), NotingCache(self.home)
        plan = self.plan_of(sound_lesson(self.lesson, self.own_beats))
        film = make_film(plan, Crew(self.jobs, Console(stderr=True), check=check), cache)
        self.ready(film, f"{drawn(film, cache.new)} in {time.monotonic() - began:.1f} s")


def drawn(film: Path, new: Iterable[str]) -> str:
    """Which of a film's clips have a new key: `1 of 3 clips drawn (2 tokens)`."""
    clips = json.loads((film.parent / SIGN).read_text(encoding="utf-8"))["clips"]
    names = [f"{clip['position']} {clip['beat']}" for clip in clips if clip["key"] in new]
    listed = f" ({', '.join(names)})" if 0 < len(names) < len(clips) else ""
    return f"{len(names)} of {len(clips)} clips drawn{listed}"

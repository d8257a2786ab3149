"""Finished clips: each is drawn by whoever comes first, and taken from the cache afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, Generic, TypeVar

from filelock import BaseFileLock
from typing_extensions import override

from core.words.script import Spoken
from studio.draw.clips import Album, ClipResult, Still
from studio.keep.cache import Cache, DamagedError
from studio.keep.sources import Sources
from studio.plan.plan import Clip, Slot

Result = TypeVar("Result", bound=Album)
RECORD = "clip.json"


class Shelf(Generic[Result]):
    """A store of finished clips. This one stores nothing."""

    def find(self, clip: Clip, folder: Path) -> Result | None:  # noqa: ARG002
        """The finished clip, its files in the new folder `folder`."""
        return None

    def claim(self, clip: Clip) -> bool:  # noqa: ARG002
        """Whether the clip is ours to draw; if not, another process draws it now."""
        return True

    def keep(self, result: Result) -> None:
        """Store a clip that was claimed and drawn."""

    def leave(self, clip: Clip) -> None:
        """Give up a claim, if there is one."""


class CachedClips(Shelf[ClipResult]):
    """Clips in a cache. `keys` holds the key of each clip; `say` tells what went wrong."""

    def __init__(
        self,
        cache: Cache,
        keys: Mapping[Slot, str],
        sources: Sources,
        say: Callable[[str], None],
    ) -> None:
        self._cache, self._keys, self._sources, self._say = cache, keys, sources, say
        self._claims: dict[str, tuple[Slot, BaseFileLock]] = {}  # by key: whose

    @override
    def find(self, clip: Clip, folder: Path) -> ClipResult | None:
        try:
            found = self._cache.take(self._keys[clip.slot], folder)
        except DamagedError as damage:
            self._say(f"{clip.name}: damaged in the cache ({damage}); set aside, to be drawn again")
            return None
        return _result(clip, folder) if found else None

    @override
    def claim(self, clip: Clip) -> bool:
        key = self._keys[clip.slot]
        if key in self._claims:  # an equal clip of the same call
            return False
        lock = self._cache.lock(key)
        try:
            lock.acquire(blocking=False)
        except TimeoutError:
            return False
        self._claims[key] = clip.slot, lock
        return True

    @override
    def keep(self, result: ClipResult) -> None:
        """Keep a clip, unless code or a font has changed since its key was made."""
        files = [result.path, result.poster, *(still.path for still in result.stills)]
        record = result.path.parent / RECORD
        try:
            if self._sources.have_changed():
                self._say(f"{result.clip.name}: its code changed meanwhile; not kept")
            else:
                record.write_text(json.dumps(_record(result), ensure_ascii=False), encoding="utf-8")
                self._cache.keep(self._keys[result.clip.slot], [*files, record])
        except OSError as error:
            self._say(f"{result.clip.name}: not kept: {error.strerror} ({self._cache.home})")
        finally:
            self.leave(result.clip)

    @override
    def leave(self, clip: Clip) -> None:
        key = self._keys[clip.slot]
        if key in self._claims and self._claims[key][0] == clip.slot:
            self._claims.pop(key)[1].release()


def _record(result: ClipResult) -> dict[str, Any]:
    """What a finished clip is besides its files, as JSON holds it."""
    return {
        "frames": result.frames,
        "sha256": result.sha256,
        "cues": [astuple(spoken) for spoken in result.cues],
        "stills": [[still.cue, still.frame, still.path.name] for still in result.stills],
        "path": result.path.name,
        "poster": result.poster.name,
    }


def _result(clip: Clip, folder: Path) -> ClipResult:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return ClipResult(
        clip=clip,
        frames=record["frames"],
        cues=tuple(Spoken(*spoken) for spoken in record["cues"]),
        stills=tuple(Still(cue, frame, folder / name) for cue, frame, name in record["stills"]),
        path=folder / record["path"],
        sha256=record["sha256"],
        poster=folder / record["poster"],
    )

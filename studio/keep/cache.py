"""A folder of finished work, found by its content's key, and checked whenever it is read."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock

from studio.keep.digests import sha256
from studio.keep.publish import sync
from studio.keep.scratch import scratch_in, sweep

KEY, SUMS = "key", "SHA256SUMS"  # beside an entry's files: its key, and all digests
OLD_LOCK_SECONDS = 86_400


def cache_home() -> Path:
    """Where the cache is: $HEED_CACHE, or the platform's place for such folders."""
    if chosen := os.environ.get("HEED_CACHE"):
        return Path(chosen).absolute()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "heed"


class DamagedError(Exception):
    """An entry does not hold what was put into it; it was set aside."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key, self.reason = key, reason


@dataclass(frozen=True)
class Entry:
    """What is kept under one key."""

    key: str
    folder: Path
    size: int  # bytes
    used: float  # when it was last put or taken, as time.time()


class Cache:
    """Entries are folders of files. Many processes may use one cache at once."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._clips, self._locks = home / "clips", home / "locks"
        self._making, self._damaged = home / "making", home / "damaged"
        for folder in (self._clips, self._locks, self._making, self._damaged):
            folder.mkdir(parents=True, exist_ok=True)
        sweep(self._making, "")

    def lock(self, key: str) -> BaseFileLock:
        """The lock that one holds who makes this entry. It is free again when its holder ends."""
        return FileLock(self._locks / f"{key}.lock")

    def take(self, key: str, into: Path) -> bool:
        """Put the entry's files into a new folder, if there is one.

        Raises DamagedError when they are not what was kept.
        """
        place = self._place(key)
        if not place.is_dir():
            return False
        into.mkdir(parents=True)
        try:
            for file in place.iterdir():
                _link_or_copy(file, into / file.name)
            os.utime(place)  # when it was used last
        except FileNotFoundError:  # trimmed meanwhile
            shutil.rmtree(into)
            return False
        try:
            self._check(key, into)
        except DamagedError:
            shutil.rmtree(into)
            raise
        return True

    def keep(self, key: str, files: Iterable[Path]) -> None:
        """Put copies of some files under a key: all of them or, on any error, none.

        Whoever keeps holds the key's lock. What is kept already stays.
        """
        with scratch_in(self._making, key[:12]) as scratch:
            entry = scratch / key
            entry.mkdir()
            for file in files:
                _link_or_copy(file, entry / file.name)
            (entry / KEY).write_text(key + "\n")
            (entry / SUMS).write_text(_sums(entry))
            sync(entry)
            place = self._place(key)
            place.parent.mkdir(exist_ok=True)
            if not place.exists():
                entry.replace(place)
            sync(place.parent)

    def entries(self) -> list[Entry]:
        """All entries, those that were used last first."""
        found = [_entry(folder) for folder in self._clips.glob("*/*")]
        return sorted(filter(None, found), key=lambda entry: -entry.used)

    def damaged(self) -> list[Entry]:
        """What was set aside."""
        return [entry for folder in self._damaged.iterdir() if (entry := _entry(folder))]

    def verify(self) -> list[DamagedError]:
        """Read every entry; set aside and name those that are not what was kept."""
        found = []
        for entry in self.entries():
            try:
                self._check(entry.key, entry.folder)
            except DamagedError as damage:
                found.append(damage)
        return found

    def trim(self, most_bytes: float, most_seconds: float) -> list[Entry]:
        """Remove what was not used for so long, then what was used longest ago; what is gone."""
        now, total, gone = time.time(), 0, []
        for entry in self.entries():
            total += entry.size
            if total > most_bytes or now - entry.used > most_seconds:
                total -= entry.size
                gone.append(entry)
        for entry in (*gone, *self.damaged()):
            self._remove(entry.folder)
        self._remove_old_locks()
        return gone

    def _place(self, key: str) -> Path:
        return self._clips / key[:2] / key

    def _check(self, key: str, folder: Path) -> None:
        reason = _fault(key, folder)
        if reason:
            with contextlib.suppress(FileNotFoundError):  # trimmed, or set aside by another
                self._place(key).replace(self._damaged / f"{key}.{time.time_ns()}")
            raise DamagedError(key, reason)

    def _remove(self, folder: Path) -> None:
        """In one moment for all who look for it."""
        with scratch_in(self._making, "gone-") as scratch, contextlib.suppress(FileNotFoundError):
            folder.replace(scratch / folder.name)

    def _remove_old_locks(self) -> None:
        for file in self._locks.glob("*.lock"):
            if time.time() - file.stat().st_mtime > OLD_LOCK_SECONDS:
                with contextlib.suppress(OSError), FileLock(file, blocking=False):
                    file.unlink()  # whoever waits for it notices, and makes a new one


def open_cache(say: Callable[[str], None]) -> Cache | None:
    """The user's cache; None, and a line about it, where there can be none."""
    try:
        return Cache(cache_home())
    except (OSError, RuntimeError) as error:  # no permission, no room, no home
        say(f"no cache, clips are not kept: {error}")
        return None


def _link_or_copy(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        shutil.copyfile(file, to)


def _sums(folder: Path) -> str:
    """The digests of a folder's files, as `sha256sum --check` reads them."""
    files = [file for file in sorted(folder.iterdir()) if file.name != SUMS]
    return "".join(f"{sha256(file)}  {file.name}\n" for file in files)


def _fault(key: str, folder: Path) -> str | None:
    """Why a folder is not the entry of this key; None if it is."""
    try:
        wanted, got = (folder / SUMS).read_text(), _sums(folder)
        if wanted != got:
            listed, held = _lines(wanted), _lines(got)
            names = sorted(name for name in listed | held if listed.get(name) != held.get(name))
            return f"{', '.join(names) or SUMS}: not what was kept"
        if (folder / KEY).read_text() != key + "\n":
            return "another entry in its place"
    except (OSError, UnicodeDecodeError) as error:
        return str(error) if folder.exists() else None  # trimmed meanwhile: no damage
    return None


def _lines(sums: str) -> dict[str, str]:
    return {name: digest for digest, _, name in (line.partition("  ") for line in sums.split("\n"))}


def _entry(folder: Path) -> Entry | None:
    try:
        size = sum(file.stat().st_size for file in folder.iterdir())
        return Entry(folder.name, folder, size, folder.stat().st_mtime)
    except OSError:  # gone meanwhile
        return None

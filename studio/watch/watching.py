"""Watching an author's files: every save is seen once, however an editor writes."""

from __future__ import annotations

import hashlib
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from typing_extensions import override
from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from core.documents import Document, read_yaml
from core.lesson import MAPS
from core.problems import LessonError
from core.reading.beside import beside
from studio.draw.own_beats import own_files
from studio.keep.sources import PACKAGES
from studio.places import CHECKOUT

SETTLE_SECONDS = 0.2  # without another event, and a save is complete
LOOK_SECONDS = 0.5  # so that Ctrl-C is heard everywhere, and folders that were replaced are found
LARGE = 32_000_000  # bytes of a file that is not read to see whether it has changed
NAMING = (("embeddings", "file"), ("embeddings", "vocabulary"), ("brand", "logo"))  # files
MOST_LINKS = 40  # one to the next
READING = (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE)  # as we do ourselves

Check = Callable[[], None]
Contents = Mapping[Path, str | None]  # None where there is no file


class SupersededError(Exception):
    """What is being made was saved anew meanwhile."""


class CodeChangedError(Exception):
    """Heed's own files are others than those that run."""


def watch(lesson: Path, make: Callable[[Check], None], code: Iterable[Path] = ()) -> NoReturn:
    """Call `make(check)` now, and whenever the lesson or a file that it names has other bytes.

    While it makes, it is to call `check` often, and to end when that raises SupersededError.
    Raises CodeChangedError once one of the `code` files has other bytes than it had at first.
    """
    code = tuple(code)
    at_first = contents_of(code)
    with Folders() as folders:
        named: tuple[Path, ...] = ()
        while True:
            named = files_named_by(lesson, named)
            files = (lesson, *named, *code)
            folders.follow(files)
            before = contents_of(files)
            if any(before[file] != digest for file, digest in at_first.items()):
                raise CodeChangedError
            _attempt(make, folders, before)
            while folders.are_stirred or contents_of(files) == before:
                folders.wait()


def code_files(root: Path = CHECKOUT) -> list[Path]:
    """What Heed reads once and keeps: its modules, and the words of its languages."""
    words = (root / "configs" / "languages").glob("*.yaml")
    return sorted([*words, *(file for each in PACKAGES for file in (root / each).rglob("*.py"))])


def _attempt(make: Callable[[Check], None], folders: Folders, before: Contents) -> None:
    """Make it, unless it is saved meanwhile."""

    def check() -> None:
        if folders.have_settled() and contents_of(before) != before:
            raise SupersededError

    try:
        make(check)
    except SupersededError:
        return


def contents_of(files: Iterable[Path]) -> Contents:
    """What stands in each file."""
    return {file: _content(file) for file in files}


def _content(file: Path) -> str | None:
    """A digest of a file's bytes; of a large one, of what every save changes of it."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > LARGE:
            return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None


def files_named_by(lesson: Path, otherwise: tuple[Path, ...]) -> tuple[Path, ...]:
    """The files beside a lesson that it names, sound or not; `otherwise` if it can't be read."""
    try:
        document = read_yaml(lesson)
    except (LessonError, OSError):
        return otherwise
    fonts = document.get(("fonts",))
    named = [*(fonts if isinstance(fonts, list) else ()), *map(document.get, NAMING)]
    named += [each.get("file") for each in _maps_of(document) if isinstance(each, dict)]
    named += own_files(document.get(("storyboard",)))
    folder = lesson.resolve().parent
    return tuple(beside(folder, name) for name in dict.fromkeys(filter(_is_name, named)))


def _maps_of(document: Document) -> Iterator[Any]:
    """What it says of every matrix, sound or not."""
    yield document.get(("W_O",))
    for part, names in (("heads", MAPS), ("storyboard", ("map",))):
        held = document.get((part,))
        for place in range(len(held) if isinstance(held, list) else 0):
            yield from (document.get((part, place, name)) for name in names)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


class Folders(FileSystemEventHandler):
    """Watches the folders that some files stand in, as long as it is entered.

    Folders, because an editor may put another file in a file's place.
    """

    def __init__(self) -> None:
        self._observer: BaseObserver = Observer()
        self._files: tuple[Path, ...] = ()
        self._places: frozenset[Path] = frozenset()
        self._watched: dict[Path, tuple[object, ObservedWatch]] = {}
        self._heard = threading.Event()
        self._latest = self._looked = 0.0

    def follow(self, files: Iterable[Path]) -> None:
        """From now on, hear of these files alone."""
        self._files = tuple(files)
        self._look()

    @property
    def are_stirred(self) -> bool:
        """Whether there were events that have not been asked for."""
        return self._heard.is_set()

    def have_settled(self) -> bool:
        """Whether there were events since the last time, and their save is complete."""
        if time.monotonic() - self._looked > LOOK_SECONDS and self._look():
            self._hear()
        if not self._heard.is_set() or time.monotonic() - self._latest < SETTLE_SECONDS:
            return False
        self._heard.clear()
        return True

    def wait(self) -> None:
        """Wait for a save to be complete."""
        while not self.have_settled():
            if self._heard.wait(LOOK_SECONDS):
                time.sleep(SETTLE_SECONDS / 4)

    @override
    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = {Path(str(event.src_path)), Path(str(event.dest_path))}
        if event.event_type not in READING and paths & self._places:
            self._hear()

    def _hear(self) -> None:
        self._latest = time.monotonic()
        self._heard.set()

    def _look(self) -> bool:
        """Watch the folders that there are now, and tell whether they are others than before.

        (Links come to lead elsewhere, folders are replaced.)
        """
        self._looked = time.monotonic()
        places = frozenset(place for file in self._files for place in places_of(file))
        folders = {place.parent: _identity(place.parent) for place in places}
        known = {folder: identity for folder, (identity, _) in self._watched.items()}
        there = {folder: identity for folder, identity in folders.items() if identity}
        if places == self._places and known == there:
            return False
        self._places = places
        for folder in [each for each in known if known[each] != there.get(each)]:
            self._observer.unschedule(self._watched.pop(folder)[1])
        for folder in there.keys() - self._watched.keys():
            self._begin(folder, there[folder])
        return True

    def _begin(self, folder: Path, identity: object) -> None:
        try:
            self._watched[folder] = identity, self._observer.schedule(self, str(folder))
        except FileNotFoundError:
            return
        except OSError:  # the system has no watches left: look at the files now and then
            if isinstance(self._observer, PollingObserver):
                raise
            self._observer.stop()
            self._observer, self._watched = PollingObserver(), {}
            self._observer.start()
            self._places = frozenset()
            self._look()

    def __enter__(self) -> Folders:
        self._observer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._observer.stop()
        self._observer.join()


def places_of(file: Path) -> Iterator[Path]:
    """Where a file stands, and through links, one by one, where its content does."""
    for _ in range(MOST_LINKS):
        place = file.parent.resolve() / file.name
        yield place
        if not place.is_symlink():
            return
        file = place.parent / place.readlink()


def _identity(folder: Path) -> object:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

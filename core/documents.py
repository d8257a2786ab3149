"""Read a YAML file as text with places: safe against hostile files, and words stay words.

Every scalar is text (`no`, `on`, `12:30` and `1e3` too) until the lesson asks for a number; only an
empty one is None. Anchors, aliases, tags and duplicate keys are refused, and so are files that are
too large or too deep.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from core.problems import Address, LessonError, Problem, address_text
from core.unreadable import fault_in

LARGEST_FILE = 1_000_000  # bytes
DEEPEST_NESTING = 32
HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]"
)  # or control text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[int, int]  # line and column, from 1
Span = tuple[int, int]  # of characters, from 0, the last not included


@dataclass(frozen=True)
class Document:
    """A YAML file's content: mappings, lists and text, with the place of each."""

    file: str
    content: Any
    places: Mapping[Address, Place]  # of each value
    key_places: Mapping[Address, Place]  # of each key of a mapping
    source: bytes = b""  # the file, byte by byte
    spans: Mapping[Address, Span] = field(default_factory=dict)  # of each value, with its brackets

    def place(self, address: Address) -> Place:
        """Where this is written; for what is missing, where its nearest holder is."""
        while address and address not in self.places and address not in self.key_places:
            address = address[:-1]
        return self.key_places.get(address) or self.places.get(address, (1, 1))

    def value_place(self, address: Address) -> Place:
        """Where this value is written, rather than its key."""
        return self.places.get(address) or self.place(address)

    def problem(self, address: Address, message: str, *, at_key: bool = False) -> Problem:
        """A problem with what stands at this address."""
        line, column = self.place(address) if at_key else self.value_place(address)
        return Problem(self.file, line, column, address_text(address), message)

    def get(self, address: Address, default: Any = None) -> Any:
        """What stands at this address, or the default."""
        value = self.content
        for step in address:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value


def read_yaml(file: Path) -> Document:
    """Read one YAML file; raises LessonError with the place of what is wrong."""
    return document_of(_read(file), file)


def document_of(source: bytes, file: Path) -> Document:
    """Read a file's bytes, as `read_yaml` does; `file` is the name to show in problems.

    Raises LessonError with the place of what is wrong.
    """
    return replace(parse_yaml(_text(source, file), str(file)), source=source)


def parse_yaml(text: str, file: str) -> Document:
    """Read YAML text; `file` is the name to show in problems. Raises LessonError."""
    composer = _Composer(text, file)
    try:
        return composer.document()
    except yaml.MarkedYAMLError as error:
        place, message = fault_in(error, text)
        raise LessonError([Problem(file, *place, "", message)]) from None
    except yaml.reader.ReaderError as error:
        at = getattr(error, "position", 0) or 0
        place = (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        message = f"a character that YAML does not allow: {error.reason}; delete it"
        raise LessonError([Problem(file, *place, "", message)]) from None


def _read(file: Path) -> bytes:
    if not _is_text(str(file)):
        shown = Path(os.fsencode(file).decode("utf-8", "replace"))
        raise _refused(shown, "its name is not in UTF-8; rename it")
    if file.exists() and not file.is_file() and not file.is_dir():
        raise _refused(file, "wanted a file; this is a pipe or a device")
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refused(file, "no such file; check its name and folder") from None
    except IsADirectoryError:
        raise _refused(file, "this is a folder; name a file in it") from None
    except OSError as error:
        raise _refused(file, f"cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise _refused(file, f"wanted at most {LARGEST_FILE:,} bytes; split the lesson")
    return data


def _is_text(name: str) -> bool:
    """Whether a name can be written down; those that a disk holds need not be."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(data: bytes, file: Path) -> str:
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = "wanted UTF-8 text; save the file as UTF-8"
        raise _refused(file, message, line, column) from None


def _refused(file: Path, message: str, line: int = 1, column: int = 1) -> LessonError:
    return LessonError([Problem(str(file), line, column, "", message)])


class _Composer:
    """Builds values from parser events, so that a bad file is refused before it is built."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self.places: dict[Address, Place] = {}
        self.key_places: dict[Address, Place] = {}
        self.spans: dict[Address, Span] = {}

    def document(self) -> Document:
        content: Any = None
        seen = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                seen += 1
                if seen > 1:
                    self._refuse(event, (), "a second document starts here; keep one a file")
                content = self._value(next(self.events), ())
        return Document(self.file, content, self.places, self.key_places, spans=self.spans)

    def _value(self, event: yaml.Event, address: Address) -> Any:
        self._refuse_tricks(event, address)
        if len(address) >= DEEPEST_NESTING:
            self._refuse(event, address[:3], f"wanted at most {DEEPEST_NESTING} levels")
        self.places[address] = _place(event)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            found, end = self._mapping(address) if is_mapping else self._sequence(address)
            self.spans[address] = _span(event, end)
            return found
        assert isinstance(event, yaml.ScalarEvent)
        self.spans[address] = _span(event, event)
        empty = event.value == "" and event.implicit[0]
        return None if empty else event.value

    def _mapping(self, address: Address) -> tuple[dict[str, Any], yaml.Event]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self._refuse_tricks(event, address)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, address, "wanted a word as key, got a list or mapping")
            key: str = event.value
            if key in found:
                self._refuse(event, (*address, key), "duplicate: given twice; keep one of them")
            self.key_places[(*address, key)] = _place(event)
            found[key] = self._value(next(self.events), (*address, key))
        return found, event

    def _sequence(self, address: Address) -> tuple[list[Any], yaml.Event]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*address, len(found))))
        return found, event

    def _refuse_tricks(self, event: yaml.Event, address: Address) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, address, "an alias (*name) is not allowed; write the value out")
        if getattr(event, "anchor", None):
            self._refuse(event, address, "an anchor (&name) is not allowed; delete it")
        if getattr(event, "tag", None):
            self._refuse(
                event, address, "a tag (!name) is not allowed; delete it, or quote the text"
            )
        hidden = HIDDEN.search(getattr(event, "value", ""))
        if hidden:
            code = f"U+{ord(hidden[0]):04X}"
            self._refuse(
                event, address, f"a character that nobody sees ({code}) is not allowed; delete it"
            )

    def _refuse(self, event: yaml.Event, address: Address, message: str) -> None:
        raise self._error(event, address, message)

    def _error(self, event: yaml.Event, address: Address, message: str) -> LessonError:
        return LessonError([Problem(self.file, *_place(event), address_text(address), message)])


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _span(first: yaml.Event, last: yaml.Event) -> Span:
    start, end = first.start_mark, last.end_mark
    return (start.index, end.index) if start and end else (0, 0)

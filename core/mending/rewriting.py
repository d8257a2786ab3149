"""A lesson's file with some of its numbers changed, and every other byte as its author left it."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeVar

import numpy as np

from core.documents import Document, Place, Span, parse_yaml
from core.problems import Address

_Where = TypeVar("_Where", Place, Span)


def with_vectors(document: Document, rows: Mapping[str, Sequence[float]]) -> bytes:
    """The file with other numbers in these words' rows; a number that is the same stays."""
    text = _Text(document)
    for word, row in rows.items():
        for axis, number in enumerate(row):
            text.change_number(("embeddings", word, axis), number, numeral_in_file(number))
    return text.encoded()


def with_shear(document: Document, head: int, name: str, shear: tuple[float, float]) -> bytes:
    """The file with this shear as a head's map, or as the last step of it.

    A shear that the map has gets the numbers; one is added otherwise. `name` is W_Q, W_K or W_V.
    """
    text = _Text(document)
    numbers = [numeral_in_file(number, whole="-") for number in shear]
    step = f"{{shear: [{', '.join(numbers)}]}}"
    address: Address = ("heads", head, name)
    steps = document.get(address)
    if document.get(("heads",)) is None:
        text.add_key((), "heads", f"[{{{name}: [{step}]}}]", after="embeddings")
    elif steps is None:
        text.add_key(address[:-1], name, f"[{step}]")
    elif steps == "identity":
        text.replace(address, f"[{step}]")
    else:
        sheared = place_of_shear(steps)
        if sheared is None:
            text.append((*address, len(steps) - 1), step)
        else:
            for axis, number in enumerate(shear):
                text.change_number((*address, sheared, "shear", axis), number, numbers[axis])
    return text.encoded()


def place_of_shear(steps: Sequence[object]) -> int | None:
    """Which of a map's named steps is its last shear."""
    found = [at for at, step in enumerate(steps) if isinstance(step, dict) and "shear" in step]
    return found[-1] if found else None


def numeral_in_file(number: float, whole: Literal["0", "-"] = "0") -> str:
    """A number as a lesson writes it: `2.5`, `-0.1`; `2.0`, or `2` where `whole` is "-"."""
    return np.format_float_positional(number + 0.0, trim=whole)


class _Text:
    """The file's own characters, where a Document has them composed, and changes to them."""

    def __init__(self, document: Document) -> None:
        source = document.source
        self.document = document
        self.mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
        self.text = source.decode("utf-8-sig")
        self.newline = "\r\n" if "\r\n" in self.text else "\n"
        layout = parse_yaml(self.text, document.file)
        self.spans: dict[Address, Span] = _composed(layout.spans)
        self.keys: dict[Address, Place] = _composed(layout.key_places)
        self.changes: list[tuple[int, int, str]] = []

    def encoded(self) -> bytes:
        """The file with all changes made."""
        text = self.text
        for start, end, new in sorted(self.changes, reverse=True):
            text = text[:start] + new + text[end:]
        return self.mark + text.encode()

    def replace(self, address: Address, new: str) -> None:
        """Put something else in a value's place."""
        self.changes.append((*self.spans[address], new))

    def change_number(self, address: Address, number: float, numeral: str) -> None:
        """Write another number, in quotes if it was; one that is the same stays as it is."""
        if float(self.document.get(address)) == number:
            return
        first = self.text[self.spans[address][0]]
        self.replace(address, f"{first}{numeral}{first}" if first in "'\"" else numeral)

    def add_key(self, mapping: Address, key: str, value: str, after: str | None = None) -> None:
        """Add a key to a mapping, after one of its keys or the last."""
        start, end = self.spans[mapping]
        entries = [address for address in self.keys if address[:-1] == mapping]
        if not entries:  # {}
            self.changes.append((start + 1, start + 1, f"{key}: {value}"))
            return
        last = entries[-1] if after is None else (*mapping, after)
        if self.text[start:end].startswith("{"):
            self._insert(self._end(last), f", {key}: {value}")
        else:
            self._add_line(self._end(last), self.keys[entries[0]][1] - 1, f"{key}: {value}")

    def append(self, last: Address, item: str) -> None:
        """Add an item to a list, whose last this is."""
        start, _ = self.spans[last[:-1]]
        if self.text.startswith("[", start):
            self._insert(self._end(last), f", {item}")
        else:
            indent = start - self.text.rfind("\n", 0, start) - 1
            self._add_line(self._end(last), indent, f"- {item}")

    def _insert(self, place: int, new: str) -> None:
        self.changes.append((place, place, new))

    def _add_line(self, place: int, indent: int, new: str) -> None:
        """A line of its own after the one that holds this place."""
        line = " " * indent + new
        end = self.text.find("\n", place)
        if end < 0:
            self._insert(len(self.text), self.newline + line)
        else:
            self._insert(end + 1, line + self.newline)

    def _end(self, address: Address) -> int:
        """Where a value's last character stands: a block's own span runs on to what follows it."""
        start, end = self.spans[address]
        inner = [each for each in self.spans if each[:-1] == address and each]
        if inner and self.text[start] not in "[{":
            return self._end(max(inner, key=self.spans.__getitem__))
        return start + len(self.text[start:end].rstrip())


def _composed(places: Mapping[Address, _Where]) -> dict[Address, _Where]:
    """The same, by addresses as a Document has them."""
    return {tuple(_composed_steps(address)): place for address, place in places.items()}


def _composed_steps(address: Address) -> Iterable[str | int]:
    return (unicodedata.normalize("NFC", one) if isinstance(one, str) else one for one in address)

"""Chosen words, and what a file of vectors has of them: the limits and mistakes of any format."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator

from core.problems import did_you_mean

LARGEST = 1e6  # of a vector's numbers
WIDEST = 1024  # numbers a vector
MOST_WORDS = 3_000_000  # of a table or vocabulary
FEW_WORDS = 2_000  # among so many, the nearest to a misspelt one is looked for

Row = tuple[float, ...]


class VectorsError(Exception):
    """What is wrong, as one line, with what one of the options `file`, `vocabulary`, `tensor` says.

    It holds nothing of a file that is none of vectors.
    """

    def __init__(self, message: str, option: str = "file") -> None:
        super().__init__(message)
        self.option = option


class Search:
    """The rows of chosen words, as far as they have been found; words are compared after NFC."""

    def __init__(self, words: Iterable[str]) -> None:
        self._wanted = {normal(word): word for word in words}
        self._folded = {wanted.casefold() for wanted in self._wanted}
        self._spellings: dict[str, str] = {}  # folded -> as the file spells it
        self._rows: dict[str, Row] = {}
        self._few: list[str] = []  # the file's words, as long as they are few
        self.doubt: str | None = None  # why words that are missing may be missing

    @property
    def is_over(self) -> bool:
        """Whether every word was found."""
        return len(self._rows) == len(self._wanted)

    @property
    def rows(self) -> dict[str, Row]:
        """What was found, in the order in which it was asked for."""
        return {word: self._rows[word] for word in self._wanted.values() if word in self._rows}

    def asks_for(self, name: str) -> str | None:
        """The chosen word that a file calls so, unless it has its row already."""
        name = normal(name)
        if len(self._few) <= FEW_WORDS:
            self._few.append(name)
        word = self._wanted.get(name)
        if word is None:
            folded = name.casefold()
            if folded in self._folded:
                self._spellings.setdefault(folded, name)
            return None
        return None if word in self._rows else word

    def places_in(self, names: Iterable[str]) -> tuple[dict[int, str], int]:
        """Where among these names the chosen words stand first, and how many names there are."""
        found: dict[str, int] = {}
        count = 0
        for count, name in enumerate(names, 1):
            word = self.asks_for(name)
            if word is not None:
                found.setdefault(word, count - 1)
        return {place: word for word, place in found.items()}, count

    def take(self, word: str, row: Iterable[float], place: str) -> None:
        """Keep a word's row; VectorsError, with the place where it stands, if it can be none."""
        numbers = tuple(row)
        if not all(map(math.isfinite, numbers)):
            raise VectorsError(f"{place}: wanted finite numbers")
        if max(map(abs, numbers)) > LARGEST:
            raise VectorsError(f"{place}: wanted numbers from −{LARGEST:,.0f} to {LARGEST:,.0f}")
        first = next(iter(self._rows), word)
        width = len(self._rows.get(first, numbers))
        if len(numbers) != width:
            wanted = f"wanted {width} numbers, as “{first}” has"
            raise VectorsError(f"{place}: {wanted}, got {len(numbers)}")
        self._rows[word] = numbers

    def missing(self) -> Iterator[tuple[str, str]]:
        """Every word that was not found, and a hint at what the file has instead, or ""."""
        for wanted, word in self._wanted.items():
            if word not in self._rows:
                yield word, self._hint(wanted)

    def _hint(self, wanted: str) -> str:
        spelling = self._spellings.get(wanted.casefold())
        if spelling is not None:
            return f"“{spelling}” has one"
        near = did_you_mean(wanted, self._few) if len(self._few) <= FEW_WORDS else ""
        return near if near.startswith("did") else ""


def normal(word: str) -> str:
    """A word as it is compared: NFC."""
    return word if word.isascii() else unicodedata.normalize("NFC", word)


def checked_width(width: int, place: str) -> int:
    """The width, if vectors may have it; VectorsError else."""
    if not 1 <= width <= WIDEST:
        raise VectorsError(f"{place}: wanted vectors of 1 to {WIDEST:,} numbers, got {width:,}")
    return width

"""Vectors as arrays: a table whose rows are words', or an array by every word's name."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.problems import did_you_mean
from core.reading.vectors.search import MOST_WORDS, Search, VectorsError, checked_width
from core.reading.vectors.text import BOM, LONGEST_LINE

LONGEST_NAME = 60  # characters of an array's name that a message shows

Shape = tuple[int, ...]
Names = Generator[str, None, None]  # as they are read; to be closed


@dataclass(frozen=True)
class Options:
    """What an author says of a file of arrays, with the names that messages call files by."""

    name: str
    vocabulary: Path | None = None  # a word a line, in the order of the rows
    vocabulary_name: str = ""
    tensor: str | None = None


class Arrays(Protocol):
    """A file of arrays that is open. Only what is asked for is read of it."""

    @property
    def names(self) -> Sequence[str]:
        """What its arrays are called."""

    def shape(self, name: str) -> Shape:
        """An array's shape; () where it holds no numbers."""

    def rows(self, name: str, places: Sequence[int]) -> list[NDArray[Any]]:
        """Some rows of a table, their places in rising order; or row 0 of a single row."""

    def table(self, name: str) -> NDArray[Any]:
        """All rows of a table."""

    def words(self) -> Names | None:
        """What stands in its array `words`; None if there is none."""


def search_arrays(arrays: Arrays, options: Options, search: Search) -> None:
    """Look for the chosen words; VectorsError for what is no file of vectors."""
    table = _table(arrays, options)
    if table is None:
        _search_alone(arrays, options.name, search)
        return
    count, width = arrays.shape(table)
    checked_width(width, f"{options.name}: {table}")
    if not 1 <= count <= MOST_WORDS:
        wanted = f"wanted 1 to {MOST_WORDS:,} rows"
        raise VectorsError(f"{options.name}: {table}: {wanted}, got {count:,}")
    places = _places(arrays, options, count, search)
    for place, row in zip(sorted(places), arrays.rows(table, sorted(places))):
        word = places[place]
        search.take(word, _floats(row), f"{options.name}: the row of “{word}”")


def damaged(name: str) -> VectorsError:
    """What to say of a file that is not what it says it is."""
    return VectorsError(f"{name} is damaged, or not what its name says; save it anew")


# -- which array ---------------------------------------------------------------------------------


def _table(arrays: Arrays, options: Options) -> str | None:
    """The name of the array of rows; None where every word has an array of its own."""
    if options.tensor is not None:
        return table_of(arrays, options.name, options.tensor)
    if "vectors" in arrays.names and len(shape := arrays.shape("vectors")) != 1:
        if len(shape) != 2:
            wanted = "wanted a table of numbers, a row a word"
            raise VectorsError(f"{options.name}: vectors: {wanted}, got {_told(shape)}")
        return "vectors"
    if options.vocabulary is None:
        return None
    return table_of(arrays, options.name)


def table_of(arrays: Arrays, file: str, name: str | None = None) -> str:
    """The name of the only table, or of the one that is named; VectorsError if there is none."""
    tables = [one for one in arrays.names if len(arrays.shape(one)) == 2]
    if name is not None and name not in arrays.names:
        raise VectorsError(f"{file} has no such array; {_remedy(name, tables)}", "tensor")
    if name is not None:
        tables = [name]
    if len(tables) > 1:
        got = f"{file} has {len(tables)} tables; say which by `tensor:`"
        raise VectorsError(f"{got}: {_listed(tables)}")
    alone = tables or arrays.names
    shape = arrays.shape(alone[0]) if len(alone) == 1 else None
    if shape is None or len(shape) != 2:
        got = "none" if shape is None else _told(shape)
        message = f"wanted a table of numbers, got {got}"
        raise VectorsError(*((f"{file}: {message}",) if name is None else (message, "tensor")))
    return alone[0]


def _told(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "something else"


def _remedy(name: str, tables: list[str]) -> str:
    near = did_you_mean(name, tables)
    return near if near.startswith("did") else f"its tables: {_listed(tables) or 'none'}"


def _listed(names: Sequence[str]) -> str:
    shown = [
        name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names[:4]
    ]
    return ", ".join(shown) + (", …" if len(names) > 4 else "")


# -- whose rows ----------------------------------------------------------------------------------


def _places(arrays: Arrays, options: Options, count: int, search: Search) -> dict[int, str]:
    """The chosen words by their rows, of which there are `count`."""
    names, said, option = _names(arrays, options)
    with closing(names):
        places, known = search.places_in(islice(names, count + 1))
    if known != count:
        there = f"more than {count:,}" if known > count else f"{known:,}"
        message = f"{options.name} has {count:,} rows, but {said} {there} words"
        raise VectorsError(f"{message}; wanted a word for each row", option)
    return places


def _names(arrays: Arrays, options: Options) -> tuple[Names, str, str]:
    """The words of all rows, how messages begin about them, and the option that is about them."""
    if options.vocabulary is not None:
        said = options.vocabulary_name
        return _vocabulary(options.vocabulary, said), f"{said} has", "vocabulary"
    words = arrays.words()
    if words is None:
        ways = "`vocabulary:`, a file with a word a line in the order of its rows"
        raise VectorsError(f"{options.name} does not say whose its rows are; add {ways}")
    return words, "its array `words` has", "file"


def _vocabulary(file: Path, name: str) -> Names:
    """A word a line."""
    with file.open("rb") as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            at = f"{name} line {number}"
            if len(line) > LONGEST_LINE:
                raise VectorsError(f"{at}: wanted at most {LONGEST_LINE:,} bytes", "vocabulary")
            line = line.removeprefix(BOM) if number == 1 else line
            try:
                yield line.rstrip(b"\r\n").decode()
            except UnicodeDecodeError:
                wanted = "wanted UTF-8 text, a word a line"
                raise VectorsError(f"{at}: {wanted}", "vocabulary") from None


def _search_alone(arrays: Arrays, file: str, search: Search) -> None:
    """Every word has an array of its own."""
    for name in arrays.names:
        word = search.asks_for(name)
        if word is None:
            continue
        shape, place = arrays.shape(name), f"{file}: the array of “{word}”"
        if len(shape) != 1:
            raise VectorsError(f"{place}: wanted a row of numbers, got {_told(shape)}")
        checked_width(shape[0], place)
        (row,) = arrays.rows(name, [0])
        search.take(word, _floats(row), place)
    if not search.rows:
        ways = "of a table, say `vocabulary:` and perhaps `tensor:`"
        search.doubt = f"{file} has no array by the name of any of the words; {ways}"


def _floats(row: NDArray[Any]) -> list[float]:
    return [float(each) for each in row.astype(np.float64)]

"""One array as NumPy's .npy has it, read without its loader, which believes any header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.reading.vectors.arrays import Arrays, Names, Shape, damaged
from core.reading.vectors.search import VectorsError

MAGIC = b"\x93NUMPY"
VERSION = MAGIC + b"\x01\x00"  # 1.0: later ones are for what we don't read
_DESCR = re.compile(rb"'descr': *'([<>|=]?(?:f[248]|[iu][1248]|[US][0-9]{1,6}))'")
_SHAPE = re.compile(rb"'shape': *\(([0-9]{0,12})(?:, *([0-9]{1,12}))?,?\)")
_ORDER = re.compile(rb"'fortran_order': *(True|False)")


@dataclass(frozen=True)
class Npy:
    """An array that is open, and what its header says of it: numbers or words, a row or a table."""

    stream: IO[bytes]
    file: str  # as messages call it
    dtype: np.dtype[Any]
    shape: Shape
    is_by_columns: bool
    start: int  # bytes before the numbers

    @property
    def is_of_numbers(self) -> bool:
        """Whether it holds no words."""
        return self.dtype.kind in "fiu"

    def rows(self, places: Sequence[int], name: str) -> list[NDArray[Any]]:
        """Some rows, their places in rising order; or row 0 of a single row.

        VectorsError for those of a table that has to be read whole; `name` is what to call it.
        """
        if self.is_by_columns and len(self.shape) == 2:
            ways = "save numpy.ascontiguousarray of it"
            raise VectorsError(f"{self.file}: {name} is stored by columns; {ways}")
        size = self.shape[-1] * self.dtype.itemsize
        return [self._numbers(size, self.start + place * size) for place in places]

    def table(self) -> NDArray[Any]:
        """All rows."""
        numbers = self._numbers(prod(self.shape) * self.dtype.itemsize, self.start)
        return numbers.reshape(self.shape, order="F" if self.is_by_columns else "C")

    def block(self, count: int) -> NDArray[Any]:
        """So many entries from where the stream is."""
        return self._numbers(count * self.dtype.itemsize)

    def _numbers(self, size: int, start: int | None = None) -> NDArray[Any]:
        if start is not None:
            self.stream.seek(start)
        return np.frombuffer(exactly(self.stream, size, self.file), self.dtype)


def opened_npy(stream: IO[bytes], size: int, file: str) -> Npy | None:
    """An array of `size` bytes; None if it is not of numbers or words in a row or table.

    VectorsError where its header contradicts its size.
    """
    magic = exactly(stream, 10, file)
    if not magic.startswith(MAGIC):
        raise damaged(file)
    length = int.from_bytes(magic[8:], "little")
    text = exactly(stream, length, file)
    descr, shape, order = (each.search(text) for each in (_DESCR, _SHAPE, _ORDER))
    if not magic.startswith(VERSION) or not (descr and shape and order):
        return None
    try:
        dtype = np.dtype(descr[1].decode())
    except TypeError:
        return None
    lengths = tuple(int(each) for each in shape.groups() if each)
    start = 10 + length
    if start + prod(lengths) * dtype.itemsize != size:
        raise damaged(file)
    return Npy(stream, file, dtype, lengths, order[1] == b"True", start)


def exactly(stream: IO[bytes], size: int, file: str) -> bytes:
    """So many bytes; VectorsError if there are fewer."""
    found = stream.read(size)
    if len(found) != size:
        raise damaged(file)
    return found


@contextmanager
def npy(file: Path, name: str) -> Iterator[Arrays]:
    """A file of one array, which has no name there."""
    with file.open("rb") as stream:
        yield _Alone(opened_npy(stream, file.stat().st_size, name))


class _Alone:
    """The only array of a file."""

    def __init__(self, array: Npy | None) -> None:
        self._array = array

    @property
    def names(self) -> Sequence[str]:
        return ["its array"]

    def shape(self, _name: str) -> Shape:
        return self._array.shape if self._array and self._array.is_of_numbers else ()

    def rows(self, name: str, places: Sequence[int]) -> list[NDArray[Any]]:
        assert self._array, "it has a shape"
        return self._array.rows(places, name)

    def table(self, _name: str) -> NDArray[Any]:
        assert self._array, "it has a shape"
        return self._array.table()

    def words(self) -> Names | None:
        return None

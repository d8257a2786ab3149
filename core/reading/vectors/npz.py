"""NumPy's .npz, read without pickles and without NumPy's loader, which believes any header."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.reading.vectors.arrays import Names, Options, Shape, damaged, search_arrays
from core.reading.vectors.search import Search, VectorsError, normal

LARGEST_INFLATED = 256_000_000  # bytes of one array that is stored packed
LARGEST_DIRECTORY = 2_000_000  # bytes of an archive's list of arrays
LONGEST_WORD = 1_000  # characters
BLOCK = 1_000_000  # bytes of words that are read at once

MAGIC = b"\x93NUMPY\x01\x00"  # of version 1.0: later ones are for what we don't read
_DESCR = re.compile(rb"'descr': *'([<>|=]?(?:f[248]|[iu][1248]|[US][0-9]{1,6}))'")
_SHAPE = re.compile(rb"'shape': *\(([0-9]{0,12})(?:, *([0-9]{1,12}))?,?\)")
_ORDER = re.compile(rb"'fortran_order': *(True|False)")

END = b"PK\x05\x06"  # of a zip: 22 bytes, then a remark of at most 65,535
END_BYTES, LONGEST_REMARK = 22, 65_535
LONG_END, LONG_END_BYTES = b"PK\x06\x07", 20  # before it, where the list is a long one
NOT_SOUND = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError, NotImplementedError),
)


def search_npz(file: Path, options: Options, search: Search) -> None:
    """Look for the chosen words; VectorsError for what is no file of vectors."""
    _check_directory(file, options.name)
    try:
        with zipfile.ZipFile(file) as archive:
            search_arrays(_Npz(archive, options.name), options, search)
    except NOT_SOUND:
        raise damaged(options.name) from None


def _check_directory(file: Path, name: str) -> None:
    """Refuse an archive whose list of arrays is too long, before `zipfile` reads it all."""
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - LONG_END_BYTES - END_BYTES - LONGEST_REMARK, 0))
        tail = stream.read()
    last = len(tail) - END_BYTES
    is_last = tail[last:].startswith(END) and tail.endswith(b"\0\0")  # without a remark
    end = last if is_last else tail.rfind(END)
    if end < 0:
        raise damaged(name)
    is_long = tail[max(end - LONG_END_BYTES, 0) : end].startswith(LONG_END)
    if is_long or int.from_bytes(tail[end + 12 : end + 16], "little") > LARGEST_DIRECTORY:
        raise VectorsError(f"{name} has too many arrays; save two: `words` and `vectors`")


@dataclass(frozen=True)
class _Header:
    """What a .npy says of its array."""

    dtype: np.dtype[Any]
    shape: Shape
    is_by_columns: bool
    start: int  # bytes before the numbers

    @property
    def bytes(self) -> int:
        return self.start + prod(self.shape) * self.dtype.itemsize


class _Npz:
    """An open archive."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for each in archive.infolist():
            if each.filename.endswith(".npy"):
                self._entries.setdefault(normal(each.filename.removesuffix(".npy")), each)

    @property
    def names(self) -> Sequence[str]:
        return list(self._entries)

    def shape(self, name: str) -> Shape:
        with self._open(name) as stream:
            header = self._header(name, stream)
        return header.shape if header and header.dtype.kind in "fiu" else ()

    def rows(self, name: str, places: Sequence[int]) -> list[NDArray[Any]]:
        with self._open(name) as stream:
            header = self._header(name, stream)
            assert header, "it has a shape"
            if header.is_by_columns and len(header.shape) == 2:
                ways = "save numpy.ascontiguousarray of it"
                raise VectorsError(f"{self._name}: {name} is stored by columns; {ways}")
            size = header.shape[-1] * header.dtype.itemsize
            return [
                np.frombuffer(
                    self._exactly(stream, size, header.start + place * size), header.dtype
                )
                for place in places
            ]

    def words(self) -> Names | None:
        return self._words() if "words" in self._entries else None

    def _words(self) -> Names:
        with self._open("words") as stream:
            header = self._header("words", stream)
            if header is None or header.dtype.kind not in "US" or len(header.shape) != 1:
                wanted = "wanted a list of words, stored without pickle"
                raise VectorsError(f"{self._name}: words: {wanted}, got something else")
            size = header.dtype.itemsize
            if not 1 <= size <= LONGEST_WORD * np.dtype("U1").itemsize:
                wanted = f"wanted words of 1 to {LONGEST_WORD:,} characters"
                raise VectorsError(f"{self._name}: words: {wanted}, got other ones")
            for first in range(0, header.shape[0], BLOCK // size):
                count = min(BLOCK // size, header.shape[0] - first)
                block = np.frombuffer(self._exactly(stream, count * size), header.dtype)
                for word in block.tolist():
                    yield word.decode(errors="replace") if isinstance(word, bytes) else word

    def _open(self, name: str) -> IO[bytes]:
        entry = self._entries[name]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self._name)
        if entry.compress_type == zipfile.ZIP_DEFLATED and entry.file_size > LARGEST_INFLATED:
            wanted = f"wanted at most {LARGEST_INFLATED:,} bytes once unpacked"
            ways = "save it by numpy.savez, or only the words that you need"
            raise VectorsError(f"{self._name}: {name}: {wanted}, got {entry.file_size:,}; {ways}")
        return self._archive.open(entry)

    def _header(self, name: str, stream: IO[bytes]) -> _Header | None:
        """What an array's header says, if that is an array of numbers or words in a row or table.

        VectorsError where it contradicts the array's size.
        """
        magic = self._exactly(stream, 10)
        length = int.from_bytes(magic[8:], "little")
        text = self._exactly(stream, length)
        descr, shape, order = (each.search(text) for each in (_DESCR, _SHAPE, _ORDER))
        if not magic.startswith(MAGIC) or not (descr and shape and order):
            return None
        try:
            dtype = np.dtype(descr[1].decode())
        except TypeError:
            return None
        lengths = tuple(int(each) for each in shape.groups() if each)
        header = _Header(dtype, lengths, order[1] == b"True", 10 + length)
        if header.bytes != self._entries[name].file_size:
            raise damaged(self._name)
        return header

    def _exactly(self, stream: IO[bytes], size: int, start: int | None = None) -> bytes:
        """So many bytes, from a place further on or from where the stream is."""
        if start is not None:
            stream.seek(start)
        found = stream.read(size)
        if len(found) != size:
            raise damaged(self._name)
        return found

"""NumPy's .npz: an archive with an array a file, read without pickles."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.reading.vectors.arrays import Arrays, Names, Shape, damaged
from core.reading.vectors.npy import Npy, opened_npy
from core.reading.vectors.search import VectorsError, normal

LARGEST_INFLATED = 256_000_000  # bytes of one array that is stored packed
LARGEST_DIRECTORY = 2_000_000  # bytes of an archive's list of arrays
LONGEST_WORD = 1_000  # characters
BLOCK = 1_000_000  # bytes of words that are read at once

END = b"PK\x05\x06"  # of a zip: 22 bytes, then a remark of at most 65,535
END_BYTES, LONGEST_REMARK = 22, 65_535
LONG_END, LONG_END_BYTES = b"PK\x06\x07", 20  # before it, where the list is a long one
NOT_SOUND = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError, NotImplementedError),
)


@contextmanager
def npz(file: Path, name: str) -> Iterator[Arrays]:
    """An archive's arrays; VectorsError for what is none."""
    _check_directory(file, name)
    try:
        with zipfile.ZipFile(file) as archive:
            yield _Npz(archive, name)
    except NOT_SOUND:
        raise damaged(name) from None


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
        with self._open(name) as array:
            return array.shape if array and array.is_of_numbers else ()

    def rows(self, name: str, places: Sequence[int]) -> list[NDArray[Any]]:
        with self._open(name) as array:
            assert array, "it has a shape"
            return array.rows(places, name)

    def table(self, name: str) -> NDArray[Any]:
        with self._open(name) as array:
            assert array, "it has a shape"
            return array.table()

    def words(self) -> Names | None:
        return self._words() if "words" in self._entries else None

    def _words(self) -> Names:
        with self._open("words") as array:
            if array is None or array.is_of_numbers or len(array.shape) != 1:
                wanted = "wanted a list of words, stored without pickle"
                raise VectorsError(f"{self._name}: words: {wanted}, got something else")
            size = array.dtype.itemsize
            if not 1 <= size <= LONGEST_WORD * np.dtype("U1").itemsize:
                wanted = f"wanted words of 1 to {LONGEST_WORD:,} characters"
                raise VectorsError(f"{self._name}: words: {wanted}, got other ones")
            for first in range(0, array.shape[0], BLOCK // size):
                for word in array.block(min(BLOCK // size, array.shape[0] - first)).tolist():
                    yield word.decode(errors="replace") if isinstance(word, bytes) else word

    @contextmanager
    def _open(self, name: str) -> Iterator[Npy | None]:
        entry = self._entries[name]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self._name)
        if entry.compress_type == zipfile.ZIP_DEFLATED and entry.file_size > LARGEST_INFLATED:
            wanted = f"wanted at most {LARGEST_INFLATED:,} bytes once unpacked"
            ways = "save it by numpy.savez, or only the words that you need"
            raise VectorsError(f"{self._name}: {name}: {wanted}, got {entry.file_size:,}; {ways}")
        with self._archive.open(entry) as stream:
            yield opened_npy(stream, entry.file_size, self._name)

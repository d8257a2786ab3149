"""A file of any format: its rows of chosen words, or its matrix."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from core.reading.beside import beside
from core.reading.vectors.arrays import Arrays, Options, search_arrays
from core.reading.vectors.matrices import Rows, matrix_in_arrays, matrix_in_text
from core.reading.vectors.npy import npy
from core.reading.vectors.npz import npz
from core.reading.vectors.search import Row, Search, VectorsError
from core.reading.vectors.tensors import tensors
from core.reading.vectors.text import search_text

LARGEST_FILE = 4_000_000_000  # bytes
ARRAYS: Mapping[str, Callable[[Path, str], AbstractContextManager[Arrays]]] = {
    ".npy": npy,
    ".npz": npz,
    ".safetensors": tensors,
}  # of files by their endings
NAMED = {"vocabulary": ".npy, .npz and .safetensors", "tensor": ".npz and .safetensors"}


@dataclass(frozen=True)
class Source:
    """Where an author says that the vectors stand: names relative to the lesson's folder."""

    folder: Path
    file: str
    vocabulary: str | None = None
    tensor: str | None = None


@dataclass(frozen=True)
class Found:
    """The rows of the words that are in a file, and what is known of the others."""

    rows: dict[str, Row]  # in the order in which they were asked for
    missing: dict[str, str]  # word -> a hint at what the file has instead, or ""
    doubt: str | None  # why words may be missing, if it is the file's fault


def vectors_of(words: Iterable[str], source: Source) -> Found:
    """The rows of some words; raises VectorsError for a file that is none of vectors.

    Arrays are read as their file's name says, any other file as text. Where a word has several
    rows, the first is taken.
    """
    file, search = _regular(source, source.file, "file"), Search(words)
    with _read(file, source) as arrays:
        if arrays is not None:
            search_arrays(arrays, _options(source), search)
        else:
            _refuse(source, "vocabulary", "tensor")
            search_text(file, source.file, search)
    missing = dict(search.missing())
    return Found(search.rows, missing, search.doubt if missing else None)


def matrix_of(source: Source) -> Rows:
    """The matrix in a file, [d_out, d_in]; raises VectorsError for a file that has none."""
    file = _regular(source, source.file, "file")
    with _read(file, source) as arrays:
        if arrays is None or file.suffix.lower() == ".npy":
            _refuse(source, "tensor")
        if arrays is None:
            return matrix_in_text(file, source.file)
        return matrix_in_arrays(arrays, source.file, source.tensor)


@contextmanager
def _read(file: Path, source: Source) -> Iterator[Arrays | None]:
    """A file's arrays, open; None for one of text."""
    opened = ARRAYS.get(file.suffix.lower())
    try:
        with opened(file, source.file) if opened else nullcontext() as arrays:
            yield arrays
    except OSError as error:
        raise VectorsError(f"{source.file} cannot be read: {error.strerror}") from None


def _options(source: Source) -> Options:
    if source.vocabulary is None:
        return Options(source.file, tensor=source.tensor)
    file = _regular(source, source.vocabulary, "vocabulary")
    return Options(source.file, file, source.vocabulary, source.tensor)


def _refuse(source: Source, *options: str) -> None:
    """VectorsError for what an author says of a file that can't have it."""
    for option in options:
        if getattr(source, option) is not None:
            got = "has one array" if source.file.lower().endswith(".npy") else "is read as text"
            said = f"only {NAMED[option]} have one, but {source.file} {got}"
            raise VectorsError(f"{said}; take it out", option)


def _regular(source: Source, name: str, option: str) -> Path:
    """The file of this name, if it is one that can be read from its start to its end."""
    file, shown = beside(source.folder, name), " ".join(name.split())
    try:
        status = file.stat()
    except FileNotFoundError:
        raise VectorsError(f"no such file: {shown}, beside the lesson", option) from None
    except (OSError, ValueError):
        raise VectorsError("wanted the name of a file beside the lesson", option) from None
    if not stat.S_ISREG(status.st_mode):
        got = "a folder" if stat.S_ISDIR(status.st_mode) else "something else"
        raise VectorsError(f"wanted the name of a file, but {shown or 'this'} is {got}", option)
    if status.st_size == 0:
        raise VectorsError(f"{name} is empty", option)
    if status.st_size > LARGEST_FILE:
        wanted = f"wanted at most {LARGEST_FILE:,} bytes, got {status.st_size:,}"
        raise VectorsError(f"{name}: {wanted}; keep only the words that you need", option)
    return file


__all__ = ["Found", "Row", "Rows", "Source", "VectorsError", "matrix_of", "vectors_of"]

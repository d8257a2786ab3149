"""A file of vectors of any format: the rows of chosen words."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.reading.beside import beside
from core.reading.vectors.arrays import Options
from core.reading.vectors.npz import search_npz
from core.reading.vectors.search import Row, Search, VectorsError
from core.reading.vectors.tensors import search_safetensors
from core.reading.vectors.text import search_text

LARGEST_FILE = 4_000_000_000  # bytes


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

    .npz and .safetensors are read as their names say, any other file as text. Where a word has
    several rows, the first is taken.
    """
    file = _regular(source, source.file, "file")
    kind, search = file.suffix.lower(), Search(words)
    try:
        if kind in (".npz", ".safetensors"):
            read = search_npz if kind == ".npz" else search_safetensors
            read(file, _options(source), search)
        else:
            _refuse_options(source)
            search_text(file, source.file, search)
    except OSError as error:
        raise VectorsError(f"{source.file} cannot be read: {error.strerror}") from None
    missing = dict(search.missing())
    return Found(search.rows, missing, search.doubt if missing else None)


def _options(source: Source) -> Options:
    if source.vocabulary is None:
        return Options(source.file, tensor=source.tensor)
    file = _regular(source, source.vocabulary, "vocabulary")
    return Options(source.file, file, source.vocabulary, source.tensor)


def _refuse_options(source: Source) -> None:
    for option in ("vocabulary", "tensor"):
        if getattr(source, option) is not None:
            said = f"only .npz and .safetensors have one, but {source.file} is read as text"
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


__all__ = ["Found", "Row", "Source", "VectorsError", "vectors_of"]

"""Tensors of a .safetensors file, whose sizes its library checks against the file's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.reading.vectors.arrays import Arrays, Names, Shape, damaged
from core.reading.vectors.search import VectorsError, normal

LARGEST_HEADER = 8_000_000  # bytes
TYPES = ("F64", "F32", "F16")  # NumPy has no bfloat16


@contextmanager
def tensors(file: Path, name: str) -> Iterator[Arrays]:
    """A file's tensors; VectorsError for what has none."""
    from safetensors import SafetensorError, safe_open

    _check_header(file, name)
    try:
        with safe_open(str(file), framework="numpy") as archive:
            yield _Tensors(archive, name)
    except SafetensorError:
        raise damaged(name) from None


def _check_header(file: Path, name: str) -> None:
    """Refuse a header that is longer than any list of tensors, before the library reads it."""
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        start = stream.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or length > size - 8:
        raise damaged(name)
    if length > LARGEST_HEADER:
        raise VectorsError(f"{name} has too many arrays; save a table, and say `vocabulary:`")


class _Tensors:
    """An open file."""

    def __init__(self, archive: Any, name: str) -> None:
        self._name = name
        keys = archive.keys()
        self._slices = {normal(key): archive.get_slice(key) for key in keys}

    @property
    def names(self) -> Sequence[str]:
        return list(self._slices)

    def shape(self, name: str) -> Shape:
        return tuple(self._slices[name].get_shape())

    def rows(self, name: str, places: Sequence[int]) -> list[NDArray[Any]]:
        found = self._checked(name)
        if len(found.get_shape()) == 1:
            return [found[:]]
        return [found[place : place + 1][0] for place in places]

    def table(self, name: str) -> NDArray[Any]:
        whole: NDArray[Any] = self._checked(name)[:]
        return whole

    def _checked(self, name: str) -> Any:
        """A tensor of a type that NumPy has."""
        found = self._slices[name]
        kind = found.get_dtype()
        if kind not in TYPES:
            message = f"{name}: wanted float64, float32 or float16, got {kind}"
            raise VectorsError(f"{self._name}: {message}; save it as float32")
        return found

    def words(self) -> Names | None:
        return None  # tensors hold no text

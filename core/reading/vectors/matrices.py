"""A matrix that stands in a file: an array's, or rows of numbers as text."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.reading.vectors.arrays import Arrays, table_of
from core.reading.vectors.search import LARGEST, WIDEST, VectorsError
from core.reading.vectors.text import lines_of

Rows = tuple[tuple[float, ...], ...]

_GAP = re.compile(rb"[\s,;]+")
_REMARK = b"#"  # as numpy.savetxt begins its header
LONGEST_SHOWN = 20  # characters of what is no number


def matrix_in_arrays(arrays: Arrays, file: str, tensor: str | None) -> Rows:
    """The only table, or the one that is named; VectorsError for what is no map."""
    name = table_of(arrays, file, tensor)
    _check_size(arrays.shape(name), file)
    return _checked(arrays.table(name).astype(np.float64), file)


def matrix_in_text(file: Path, name: str) -> Rows:
    """Numbers with spaces or commas between, a row a line; VectorsError for what is no map."""
    rows: list[list[float]] = []
    first = 0  # the line of the first row
    with file.open("rb") as stream:
        for number, line in lines_of(stream, name):
            if line.startswith(_REMARK):
                continue
            at = f"{name} line {number}"
            row = [_number(each, at) for each in _GAP.split(line.strip(b" \t,;"))]
            rows.append(row)
            first = first or number
            if len(row) != len(rows[0]):
                wanted = f"wanted {len(rows[0])} numbers, as line {first} has"
                raise VectorsError(f"{at}: {wanted}, got {len(row)}")
            _check_size((len(rows), len(row)), name)
    if not rows:
        raise VectorsError(f"{name} has no numbers; wanted a row of them a line")
    return _checked(np.array(rows), name)


def _number(text: bytes, at: str) -> float:
    try:
        return float(text)
    except ValueError:
        got = text.decode(errors="replace")[:LONGEST_SHOWN]
        raise VectorsError(f"{at}: wanted numbers alone, got “{got}”") from None


def _check_size(shape: tuple[int, ...], file: str) -> None:
    if not all(1 <= each <= WIDEST for each in shape):
        wanted = f"wanted a matrix of at most {WIDEST:,} × {WIDEST:,}"
        raise VectorsError(f"{file}: {wanted}, got {shape[0]:,} × {shape[1]:,}")


def _checked(matrix: NDArray[np.float64], file: str) -> Rows:
    if not np.isfinite(matrix).all():
        raise VectorsError(f"{file}: wanted finite numbers")
    if np.abs(matrix).max() > LARGEST:
        raise VectorsError(f"{file}: wanted numbers from −{LARGEST:,.0f} to {LARGEST:,.0f}")
    return tuple(tuple(row) for row in matrix.tolist())

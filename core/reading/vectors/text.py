"""Vectors as text, a word and its numbers a line: GloVe's format, and word2vec's with its header.

A file is read line by line, and no further than to the last of the chosen words. Every line that is
read must have as many numbers as the first; those of the chosen words are read as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from core.reading.vectors.search import Search, VectorsError, checked_width

LONGEST_LINE = 65_536  # bytes
BOM, WIDE_BOMS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")

_NUMBER = re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(rb"[-+]?(?:nan|inf(?:inity)?)", re.IGNORECASE)
_HEADER = re.compile(rb"([0-9]{1,12})[ \t]+([0-9]{1,12})")

Line = tuple[int, bytes]  # its number, from 1, and its text without its end


def search_text(file: Path, name: str, search: Search) -> None:
    """Look for the chosen words; VectorsError for what is no file of vectors."""
    with file.open("rb") as stream:
        lines = lines_of(stream, name)
        first = next(lines, None)
        if first is None:
            raise VectorsError(f"{name} is empty; wanted a word and its numbers a line")
        header = _HEADER.fullmatch(first[1])
        width = checked_width(
            int(header[2]) if header else _numbers_in(first, name), _at(name, first)
        )
        count = _search(lines if header else chain([first], lines), width, name, search)
    if header and count < int(header[1]) and not search.is_over:
        promised = f"its header promises {int(header[1]):,} words"
        search.doubt = f"{name} is cut off: {promised}, but it ends after {count:,}"


def lines_of(stream: BinaryIO, name: str) -> Iterator[Line]:
    """The lines that are not blank; VectorsError for what cannot be our text."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            line = _checked_start(line, name)
        if len(line) > LONGEST_LINE:
            wanted = f"wanted at most {LONGEST_LINE:,} bytes a line"
            raise VectorsError(f"{_at(name, (number, b''))}: {wanted}; is it a file of vectors?")
        line = line.rstrip()
        if line:
            yield number, line


def _checked_start(line: bytes, name: str) -> bytes:
    """The first line without a mark of its encoding; VectorsError for what cannot be our text."""
    if line.startswith(WIDE_BOMS):
        raise VectorsError(f"{name}: wanted UTF-8 text; save the file as UTF-8")
    if line.startswith(PACKED):
        raise VectorsError(f"{name} is packed; unpack it first")
    return line.removeprefix(BOM)


def _numbers_in(first: Line, name: str) -> int:
    """How many numbers follow the word in a file's first line."""
    fields = first[1].split()[1:]
    if not fields or not all(map(_is_like_number, fields)):
        wanted = "wanted a word and its numbers, with spaces between"
        raise VectorsError(f"{_at(name, first)}: {wanted}; is it a file of vectors?")
    return len(fields)


def _search(lines: Iterator[Line], width: int, name: str, search: Search) -> int:
    """Search lines until every word is found; how many there were."""
    count = 0
    for line in lines:
        count += 1
        spelled = _word_of(line, width, name)
        if not _is_like_number(line[1].rsplit(None, 1)[-1]):
            raise VectorsError(f"{_at(name, line)}: wanted {width} numbers, got other text")
        try:
            word = search.asks_for(spelled.decode())
        except UnicodeDecodeError:  # a word that nobody can ask for
            search.doubt = search.doubt or f"{_at(name, line)} is not UTF-8; save it as UTF-8"
            continue
        if word is not None:
            search.take(word, map(float, _numbers(line, width, name)), _at(name, line))
            if search.is_over:
                break
    return count


def _word_of(line: Line, width: int, name: str) -> bytes:
    """What stands before the last `width` fields: a word, which may have spaces in it."""
    if line[1].count(b" ") == width:
        return line[1].partition(b" ")[0]
    fields = line[1].split()
    surplus = fields[1:-width]
    if len(fields) <= width or (surplus and all(map(_is_like_number, surplus))):
        got = len(fields) - 1
        if b"\0" in line[1]:
            raise VectorsError(f"{name} is binary; wanted text, a word and its numbers a line")
        raise VectorsError(f"{_at(name, line)}: wanted {width} numbers, got {got}")
    return b" ".join(fields[:-width])


def _numbers(line: Line, width: int, name: str) -> list[bytes]:
    """The numbers of a chosen word's line, each spelled as a number is."""
    fields = line[1].split()[-width:]
    for field in fields:
        if _NO_NUMBER.fullmatch(field):
            raise VectorsError(f"{_at(name, line)}: wanted finite numbers")
        if not _NUMBER.fullmatch(field):
            raise VectorsError(f"{_at(name, line)}: wanted {width} numbers, got other text")
    return fields


def _is_like_number(field: bytes) -> bool:
    return bool(_NUMBER.fullmatch(field) or _NO_NUMBER.fullmatch(field))


def _at(name: str, line: Line) -> str:
    return f"{name} line {line[0]}"

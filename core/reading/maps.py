"""Matrices and named maps of a lesson's file, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core import lesson
from core.lesson import Number, Vector
from core.maths.linear import IDENTITY, MAP_NAMES, MapChoice, NamedMap, width_problem
from core.problems import Address, did_you_mean
from core.reading.parts import PartReader, in_short
from core.reading.vectors.files import Rows, Source, VectorsError, matrix_of

_OF_A_FILE = ("file", "tensor")  # what says where a matrix stands


def is_of_a_file(content: Any) -> bool:
    """Whether a map is said by where its matrix stands."""
    return isinstance(content, dict) and any(key in content for key in _OF_A_FILE)


class MapReader(PartReader):
    """Reads a map: `identity`, rows, or named maps in the order applied."""

    def map(self, address: Address, width: int | None) -> MapChoice:
        """A map: `identity`, a matrix's rows, or a list of named maps in the order applied."""
        content = self.get(address)
        if content == "identity":
            return IDENTITY
        if isinstance(content, dict):
            return MapChoice(rows=self.matrix_of_file(address, content))
        if not isinstance(content, list) or not content:
            ways = "`identity`, rows of numbers, `file:`, or named maps such as [{rotate: 30}]"
            self.fault(address, f"wanted {ways}; got {in_short(content)}")
            return IDENTITY
        if isinstance(content[0], list):
            return MapChoice(rows=self.matrix(address))
        named = [self._named_map((*address, index)) for index in range(len(content))]
        choice = MapChoice(tuple(one for one in named if one))
        if width is not None:
            self._check_named_widths(address, choice, width)
        return choice

    def matrix(self, address: Address) -> Rows:
        rows: Rows = self.read(address, TypeAdapter(lesson.Rows), ())
        for index, row in enumerate(rows):
            if len(row) != len(rows[0]):
                wanted = f"ragged: wanted {len(rows[0])} numbers, as the first row has"
                self.fault((*address, index), f"{wanted}, got {len(row)}")
                return ()
        return rows

    def matrix_of_file(self, address: Address, content: Mapping[str, Any]) -> Rows:
        """The rows of a matrix in a file beside the lesson; () if there is none."""
        self.unknown_keys(address, content, list(_OF_A_FILE))
        if "file" not in content:
            self.fault(address, "`file` is missing; add it")
            return ()
        texts = {key: self.read((*address, key), TypeAdapter(str), None) for key in _OF_A_FILE}
        if any(key in content and texts[key] is None for key in _OF_A_FILE):
            return ()
        folder = Path(self.document.file).resolve().parent
        try:
            return matrix_of(Source(folder, **texts))
        except VectorsError as error:
            self.fault((*address, error.option), str(error))
            return ()

    def _named_map(self, address: Address) -> NamedMap | None:
        content = self.get(address)
        if content == "identity":
            return NamedMap("identity")
        if not isinstance(content, dict) or len(content) != 1:
            self.fault(
                address, f"wanted one named map, such as {{rotate: 30}}, got {in_short(content)}"
            )
            return None
        (name,) = content
        if name not in MAP_NAMES:
            self.fault(
                (*address, name), f"no such map; {did_you_mean(name, MAP_NAMES)}", at_key=True
            )
            return None
        return self._named_argument((*address, name), name)

    def _named_argument(self, address: Address, name: str) -> NamedMap | None:
        if name == "identity":
            return NamedMap("identity")
        if name in ("rotate", "reflect"):
            degrees = self.read(address, TypeAdapter(Number), None)
            return None if degrees is None else NamedMap(name, (degrees,))
        numbers = self.read(address, TypeAdapter(Vector), None)
        if numbers is not None and name == "shear" and len(numbers) != 2:
            self.fault(address, f"wanted two numbers, [of x by y, of y by x], got {len(numbers)}")
            return None
        return None if numbers is None else NamedMap(name, numbers)

    def _check_named_widths(self, address: Address, choice: MapChoice, width: int) -> None:
        for index, named in enumerate(choice.named):
            problem = width_problem(named, width)
            if problem:
                self.fault((*address, index), problem)

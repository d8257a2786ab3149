"""Matrices and named maps of a lesson's file, read and checked."""

from __future__ import annotations

from pydantic import TypeAdapter

from core.lesson import Number, Rows, Vector
from core.maths.linear import IDENTITY, MAP_NAMES, MapChoice, NamedMap, width_problem
from core.problems import Path, did_you_mean
from core.reading.parts import PartReader, in_short


class MapReader(PartReader):
    """Reads a map: `identity`, rows, or named maps in the order applied."""

    def _map(self, path: Path, width: int | None) -> MapChoice:
        """A map: `identity`, a matrix's rows, or a list of named maps in the order applied."""
        content = self._get(path)
        if content == "identity":
            return IDENTITY
        if not isinstance(content, list) or not content:
            ways = "`identity`, rows of numbers, or named maps such as [{rotate: 30}]"
            self.fault(path, f"wanted {ways}; got {in_short(content)}")
            return IDENTITY
        if isinstance(content[0], list):
            return MapChoice(rows=self._matrix(path))
        named = [self._named_map((*path, index)) for index in range(len(content))]
        choice = MapChoice(tuple(one for one in named if one))
        if width is not None:
            self._check_named_widths(path, choice, width)
        return choice

    def _matrix(self, path: Path) -> tuple[tuple[float, ...], ...]:
        rows: tuple[tuple[float, ...], ...] = self._read(path, TypeAdapter(Rows), ())
        for index, row in enumerate(rows):
            if len(row) != len(rows[0]):
                wanted = f"ragged: wanted {len(rows[0])} numbers, as the first row has"
                self.fault((*path, index), f"{wanted}, got {len(row)}")
                return ()
        return rows

    def _named_map(self, path: Path) -> NamedMap | None:
        content = self._get(path)
        if content == "identity":
            return NamedMap("identity")
        if not isinstance(content, dict) or len(content) != 1:
            self.fault(
                path, f"wanted one named map, such as {{rotate: 30}}, got {in_short(content)}"
            )
            return None
        (name,) = content
        if name not in MAP_NAMES:
            self.fault((*path, name), f"no such map; {did_you_mean(name, MAP_NAMES)}", at_key=True)
            return None
        return self._named_argument((*path, name), name)

    def _named_argument(self, path: Path, name: str) -> NamedMap | None:
        if name == "identity":
            return NamedMap("identity")
        if name in ("rotate", "reflect"):
            degrees = self._read(path, TypeAdapter(Number), None)
            return None if degrees is None else NamedMap(name, (degrees,))
        numbers = self._read(path, TypeAdapter(Vector), None)
        if numbers is not None and name == "shear" and len(numbers) != 2:
            self.fault(path, f"wanted two numbers, [of x by y, of y by x], got {len(numbers)}")
            return None
        return None if numbers is None else NamedMap(name, numbers)

    def _check_named_widths(self, path: Path, choice: MapChoice, width: int) -> None:
        for index, named in enumerate(choice.named):
            problem = width_problem(named, width)
            if problem:
                self.fault((*path, index), problem)

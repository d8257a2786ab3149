"""Matrices and named maps of a lesson's file, read and checked."""

from __future__ import annotations

from pydantic import TypeAdapter

from core.lesson import Number, Rows, Vector
from core.maths.linear import IDENTITY, MAP_NAMES, MapChoice, NamedMap, width_problem
from core.problems import Address, did_you_mean
from core.reading.parts import PartReader, in_short


class MapReader(PartReader):
    """Reads a map: `identity`, rows, or named maps in the order applied."""

    def map(self, address: Address, width: int | None) -> MapChoice:
        """A map: `identity`, a matrix's rows, or a list of named maps in the order applied."""
        content = self.get(address)
        if content == "identity":
            return IDENTITY
        if not isinstance(content, list) or not content:
            ways = "`identity`, rows of numbers, or named maps such as [{rotate: 30}]"
            self.fault(address, f"wanted {ways}; got {in_short(content)}")
            return IDENTITY
        if isinstance(content[0], list):
            return MapChoice(rows=self.matrix(address))
        named = [self._named_map((*address, index)) for index in range(len(content))]
        choice = MapChoice(tuple(one for one in named if one))
        if width is not None:
            self._check_named_widths(address, choice, width)
        return choice

    def matrix(self, address: Address) -> tuple[tuple[float, ...], ...]:
        rows: tuple[tuple[float, ...], ...] = self.read(address, TypeAdapter(Rows), ())
        for index, row in enumerate(rows):
            if len(row) != len(rows[0]):
                wanted = f"ragged: wanted {len(rows[0])} numbers, as the first row has"
                self.fault((*address, index), f"{wanted}, got {len(row)}")
                return ()
        return rows

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

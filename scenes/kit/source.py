"""Where a drawn number comes from, and how a prop answers for it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from scenes.kit.known import Known

SLACK = 1e-6  # Manim units: rounding of a drawn point


class Derived(Protocol):
    """Numbers that the trace does not hold, with what it takes to compute them once more."""

    @property
    def given(self) -> tuple[np.ndarray, ...]:
        """The trace's own arrays that they were computed from."""

    def again(self) -> Derived:
        """The same, computed anew."""


@dataclass(frozen=True, eq=False)
class Source:
    """One entry (or one row) of an array. Copies of a prop keep the very same array.

    The array is the trace's own, or that of a record derived from it.
    """

    numbers: np.ndarray
    index: tuple[int, ...] | int = ()
    record: Derived | None = None

    @property
    def value(self) -> Any:
        """The entry: a float, or an array where the index leaves an axis."""
        return self.numbers[self.index]

    @property
    def entry(self) -> tuple[int, ...]:
        """What tells it from every other entry of every array."""
        index = self.index if isinstance(self.index, tuple) else (self.index,)
        return id(self.numbers), *index

    def __deepcopy__(self, memo: dict[int, Any]) -> Source:
        return self


class Sourced(Known):
    """A prop that shows a number, and says itself what it shows wrongly."""

    source: Source

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        is_prop = cls.__module__ != __name__
        if is_prop and cls.misreading is Sourced.misreading:
            raise TypeError(f"{cls.__name__} has a source: wanted a misreading of its own")

    @property
    def numbers(self) -> np.ndarray:
        """The source's array, untouched."""
        return self.source.numbers

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything that it shows: most props show one number."""
        return (self.source,)

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """Its number as this kind of prop, and its number as any prop."""
        entry = self.source.entry
        return (type(self).__name__, *entry), entry

    def misreading(self) -> str | None:
        """How the picture differs from its number; None if it does not."""
        raise NotImplementedError


class Telling(Sourced):
    """A prop that can turn to another number, and come back from a what-if to its own."""

    own: Source | None = None
    """What it comes back to, while it shows a what-if."""

    def show(self, value: Any) -> object:
        """Show another value (while moving)."""
        raise NotImplementedError

    def tell(self, source: Source) -> Self:
        """Show the number of another source, and answer for it from now on."""
        self.source = source
        self.show(source.value)
        return self

    def suppose(self, source: Source) -> Self:
        """Show a number of a what-if."""
        self.own = self.own or self.source
        return self.tell(source)

    def settle(self) -> Self:
        """Come back from a what-if, to the last bit."""
        own, self.own = self.own or self.source, None
        return self.tell(own)


def difference(drawn: float, wanted: float, allowed: float) -> str | None:
    """What there is to say of a number that was read off a picture; None if it is the wanted."""
    return f"shows {drawn}, the trace says {wanted}" if abs(drawn - wanted) > allowed else None

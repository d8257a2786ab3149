"""What a prop is known by from one beat to the next: the same thing, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from manim import VMobject


class Known:
    """A prop that the next beat may know again, and that then moves to where it stands there."""

    @property
    def known_as(self) -> tuple[Hashable, ...]:
        """Its names, the closest first: two props with one name are the same thing."""
        raise NotImplementedError


class Passing(Known):
    """A prop that draws the way from another of its kind itself."""

    def passage(self, old: Any) -> tuple[Sequence[VMobject], Callable[[float], None]]:
        """What is drawn on the way, and what sets it to a share, 0 to 1, of the way."""
        raise NotImplementedError

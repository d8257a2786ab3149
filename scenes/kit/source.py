"""Where a drawn number comes from: an array of the trace, and the place in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Source:
    """One entry (or one row) of a trace's array. Copies of a prop keep the very same array."""

    numbers: np.ndarray
    index: tuple[int, ...] | int = ()

    @property
    def value(self) -> Any:
        """The entry: a float, or an array where the index leaves an axis."""
        return self.numbers[self.index]

    def __deepcopy__(self, memo: dict[int, Any]) -> Source:
        return self

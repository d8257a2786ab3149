"""The beats of linear maps: what a matrix does, and the three that attention uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from core.catalogue.looks import OfWord
from core.lesson import Lesson
from core.maths.linear import (
    MapChoice,
    Step,
    is_identity,
    matrix_of,
    steps_of,
    width_problem,
)
from core.trace.records import MapTrace, Trace


class LinearMap(OfWord):
    """A moving grid over fixed axes."""

    idea = "A matrix is where the basis vectors land, and the whole grid follows."
    beat: str = "linear_map"
    map: Literal["W_Q", "W_K", "W_V"] | MapChoice = "W_Q"

    def needs(self, lesson: Lesson, trace: Trace) -> list[str]:
        unmet = super().needs(lesson, trace)
        if unmet:
            return unmet
        rows, columns = self._shape(trace)
        if (rows, columns) != (2, 2):
            return [f"needs a map of the plane (2x2), got {rows}x{columns}; give `map:`"]
        if is_identity(matrix_of(self.choice(lesson), trace.d)):
            name = self.map if isinstance(self.map, str) else "this one"
            return [f"needs a map that moves something, but {name} is the identity"]
        return []

    def truths(self, lesson: Lesson, trace: Trace) -> Mapping[str, bool]:  # noqa: ARG002
        named = any(step.name != "matrix" for step in self.steps(lesson))
        return {"example": self.own_map is not None, "unnamed": not named}

    @property
    def own_map(self) -> MapChoice | None:
        return None if isinstance(self.map, str) else self.map

    @property
    def map_name(self) -> str:
        return self.map if isinstance(self.map, str) else "W"

    def steps(self, lesson: Lesson) -> tuple[Step, ...]:
        return steps_of(self.choice(lesson))

    def choice(self, lesson: Lesson) -> MapChoice:
        """The map that it shows, as it was chosen."""
        if isinstance(self.map, str):
            chosen: MapChoice = getattr(lesson.heads[self.head - 1], self.map)
            return chosen
        return self.map

    def found(self, trace: Trace) -> MapTrace:
        """The map that it shows, as the trace follows it step by step."""
        return next(
            each
            for each in trace.maps
            if (each.head == self.head - 1 and each.name == self.map)
            or (each.head is None and each.choice == self.map)
        )

    def _shape(self, trace: Trace) -> tuple[int, int]:
        """Rows and columns of its map; (0, 0) if it fits no width."""
        if isinstance(self.map, str):
            head = trace.sentences[self.sentence - 1].heads[self.head - 1]
            rows, columns = getattr(head, self.map).shape
            return rows, columns
        if self.map.rows:
            return len(self.map.rows), len(self.map.rows[0])
        width = trace.table.shape[1]
        fits = all(width_problem(named, width) is None for named in self.map.named)
        return (width, width) if fits else (0, 0)


class Projections(OfWord):
    """Three maps of one embedding."""

    idea = "Three matrices turn each embedding into a query, a key and a value."
    draws = "kept"
    beat: str = "projections"

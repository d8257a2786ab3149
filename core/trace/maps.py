"""One map of the plane, step by step: where the basis arrows and every word come to lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.maths.linear import Array, MapChoice, Step, locked, steps_of, width_problem

MOST_UNLIKE = 6.0  # times as long as the basis arrows: longer than that, they become dots


@dataclass(frozen=True, eq=False)
class MapTrace:
    """A 2x2 map and all that it does to the words of the table, after each of its steps.

    Axes: s steps (entry 0 is before the first), V words of the table, j the basis arrow. One more
    row than words: the last is the arrow (1, 1), which any picture of the basis has room for.
    """

    choice: MapChoice  # as its author chose it
    head: int | None  # from 0; None for a map of a storyboard's own
    name: str  # W_Q, W_K or W_V; empty for a map of a storyboard's own
    matrix: Array  # [2, 2]
    steps: tuple[Step, ...]  # its named maps in order; a single "matrix" where it has no names
    products: Array  # [s + 1, 2, 2] the product of the first k steps: starts at I, ends at W
    landings: Array  # [s + 1, 2, 2] landings[k, j]: basis arrow j after k steps, a column of W
    coordinates: Array  # [V + 1, 2] each word in the plane, as drawn
    images: Array  # [s + 1, V + 1, 2] each word after k steps
    parts: Array  # [s + 1, V + 1, 2, 2] coordinate j times landing j; their sum is the image

    def row_to_follow(self, row: int) -> int:
        """This word's row; the last, (1, 1), if its arrow would dwarf the basis or vanish."""
        reach = float(np.abs(self.images[:, row]).max())
        basis = float(np.abs(self.landings).max())
        fits = basis / MOST_UNLIKE <= reach <= basis * MOST_UNLIKE
        return row if fits else len(self.coordinates) - 1

    @property
    def last(self) -> int:
        """The number of steps, and so the place of the finished map."""
        return len(self.steps)


def plane_matrix_problem(choice: MapChoice, width: int) -> bool:
    """Whether this choice is no map of the plane for words of this width."""
    if choice.rows:
        return [len(row) for row in choice.rows] != [2, 2]
    return width != 2 or any(width_problem(named, width) for named in choice.named)


def map_trace(
    choice: MapChoice,
    table_2d: Array,  # [V, 2]
    head: int | None = None,
    name: str = "",
    matrix: Array | None = None,
) -> MapTrace:
    """Follow a map of the plane through its steps; `matrix` is the head's own array, if any."""
    steps = steps_of(choice)
    products = [np.eye(2)]
    for step in steps:
        products.append(step.matrix @ products[-1])
    if matrix is not None:
        products[-1] = matrix  # to the last bit
    stacked = locked(products)
    landings = locked(stacked.transpose(0, 2, 1))
    coordinates = locked(np.vstack([table_2d, np.ones(2)]))
    return MapTrace(
        choice=choice,
        head=head,
        name=name,
        matrix=locked(products[-1]) if matrix is None else matrix,
        steps=steps,
        products=stacked,
        landings=landings,
        coordinates=coordinates,
        images=locked(np.einsum("kij,vj->kvi", stacked, coordinates)),
        parts=locked(coordinates[None, :, :, None] * landings[:, None, :, :]),
    )

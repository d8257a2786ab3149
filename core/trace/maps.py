"""One map of the plane, step by step: where the basis arrows and every word come to lie."""

from __future__ import annotations

import numpy as np

from core.maths.linear import Array, MapChoice, locked, steps_of, width_problem
from core.trace.records import MapTrace


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

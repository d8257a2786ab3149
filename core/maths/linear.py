"""Linear maps by name: rotate, stretch, shear and reflect, and the matrices that they are.

A vector is a column and a map is applied from the left, q = W e, so a matrix's columns are where
the basis vectors land. Angles are in degrees, counter-clockwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MAP_NAMES = ("identity", "rotate", "stretch", "shear", "reflect")


@dataclass(frozen=True)
class NamedMap:
    """One named map as its author chose it."""

    name: str  # one of MAP_NAMES
    argument: tuple[float, ...] = ()  # degrees; factors; or shear of x by y and of y by x


@dataclass(frozen=True)
class MapChoice:
    """A map as its author chose it: named maps in the order applied, or a matrix's rows."""

    named: tuple[NamedMap, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()

    @property
    def is_named_identity(self) -> bool:
        """Whether it was chosen as `identity`, which fits any width."""
        return not self.rows and all(named.name == "identity" for named in self.named)


IDENTITY = MapChoice((NamedMap("identity"),))

# What linear_map turns to when a lesson's own maps move nothing: an example, and narrated as one.
EXAMPLE_MAP = MapChoice(
    (NamedMap("rotate", (60.0,)), NamedMap("stretch", (1.2, 0.8)), NamedMap("shear", (0.5, 0.0)))
)


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a map that a beat can show by itself."""

    name: str  # one of MAP_NAMES, or "matrix" for one given by its numbers
    argument: tuple[float, ...]
    matrix: Array  # [d_out, d_in]


def locked(array: object) -> Array:
    """A read-only float64 copy."""
    copy = np.array(array, dtype=np.float64, order="C")
    copy.setflags(write=False)
    return copy


def rotation(degrees: float) -> Array:  # [2, 2]
    """Turn counter-clockwise about the origin."""
    cos, sin = _cos_sin(degrees)
    return locked([[cos, -sin], [sin, cos]])


def stretching(factors: tuple[float, ...]) -> Array:  # [d, d]
    """Make each axis longer (or shorter) by its own factor."""
    return locked(np.diag(factors))


def shearing(x: float, y: float) -> Array:  # [2, 2]
    """Slide x by `x` times the height, and y by `y` times the width."""
    return locked([[1.0, x], [y, 1.0]])


def reflection(degrees: float) -> Array:  # [2, 2]
    """Mirror in the line through the origin at this angle."""
    cos, sin = _cos_sin(2 * degrees)
    return locked([[cos, sin], [sin, -cos]])


def width_problem(named: NamedMap, width: int) -> str | None:
    """Why this named map cannot act on vectors of this width, if it cannot."""
    if named.name == "identity":
        return None
    if named.name == "stretch":
        got = len(named.argument)
        return None if got == width else f"wanted {width} factors, one an axis, got {got}"
    if width != 2:
        return f"{named.name} turns the plane, but the words are {width}-dimensional; give a matrix"
    return None


def steps_of(choice: MapChoice) -> tuple[Step, ...]:
    """The steps of a map, in the order applied; none for the identity."""
    if choice.rows:
        return (Step("matrix", (), locked(choice.rows)),)
    moving = [named for named in choice.named if named.name != "identity"]
    return tuple(Step(named.name, named.argument, _named_matrix(named)) for named in moving)


def matrix_of(choice: MapChoice, width: int) -> Array:  # [d_out, width]
    """The one matrix that does all steps of a map, the first step first."""
    matrix = np.eye(width)
    for step in steps_of(choice):
        matrix = step.matrix @ matrix
    return locked(matrix)


def is_identity(matrix: Array) -> bool:
    """Whether this matrix moves nothing."""
    rows, columns = matrix.shape
    return rows == columns and bool(np.array_equal(matrix, np.eye(rows)))


def partly(step: Step, t: float) -> Array:  # [2, 2]
    """A step of the plane on its way, from the identity at t = 0 to its matrix at t = 1.

    A rotation rotates all the way; a matrix turns as far as it turns while it stretches (its polar
    decomposition), so that nothing shrinks on the way; everything else goes straight.
    """
    if t >= 1.0:
        return step.matrix
    if step.name == "rotate":
        return rotation(step.argument[0] * t)
    if step.name == "matrix":
        return _turning(step.matrix, t)
    return np.asarray((1 - t) * np.eye(2) + t * step.matrix)


def whole(matrix: Array) -> Step:
    """A matrix of the plane as one step without a name."""
    return Step("matrix", (), matrix)


def _turning(matrix: Array, t: float) -> Array:
    """A fraction of W = R P: the turn R by its angle, the stretch P straight."""
    left, strengths, right = np.linalg.svd(matrix)
    turn = left @ right
    if np.linalg.det(turn) < 0:  # a mirror lies in it: there is no way round
        return np.asarray((1 - t) * np.eye(2) + t * matrix)
    degrees = math.degrees(math.atan2(turn[1, 0], turn[0, 0]))
    stretch = right.T @ np.diag(strengths) @ right
    return np.asarray(rotation(degrees * t) @ ((1 - t) * np.eye(2) + t * stretch))


def _named_matrix(named: NamedMap) -> Array:
    if named.name == "rotate":
        return rotation(named.argument[0])
    if named.name == "stretch":
        return stretching(named.argument)
    if named.name == "shear":
        return shearing(named.argument[0], named.argument[1])
    return reflection(named.argument[0])


def _cos_sin(degrees: float) -> tuple[float, float]:
    """Cosine and sine, exact at right angles, where rounding would leave a visible 6e-17."""
    quarter, rest = divmod(degrees, 90.0)
    if rest == 0.0:
        return [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)][int(quarter) % 4]
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

"""Named maps are the matrices that their names promise."""

import math

import numpy as np
import pytest

from core.maths.linear import (
    IDENTITY,
    MapChoice,
    NamedMap,
    is_identity,
    matrix_of,
    reflection,
    rotation,
    shearing,
    steps_of,
    width_problem,
)


def test_a_quarter_turn_takes_i_to_j_exactly() -> None:
    assert rotation(90).tolist() == [[0, -1], [1, 0]]
    assert rotation(-90).tolist() == [[0, 1], [-1, 0]]
    assert rotation(360).tolist() == [[1, 0], [0, 1]]


def test_a_rotation_turns_counter_clockwise() -> None:
    turned = rotation(30) @ [1, 0]
    assert turned == pytest.approx([math.sqrt(3) / 2, 0.5])


def test_a_shear_slides_x_by_the_height() -> None:
    assert (shearing(0.6, 0) @ [1, 2]).tolist() == [2.2, 2]


def test_a_mirror_at_45_degrees_swaps_the_axes() -> None:
    assert reflection(45).tolist() == [[0, 1], [1, 0]]


def test_the_first_step_is_applied_first() -> None:
    choice = MapChoice((NamedMap("rotate", (90.0,)), NamedMap("stretch", (2.0, 3.0))))
    assert matrix_of(choice, 2).tolist() == [[0, -2], [3, 0]]
    assert [step.name for step in steps_of(choice)] == ["rotate", "stretch"]


def test_columns_are_where_the_basis_vectors_land() -> None:
    matrix = matrix_of(MapChoice(rows=((1.0, 2.0), (3.0, 4.0))), 2)
    assert (matrix @ [1, 0]).tolist() == matrix[:, 0].tolist() == [1, 3]


def test_the_identity_fits_any_width_and_has_no_steps() -> None:
    assert is_identity(matrix_of(IDENTITY, 7))
    assert steps_of(IDENTITY) == ()


def test_maps_of_the_plane_say_so_to_other_widths() -> None:
    assert "give a matrix" in (width_problem(NamedMap("rotate", (30.0,)), 3) or "")
    assert width_problem(NamedMap("stretch", (1.0, 2.0, 3.0)), 3) is None
    assert "wanted 3 factors" in (width_problem(NamedMap("stretch", (1.0, 2.0)), 3) or "")


def test_matrices_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        rotation(30)[0, 0] = np.pi

"""The numbers on a plane's axes stand where they belong, and are those of what lies on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from manim import VGroup

from scenes.kit.checks.truth import misreadings
from scenes.kit.layout import Region
from scenes.kit.plane.arrows import Arrow
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.ticks import Scale, Tick, scale_of
from scenes.kit.plane.view import View
from scenes.kit.theme import NIGHT
from tests.scenes.rehearsals import BANK, lesson_of

TRACE = lesson_of(BANK)[1]
VIEW = View(Region(-3, -2, 4, 3), 1.0, (0.5, 0.25))
X, Y = 0, 1


def found(*props: VGroup) -> list[str]:
    return misreadings(props, TRACE)


def test_a_scale_is_the_last_whole_steps_that_have_room() -> None:
    # right of the origin are 3.5 units less 0.3, above it 2.75 less 0.3
    assert scale_of(VIEW).ends.tolist() == [[3.0, 0.0], [0.0, 2.0]]
    assert scale_of(replace(VIEW, scale=0.5)).ends.tolist() == [[6.0, 0.0], [0.0, 4.0]]


def test_a_planes_numbers_are_true_on_either_side_of_their_axes() -> None:
    plane = Plane(NIGHT, VIEW)
    assert [tick.words for tick in plane.ticks] == ["3", "2"]
    assert found(plane) == []
    for tick in plane.ticks:
        tick.cross_over()
    assert found(plane) == []


@pytest.mark.parametrize("axis", [X, Y])
@pytest.mark.parametrize("way", [(0.05, 0.0), (0.0, 0.05)])
def test_a_number_that_stands_elsewhere_is_caught(axis: int, way: tuple[float, float]) -> None:
    tick = Tick(NIGHT, scale_of(VIEW), axis)
    assert found(tick) == []
    (said,) = found(tick.shift(np.array([*way, 0.0])))
    assert "which is not the place of" in said


@pytest.mark.parametrize("axis", [X, Y])
def test_a_number_that_says_another_is_caught_in_its_word_and_in_its_digits(axis: int) -> None:
    tick = Tick(NIGHT, scale_of(VIEW), axis)
    tick.words = "4"
    assert f"shows 4, the plane says {3 - axis}" in found(tick)[0]
    tick, other = (Tick(NIGHT, scale_of(VIEW), each) for each in (axis, 1 - axis))
    tick.submobjects = other.move_to(tick).submobjects
    assert "the plane says" in found(tick)[0]


def test_a_scale_that_is_not_its_views_is_caught() -> None:
    wrong = scale_of(VIEW).ends + np.eye(2)
    wrong.setflags(write=False)
    (said,) = found(Tick(NIGHT, Scale(VIEW, wrong), X))
    assert said.endswith("computed again, its numbers are others")


def test_an_arrow_on_a_plane_of_another_scale_is_caught() -> None:
    def arrow(view: View) -> Arrow:
        return Arrow(NIGHT, view, TRACE.table_2d, 0)

    plane = Plane(NIGHT, VIEW)
    assert found(plane, arrow(VIEW)) == []
    (said,) = found(plane, arrow(replace(VIEW, scale=1.1)))
    assert said == "Arrow[0]: its scale is not that of the plane that it lies on"
    assert found(plane, arrow(replace(VIEW, origin=(0.6, 0.25))))
    beside = View(Region(-9, -2, -5, 3), 1.1, (-7.0, 0.0))
    assert found(plane, arrow(beside)) == []

"""Labels find clear spots near what they name, and formulas break into lines that fit."""

from __future__ import annotations

import numpy as np
from manim import Rectangle

from scenes.kit.layout import Region
from scenes.kit.plane.labels import at_tip, beside, box_of, clear_of, overlap, place, strayed
from scenes.kit.theme import NIGHT
from scenes.kit.type.flow import flow
from scenes.kit.type.maths import Maths

FIELD = Region(-5, -4, 5, 4)
ORIGIN = np.zeros(3)


def label() -> Rectangle:
    return Rectangle(width=0.8, height=0.4)


def point(x: float, y: float) -> np.ndarray:
    return np.array([x, y, 0.0])


def test_labels_of_neighbouring_tips_keep_off_each_other_and_every_line() -> None:
    tips = [point(2, 2), point(2.2, 1.9), point(2.4, 1.7), point(1.7, 2.2)]
    lines = [(ORIGIN, tip) for tip in tips]
    tags = [at_tip(label(), tip, ORIGIN) for tip in tips]
    place(tags, FIELD, lines)
    boxes = [box_of(tag.label) for tag in tags]
    assert all(clear_of(box, lines, []) and FIELD.holds(box) for box in boxes)
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_no_line_runs_between_a_label_and_its_tip_where_another_side_is_free() -> None:
    tag = at_tip(label(), point(2, 1), ORIGIN)
    wall = (point(2.1, -3), point(2.1, 3))
    place([tag], FIELD, [(ORIGIN, tag.point), wall])
    assert box_of(tag.label).right < 2.1
    assert strayed(box_of(tag.label), tag) < 0.5


def test_labels_are_placed_the_same_way_every_time() -> None:
    def placed() -> list[tuple[float, float]]:
        tips = [point(np.cos(t), np.sin(t)) for t in np.linspace(0, 3, 6)]
        tags = [at_tip(label(), tip, ORIGIN) for tip in tips]
        place(tags, FIELD, [(ORIGIN, tip) for tip in tips])
        return [box_of(tag.label).centre for tag in tags]

    assert placed() == placed()


def test_a_label_beside_a_segment_says_whether_it_is_clear() -> None:
    segment = (point(-1, 0), point(1, 0))
    walled = [Region(-5, 0.01, 5, 4), Region(-5, -4, 5, -0.01)]
    assert beside(label(), segment, FIELD, [segment])
    assert not beside(label(), segment, FIELD, [segment], walled)


def test_a_formula_breaks_between_its_parts_and_shrinks_no_further_than_can_be_read() -> None:
    def parts() -> list[Maths]:
        return [Maths(NIGHT, formula, 0.42) for formula in ("y", "= 1 a", "+ 2 b", "+ 3 c")]

    wide, narrow = parts(), parts()
    assert flow(wide, Region(0, 0, 8, 1))
    assert len({round(part.baseline, 6) for part in wide}) == 1
    assert flow(narrow, Region(0, 0, 1.6, 2))
    assert len({round(part.baseline, 6) for part in narrow}) > 1
    assert all(part.get_left()[0] >= 0 and part.get_right()[0] <= 1.601 for part in narrow)
    assert not flow(parts(), Region(0, 0, 0.2, 0.2))

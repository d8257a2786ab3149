"""One continuous thought: a beat opens on the very picture that the beat before it closed on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from manim import Mobject, VGroup

from core.computing import Computed
from scenes.kit.handover import Handover, matched, pieces_of
from scenes.kit.layout import Region
from scenes.kit.plane.arrows import Arrow
from scenes.kit.plane.plane import Plane
from scenes.kit.plane.view import View
from scenes.kit.props.chips import Chip
from scenes.kit.theme import theme_of
from scenes.kit.type.number import Number
from scenes.kit.type.words import Words
from studio.draw import drawing
from studio.plan.plan import Clip, clips_of
from studio.plan.screen import Screen
from tests.scenes.rehearsals import (
    BANK,
    SHAPES,
    SHIPPED,
    STRESS,
    configured,
    lesson_of,
    made,
    storyboard,
)
from tests.turns import in_turn

SIZES = {"16:9": (192, 108), "9:16": (108, 192), "1:1": (120, 120), "4:5": (120, 150)}
THEME = theme_of("night")
FEW = {*in_turn(STRESS, 0), *in_turn(STRESS, 9)}
SEEN = 0.02  # levels, on average: no more than the rims of what is drawn in another order


def clips(path: Path, shape: str) -> tuple[Clip, ...]:
    return clips_of(Computed(*lesson_of(path)), Screen(shape, *SIZES[shape], 1))


class Film:
    """The first and the last frame of a clip, as they were drawn."""

    def __init__(self, clip: Clip, folder: Path) -> None:
        frames = list[np.ndarray]()

        def draw(pixels: np.ndarray, _repeat: int) -> None:
            frames[1:] = [pixels.copy()]

        drawing.configure(clip, folder)
        drawing.perform(drawing.beat_of(clip, drawing.Projector(draw)))
        self.first, self.last = frames


PLAYED = [
    pytest.param(path, shape, id=f"{path.stem}-{shape}")
    for number, path in enumerate([*SHIPPED, *sorted(FEW)])
    for shape in in_turn(SHAPES, number)
]


@pytest.mark.parametrize(("path", "shape"), PLAYED)
def test_a_beat_opens_on_the_picture_before_it(
    path: Path, shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    films = [(clip.name, Film(clip, tmp_path)) for clip in clips(path, shape)]
    seams = [
        name for (_, one), (name, two) in pairwise(films) if not np.array_equal(one.last, two.first)
    ]
    assert seams == []


class Pictures:
    """The first and the last picture of every beat of the bank lesson, undrawn."""

    def __init__(self, shape: str) -> None:
        self.beats = [made(BANK, position, shape) for position in range(len(storyboard(BANK)))]
        for beat in self.beats:
            beat.rehearse()
        self.lasts = [beat.mobjects for beat in self.beats]
        self.opening = [made(BANK, position, shape) for position in range(len(self.beats))]
        for beat in self.opening:
            beat.set_stage()
        self.firsts = [[*beat._present, beat.header] for beat in self.opening]

    def of(self, mobjects: Sequence[Mobject]) -> np.ndarray:
        beat = self.beats[0]
        beat.clear()
        beat.add(*mobjects)
        return np.asarray(beat.picture(), dtype=int)


@pytest.mark.parametrize("shape", in_turn(SHAPES, 0))
def test_any_beat_takes_over_from_any_other(shape: str) -> None:
    seams = list[str]()
    with configured(shape):
        pictures = Pictures(shape)
        last, first = (list(map(pictures.of, each)) for each in (pictures.lasts, pictures.firsts))
        for (one, old), (two, new) in product(
            enumerate(pictures.lasts), enumerate(pictures.firsts)
        ):
            handover = Handover(old, new)
            for alpha, wanted in ((1.0, first[two]), (0.0, last[one])):
                handover.interpolate_mobject(alpha)
                apart = np.abs(pictures.of([handover.mobject]) - wanted)
                if apart.mean() > SEEN:
                    seams.append(f"{one} to {two} at {alpha}: {apart.mean():.2f}")
    assert seams == []


def test_what_both_know_moves_and_the_rest_comes_or_leaves() -> None:
    numbers = np.array([[3.0, 1.0], [1.0, 2.0]])
    views = [View.fitting(Region(*each), numbers) for each in ((-4, -2, 0, 2), (0, -1, 4, 3))]
    old = [Plane(THEME, views[0]), *_shown(views[0], numbers), Words(THEME, "gone")]
    new = [Words(THEME, "new"), Plane(THEME, views[1]), *_shown(views[1], numbers)[::-1]]
    known = matched(list(pieces_of(old)), list(pieces_of(new)))
    assert {type(each).__name__ for each in known.values()} == {"Plane", "Arrow", "Number", "Chip"}
    for piece in new:
        if id(piece) in known and isinstance(piece, Arrow):
            assert known[id(piece)].source.index == piece.source.index


def test_a_handover_touches_no_prop() -> None:
    numbers = np.array([[3.0, 1.0], [1.0, 2.0]])
    views = [View.fitting(Region(*each), numbers) for each in ((-4, -2, 0, 2), (0, -1, 4, 3))]
    sides = [VGroup(Plane(THEME, view), *_shown(view, numbers)) for view in views]
    before = [[part.points.copy() for part in side.get_family()] for side in sides]
    handover = Handover(*sides)
    handover.interpolate_mobject(0.4)
    for side, points in zip(sides, before, strict=True):
        assert all(
            np.array_equal(part.points, was)
            for part, was in zip(side.get_family(), points, strict=True)
        )


def test_a_vector_goes_straight_with_the_plane_that_it_lies_in() -> None:
    numbers = np.array([[3.0, 1.0]])
    views = [View.fitting(Region(*each), numbers) for each in ((-4, -2, 0, 2), (0, -1, 4, 3))]
    arrows = [Arrow(THEME, view, numbers, (0,)) for view in views]
    handover = Handover(arrows[:1], arrows[1:])
    handover.interpolate_mobject(0.5)
    halfway = views[0].toward(views[1], 0.5).point(numbers[0])
    tips = handover.mobject.submobjects[0].points
    assert np.linalg.norm(tips - halfway, axis=1).min() < 1e-6


def _shown(view: View, numbers: np.ndarray) -> list[Mobject]:
    arrows = [Arrow(THEME, view, numbers, (row,)) for row in range(len(numbers))]
    return [*arrows, Number(THEME, numbers, (0, 1)), Chip(THEME, "bank")]

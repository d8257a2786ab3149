"""Our camera draws, pixel by pixel, what Manim's own draws."""

import manim
import numpy as np
import pytest
from manim import Circle, PointCloudDot, Square, VGroup, VMobject
from xxhash import xxh3_128

from core.catalogue.beats import BEATS
from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.draw import drawing
from studio.draw.camera import Camera
from studio.plan.plan import clips_of
from studio.plan.screen import Screen
from tests.scenes.rehearsals import playing

TINY = Screen("16:9", 192, 108, 6)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """Manim's configuration changes the working directory."""
    monkeypatch.chdir(tmp_path)


def frames(clip, folder, camera):
    drawing.configure(clip, folder)
    shown = []
    projector = drawing.Projector(
        lambda pixels, repeat: shown.append((xxh3_128(pixels.data).digest(), repeat))
    )
    projector.camera = camera()
    drawing.perform(drawing.beat_of(clip, projector))
    return shown


@pytest.mark.parametrize("name", BEATS)
def test_every_frame_of_every_beat_is_the_same(name, tmp_path):
    lesson, position = playing(name)
    clip = clips_of(Computed.of(read_lesson(lesson)), TINY)[position]
    ours, theirs = (frames(clip, tmp_path, kind) for kind in (Camera, manim.Camera))
    assert len(ours) > 10
    assert ours == theirs


def pictures(*mobjects):
    with manim.tempconfig({"pixel_width": 160, "pixel_height": 90}):
        for kind in (Camera, manim.Camera):
            camera = kind()
            for _ in range(3):  # a path is kept from the second time on
                camera.reset()
                camera.capture_mobjects(mobjects)
            yield camera.pixel_array


def holed():
    """A shape of several outlines, one of them open."""
    shape = VMobject(stroke_width=5, fill_opacity=0.4)
    for outline in (Square(3), Circle(1), Square(0.5)):
        shape.append_points(outline.points)
    shape.append_points(Circle(1.4).points[:9])
    return shape


odd = {
    "invisible": lambda: [Square(fill_opacity=0, stroke_opacity=0), Circle(stroke_width=0)],
    "behind": lambda: [Circle(fill_opacity=1).set_stroke(width=20, background=True)],
    "gradient": lambda: [Square(fill_opacity=1).set_color_by_gradient("#ff0000", "#0000ff")],
    "sheen": lambda: [Circle(fill_opacity=0.8).set_sheen(0.5)],
    "z": lambda: [Circle(fill_opacity=1).set_z_index(2), Square(fill_opacity=1)],
    "holes": lambda: [holed()],
    "not finite": lambda: [Square().apply_function(lambda p: p * np.nan)],
    "points": lambda: [PointCloudDot(density=5), Square()],
    "few points": lambda: [VMobject().set_points(np.zeros((3, 3)))],
}


@pytest.mark.parametrize("name", odd)
def test_odd_shapes_are_drawn_the_same(name):
    ours, theirs = pictures(*odd[name]())
    assert np.array_equal(ours, theirs)


def test_what_is_in_two_groups_is_drawn_once_and_last():
    shared = Circle(fill_opacity=0.5)
    ours, theirs = pictures(VGroup(shared, Square(fill_opacity=0.5)), VGroup(shared))
    assert np.array_equal(ours, theirs)


def test_what_moves_is_drawn_anew():
    square = Square(fill_opacity=1)
    before = [picture.copy() for picture in pictures(square)]
    after = list(pictures(square.shift([1, 0.5, 0])))
    assert not np.array_equal(before[0], after[0])
    assert np.array_equal(*after)


def jagged(random, count):
    """Some shapes with pointed corners, wide strokes and see-through colours."""
    shapes = []
    for _ in range(count):
        corners = random.uniform(-3, 3, (random.integers(2, 7), 2))
        shape = VMobject(
            stroke_width=random.choice([0, 1, 9, 40]),
            stroke_opacity=random.choice([0.0, 0.4, 1.0]),
            fill_opacity=random.choice([0.0, 0.5, 1.0]),
            color=f"#{random.integers(0, 1 << 24):06x}",
        )
        shape.set_points_as_corners([[x, y, 0] for x, y in corners])
        shape.scale(random.choice([0.1, 0.5, 2.0])).shift([*random.uniform(-4, 4, 2), 0])
        shapes.append(shape)
    return shapes


@pytest.mark.parametrize("seed", range(12))
def test_a_picture_of_which_a_part_changes_is_that_of_a_whole_drawing(seed):
    random = np.random.default_rng(seed)
    with manim.tempconfig({"pixel_width": 320, "pixel_height": 180}):
        ours, theirs = Camera(), manim.Camera()
        shapes = jagged(random, 14)
        for _ in range(25):
            chosen = shapes[random.integers(0, 14)]
            match random.integers(0, 5):
                case 0:
                    chosen.shift([*random.uniform(-1, 1, 2), 0])
                case 1:
                    chosen.set_fill(opacity=random.uniform(0, 1))
                case 2:
                    chosen.set_stroke(width=random.uniform(0, 30))
                case 3:
                    shapes[0], shapes[5] = shapes[5], shapes[0]
            ours.show(ours.background, shapes)
            theirs.reset()
            theirs.capture_mobjects(shapes)
            assert np.array_equal(ours.pixel_array, theirs.pixel_array)

"""The word map of every lesson can be read, tells the truth, and stays in its frame as it turns."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from core.catalogue.beats import BEATS
from core.catalogue.words import WordMap as WordMapSpec
from core.catalogue.words import word_map_of
from core.computing import trace_of
from core.lesson import Lesson
from core.reading.lesson import read_lesson
from core.trace.word_map import MOST_MAPPED
from core.words.script import script_of
from scenes.kit.checks.legibility import flaws
from scenes.kit.checks.truth import misreadings
from scenes.kit.layout import Layout, Region
from scenes.kit.plane.labels import box_of, overlap
from scenes.kit.plane.view import View
from scenes.kit.theme import NIGHT
from scenes.kit.type.words import Words
from scenes.sets.word_map.atlas import Atlas
from scenes.sets.word_map.cloud import Dot, Gaze
from scenes.sets.word_map.names import settle
from scenes.sets.word_map.orbit import TILT, Orbit
from scenes.word_map import WordMap
from tests.scenes.rehearsals import SHAPES, SHIPPED, STRESS, configured, lesson_of, storyboard
from tests.turns import in_turn

UNTOLD = [
    path
    for path in [*SHIPPED, *STRESS]
    if "word_map" not in storyboard(path) and len(lesson_of(path)[1].words) <= MOST_MAPPED
]
FIFTY = next(path for path in STRESS if path.stem == "fifty_dimensional")


def beat_of(path: Path, shape: str, **options: object) -> WordMap:
    """The beat for a lesson that perhaps does not show it by itself."""
    spec = WordMapSpec(**options)  # type: ignore[arg-type]
    lesson: Lesson = read_lesson(path).model_copy(update={"storyboard": (spec,)})
    trace = trace_of(lesson)
    assert spec.needs(lesson, trace) == []
    return WordMap(spec, trace, NIGHT, Layout.of(shape), script_of(lesson, trace, 0))


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        pytest.param(path, shape, id=f"{path.stem}-{shape}")
        for place, path in enumerate(UNTOLD)
        for shape in in_turn(SHAPES, place)
    ],
)
def test_lessons_that_do_not_show_it_could(path: Path, shape: str) -> None:
    found: list[str] = []
    with configured(shape):
        beat = beat_of(path, shape)
        beat.resting.append(
            lambda seen, cue: found.extend(
                f"{cue}: {text}"
                for text in (
                    *flaws(seen.mobjects, seen.theme, seen.layout),
                    *misreadings(seen.mobjects, seen.trace),
                )
            )
        )
        beat.rehearse()
    assert found == []


def atlas_of(path: Path, region: Region) -> Atlas:
    trace = trace_of(read_lesson(path))
    found = word_map_of(WordMapSpec(), trace)
    assert found is not None
    return Atlas(NIGHT, Layout.of("16:9"), region, found, trace.in_sentence)


@pytest.fixture(scope="module")
def orbit() -> Orbit:
    return Orbit(atlas_of(FIFTY, Region(-4, -2, 4, 2)))


def test_a_gaze_turns_and_tilts_as_matrices_do() -> None:
    places = np.random.default_rng(3).normal(size=(5, 3))
    view = View(Region(-1, -1, 1, 1), 2.0, (0.5, -0.25))
    turn, tilt = 0.7, 0.3
    about_upright = np.array(
        [[np.cos(turn), 0, -np.sin(turn)], [0, 1, 0], [np.sin(turn), 0, np.cos(turn)]]
    )
    about_level = np.array(
        [[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]]
    )
    wanted = places @ (about_level @ about_upright).T
    gaze = Gaze(view, 1.0, turn, tilt)
    assert np.allclose(gaze.seen(places), wanted)
    assert np.allclose(gaze.point(places)[:, :2], wanted[:, :2] * 2 + [0.5, -0.25])
    assert np.allclose(Gaze(view, 1.0).point(places)[:, :2], view.point(places[:, :2])[:, :2])


def test_dots_are_the_trace_and_stand_where_the_last_gaze_sees_them(orbit: Orbit) -> None:
    atlas, spread = orbit.atlas, orbit.atlas.found.spread
    orbit.look(orbit.round, 1.0)
    turn = orbit.round.turn
    for dot, (x, y, z) in zip(atlas.dots, spread.places, strict=True):
        assert dot.numbers is spread.places
        across, toward = x * np.cos(turn) - z * np.sin(turn), x * np.sin(turn) + z * np.cos(turn)
        up = y * np.cos(TILT) - toward * np.sin(TILT)
        scale, origin = orbit.round.view.scale, np.array(orbit.round.view.origin)
        assert np.allclose(dot.tip[:2], np.array([across, up]) * scale + origin)
        assert dot.misreading() is None


def test_nearer_dots_are_larger_and_brighter(orbit: Orbit) -> None:
    orbit.look(orbit.round, 1.0)
    same = [dot for dot in orbit.atlas.dots if dot.radius == orbit.atlas.small]
    depths = [float(orbit.round.seen(dot.source.value)[2]) for dot in same]
    order = np.argsort(depths)
    assert np.all(np.diff([same[place].width for place in order]) > 0)
    assert np.all(np.diff([float(same[place].fill_opacity) for place in order]) > 0)


def test_a_dot_at_another_depth_is_a_lie(orbit: Orbit) -> None:
    dot = Dot(NIGHT, orbit.round, orbit.atlas.found.places, 1)
    assert dot.misreading() is None
    dot.points = dot.outline(orbit.raised)
    assert dot.misreading() is not None


@pytest.mark.parametrize("shape", SHAPES)
def test_all_the_way_round_nothing_leaves_the_frame(shape: str) -> None:
    with configured(shape):
        beat = beat_of(FIFTY, shape)
        beat.set_stage()
        orbit = beat.orbit
        assert orbit is not None
        names = [beat.atlas.names[place] for place in orbit.turning]
        for share in np.linspace(0, 1, 24):
            orbit.look(orbit.raised.between(orbit.round, share), share)
            shown = [beat.atlas.everything, orbit.stems, *names]
            found = flaws(shown, NIGHT, beat.layout)
            assert not [flaw for flaw in found if "leaves" in flaw]


def test_the_turn_begins_at_the_flat_map(orbit: Orbit) -> None:
    atlas = orbit.atlas
    for dot in atlas.dots:
        dot.look(atlas.front)
    flat = np.array([dot.tip[:2] for dot in atlas.dots])
    orbit.look(atlas.front.between(orbit.raised, 0.0), 0.0)
    assert np.allclose(flat, [dot.tip[:2] for dot in atlas.dots])
    assert np.allclose(flat, atlas.front.view.point(atlas.found.places[:, :2])[:, :2])


def test_a_flat_view_never_turns() -> None:
    with configured("16:9"):
        beat = beat_of(FIFTY, "16:9", view="2d")
        beat.rehearse()
    assert [spoken.cue for spoken in beat.timeline] == ["places", "kin", "near", "lost"]
    assert beat.orbit is None
    assert not beat.spec.turns(beat.trace)


def test_words_can_be_chosen_and_the_focus_comes_along() -> None:
    with configured("16:9"):
        beat = beat_of(FIFTY, "16:9", words=("river", "shore", "money", "cash"))
        beat.set_stage()
    assert beat.found.words == ("bank", "river", "shore", "money", "cash")
    assert len(beat.atlas.dots) == 5


def test_names_in_a_crowd_cover_neither_each_other_nor_any_dot() -> None:
    points = np.zeros((40, 3))
    points[:, :2] = np.random.default_rng(5).uniform(-2, 2, size=(40, 2))
    names = {row: Words(NIGHT, f"word{row}", 0.25) for row in range(40)}
    main = {row: names[row] for row in (0, 1, 2)}
    others = {row: names[row] for row in range(3, 40)}
    bounds = Region(-3, -3, 3, 3)
    told = settle(main, others, points, [0.06] * 40, bounds)
    boxes = [box_of(names[row]) for row in (*main, *told)]
    dots = [Region(x - 0.06, y - 0.06, x + 0.06, y + 0.06) for x, y, _ in points]
    assert len(told) > 10
    assert not any(overlap(one, other) > 0 for one, other in combinations(boxes, 2))
    assert not any(overlap(box, dot) > 0 for box in boxes for dot in dots)
    assert all(bounds.holds(box) for box in boxes)


def test_the_catalogue_has_it_after_the_words_have_become_arrows() -> None:
    names = list(BEATS)
    assert names.index("word_map") == names.index("tokens") + 1

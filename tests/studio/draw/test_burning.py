"""Captions in the pictures: in their frames and their region, and nowhere else."""

import json
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest

from core.computing import Computed
from core.reading.lesson import read_lesson
from scenes.kit.checks.legibility import ground_of
from scenes.kit.layout import EDGE, LAYOUTS, Layout
from scenes.kit.theme import THEMES, contrast, theme_of
from studio.draw import clips, drawing
from studio.draw.burning import BAND, Burner, Patch, lettering, patch_of
from studio.draw.clips import render_clip
from studio.draw.stills import picture_of
from studio.film import production
from studio.plan.captions import LINE, Caption, captions_of
from studio.plan.forms import BURN, Form
from studio.plan.plan import clips_of, plan
from studio.plan.screen import Screen
from studio.video.frames import pictures
from tests.studio.conftest import MINIMAL, alone, cast
from tests.studio.dots import Dots
from tests.turns import in_turn

BANK = Path(__file__).parents[3] / "configs" / "bank.yaml"
SCREEN = Screen("16:9", 160, 90, 10)
PLAIN, BURNED = (Form("png", captions=captions) for captions in ("soft", BURN))
GLOW = 0.05  # Manim units: how far a halo's last breath may reach into the captions' region
unheard = [].append


def frames_of(result):
    with av.open(result.path) as film:
        return [picture.to_ndarray(format="rgb24") for picture in pictures(film)]


def rows_of(screen, slack=0.0):
    """The rows of pixels that the captions' region takes, as a slice."""
    layout = Layout.of(screen.shape)
    unit = screen.height / layout.frame_height
    top, bottom = layout.caption.top - slack, layout.caption.bottom
    return slice(
        int(np.ceil((layout.frame_height / 2 - top) * unit)),
        int((layout.frame_height / 2 - bottom) * unit),
    )


# --- in time


def patch(text):
    return Patch(1, 2, np.full((1, 1, 4), {"a": 50, "b": 90}[text], np.uint8))


@pytest.mark.parametrize("holds", [[12], [1] * 12, [3, 1, 8], [2, 2, 2, 6], [5, 7]])
def test_a_caption_is_in_its_frames_however_they_are_held(holds):
    seen = []

    def write(pixels, repeat):
        seen.extend([int(pixels[1, 2, 0])] * repeat)

    burner = Burner([Caption("a", 2, 5), Caption("b", 5, 9)], patch, write)
    frame = np.zeros((3, 4, 4), np.uint8)
    for hold in holds:
        burner.write(frame, hold)
    assert seen == [0, 0, 50, 50, 50, 90, 90, 90, 90, 0, 0, 0]
    assert not frame.any(), "the camera draws on it next"


def test_what_lies_over_a_frame_hides_it_by_its_alpha():
    frame = np.full((2, 2, 4), (100, 200, 40, 255), np.uint8)
    Patch(0, 1, np.array([[[30, 30, 30, 128]]], np.uint8)).lay_over(frame)
    assert frame[0, 1].tolist() == [30 + 50, 30 + 100, 30 + 20, 255]
    assert (frame[:, 0] == (100, 200, 40, 255)).all()


# --- in a clip


@pytest.fixture(scope="module", params=["dots", "pull"])
def pair(request, tmp_path_factory):
    """A clip without and with captions in its frames: of a small beat, and of a real one."""
    folder = tmp_path_factory.mktemp("burning")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        if request.param == "dots":
            cast(patch, Dots)
        lesson = read_lesson(BANK)
        found = []
        for form in (PLAIN, BURNED):
            every = clips_of(Computed.of(lesson), SCREEN, None, form)
            clip = next(each for each in every if each.spec.beat == "pull")
            found.append(render_clip(clip, folder / form.name, unheard))
        yield found


def test_captions_appear_in_their_frames_and_in_no_others(pair):
    plain, burned = pair
    captions = captions_of(plain.cues, SCREEN.fps)
    spoken = {n for caption in captions for n in range(caption.start, caption.end)}
    assert (burned.frames, burned.cues) == (plain.frames, plain.cues)
    changed = {
        number
        for number, (one, other) in enumerate(zip(frames_of(plain), frames_of(burned), strict=True))
        if (one != other).any()
    }
    assert changed == spoken
    assert 0 < len(spoken) < plain.frames


def test_captions_change_nothing_outside_of_their_region(pair):
    plain, burned = map(frames_of, pair)
    for one, other in zip(plain, burned):
        apart = (one != other).any(axis=(1, 2))
        assert not apart[: rows_of(SCREEN).start - 2].any()


def test_every_caption_has_one_picture_of_its_own(pair):
    plain, burned = pair
    captions = captions_of(plain.cues, SCREEN.fps)
    frames, rows = frames_of(burned), rows_of(SCREEN)
    bands = [{frames[n][rows].tobytes() for n in range(c.start, c.end)} for c in captions]
    assert [len(band) for band in bands] == [1] * len(captions)
    assert len(set.union(*bands)) == len(captions)


def test_pictures_and_stills_stay_without_captions(pair):
    plain, burned = pair
    assert plain.poster.read_bytes() == burned.poster.read_bytes()
    for one, other in zip(plain.stills, burned.stills, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()


def test_a_beat_that_plays_otherwise_than_rehearsed_is_found_out(computed, playing, monkeypatch):
    playing(Dots)
    monkeypatch.setattr(Dots, "rehearse", lambda beat: beat)  # says nothing
    clip = clips_of(computed, SCREEN, None, BURNED)[0]
    with pytest.raises(RuntimeError, match="beat 1 title: wanted the rehearsed cues"):
        clips.render_clip(clip, Path.cwd() / "clip", unheard)


# --- in a film


def test_a_burned_film_has_captions_beside_it_but_none_inside(tmp_path, monkeypatch):
    (tmp_path / "small.yaml").write_text(MINIMAL)
    monkeypatch.chdir(tmp_path)
    cast(monkeypatch, Dots)
    lesson, texts, keys = read_lesson(tmp_path / "small.yaml"), [], []
    for form in (Form(), Form(captions=BURN)):
        found = plan(Computed.of(lesson), SCREEN, tmp_path / "renders", ["2"], form=form)
        film = production.make_film(found, alone())
        texts.append((film.parent / "film.srt").read_text())
        manifest = json.loads((film.parent / "manifest.json").read_text())
        keys.append(manifest["clips"][0]["key"])
    assert film.parent.name == "90p10-2.tokens-burned"
    with av.open(film) as container:
        assert not container.streams.subtitles
    assert texts[0] == texts[1]
    assert keys[0] != keys[1]


# --- in space


@pytest.fixture
def configured(computed, playing, tmp_path):
    """`configured(shape)`: Manim, set up for a screen of this shape; its layout."""

    def configure(shape):
        screen = Screen.of("l", shape)
        drawing.configure(clips_of(computed, screen)[0], tmp_path / "manim")
        return Layout.of(shape)

    playing(Dots)
    return configure


LONGEST = "\n".join(["Wide words wander, wondering, woefully, www"[:LINE]] * 2)


@pytest.mark.parametrize("text", ["Short.", LONGEST, "字" * LINE, "كلمة في جملة\nשלום עולם"])
@pytest.mark.parametrize("shape", LAYOUTS)
def test_words_of_a_caption_stand_in_the_region_and_on_its_ground(configured, shape, text):
    layout = configured(shape)
    band, block = lettering(text, theme_of("night"), layout).submobjects
    region = layout.caption
    assert block.width <= region.width + 1e-6
    assert block.get_bottom()[1] == pytest.approx(region.bottom)
    assert block.get_top()[1] <= region.top + 1e-6
    assert band.width > block.width
    assert band.get_bottom()[1] > -layout.frame_height / 2 + EDGE / 2
    assert abs(block.get_center()[0] - region.centre[0]) < 1e-6


@pytest.mark.parametrize("shape", LAYOUTS)
def test_the_picture_is_where_the_words_are(configured, shape):
    layout = configured(shape)
    screen = Screen.of("l", shape)
    found = patch_of("One line", theme_of("night"), layout)
    rows, columns, _ = found.pixels.shape
    assert abs(found.column + columns / 2 - screen.width / 2) <= 1
    bottom = (found.row + rows) / screen.height * layout.frame_height - layout.frame_height / 2
    assert -layout.caption.bottom < bottom < -layout.caption.bottom + 0.15
    assert found.pixels[..., 3].max() == 255
    assert 0.7 * 255 < np.median(found.pixels[..., 3]) < 255


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_captions_can_be_read_over_anything_that_a_transparent_film_is_laid_on(theme):
    def over(below):
        parts = (int(theme.background[i : i + 2], 16) for i in (1, 3, 5))
        return "#" + "".join(f"{round(BAND * part + (1 - BAND) * below):02x}" for part in parts)

    for below in (0, 255):
        assert contrast(theme.text, over(below)) >= 4.5


@contextmanager
def without_ground(beat):
    """The beat's stage without the planes' lines, which run on below captions."""
    family = beat.get_mobject_family_members()
    lines = [line for part in family for line in ground_of(part)]
    drawn = [line.stroke_width for line in lines]
    for line in lines:
        line.stroke_width = 0
    yield
    for line, width in zip(lines, drawn, strict=True):
        line.stroke_width = width


@pytest.mark.parametrize("shape", in_turn(list(LAYOUTS), 0))
def test_no_beat_draws_where_captions_stand(shape, tmp_path, monkeypatch):
    """At rest and in the middle of every movement; every beat of the bank lesson."""
    monkeypatch.chdir(tmp_path)
    wide = Screen.of("l", shape)
    screen = Screen(shape, wide.width // 8 * 2, wide.height // 8 * 2, 5)
    rows = rows_of(screen, GLOW)
    for clip in clips_of(Computed.of(read_lesson(BANK)), screen):
        drawing.configure(clip, tmp_path)
        beat = drawing.beat_of(clip)

        def look(beat, cue="between", name=clip.name):
            with without_ground(beat):
                region = np.asarray(picture_of(beat))[rows]
            assert (region == region[0, 0]).all(), f"{name}: {cue}"

        beat.resting.append(look)
        beat.midway.append(look)
        beat.rehearse()

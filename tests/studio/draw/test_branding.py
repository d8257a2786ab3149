"""A brand stands in every frame, and an end card closes the film."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.computing import Computed
from core.lesson import Brand
from core.problems import LessonError
from core.reading.lesson import read_lesson
from scenes.kit.layout import LAYOUTS, LEAST_TEXT, Layout
from scenes.kit.plane.labels import box_of
from scenes.kit.props.cards import Header
from scenes.kit.theme import NIGHT
from studio.draw import drawing
from studio.draw.branding import Mark
from studio.draw.keys import key_of
from studio.keep.sources import Sources
from studio.plan.plan import clips_of
from studio.plan.screen import Screen

LESSON = """\
title: Which bank?
sentences: [money bank, river bank]
focus: bank
embeddings: {money: [3.0, 0.8], river: [-0.6, 3.0], bank: [1.0, 1.4]}
storyboard: [title, {beat: end, lines: ["All of {sentence}."], seconds: 2}]
"""
TINY = Screen("16:9", 320, 180, 5)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("RGBA", (200, 100), (255, 0, 0, 255)).save(tmp_path / "logo.png")
    path = tmp_path / "lesson.yaml"
    path.write_text(LESSON)
    return path


def branded(file, brand):
    file.write_text(LESSON + f"brand: {brand}\n")
    return read_lesson(file)


def frames(clip, folder):
    drawing.configure(clip, folder)
    shown = []
    beat = drawing.beat_of(clip, drawing.Projector(lambda pixels, _: shown.append(pixels.copy())))
    drawing.perform(beat)
    return beat, shown


def test_a_logo_stands_in_every_frame_at_the_top_right(file, tmp_path):
    for clip in clips_of(Computed.of(branded(file, "{logo: logo.png, text: Ours}")), TINY):
        beat, shown = frames(clip, tmp_path / "media")
        title, scale = beat.layout.title, 320 / beat.layout.frame_width
        for pixels in shown:
            red = np.argwhere((pixels[..., :3] == (255, 0, 0)).all(axis=-1))
            assert red[:, 1].min() > (title.right + beat.layout.frame_width / 2) * scale
            assert red[:, 0].max() < 40
            assert len(red) > 100


def test_the_text_keeps_the_heading_off(file, tmp_path):
    plain, *_ = clips_of(Computed.of(read_lesson(file)), TINY)
    named, *_ = clips_of(Computed.of(branded(file, "{text: Ours}")), TINY)
    widths = [frames(clip, tmp_path / "media")[0].layout.title.width for clip in (plain, named)]
    assert widths[1] < widths[0] - 0.8


def test_a_logo_stands_as_its_camera_was_held(file, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (200, 100), (255, 0, 0)).save(tmp_path / "turned.jpg", exif=exif)
    brand = branded(file, "{logo: turned.jpg}").brand
    mark = Mark(NIGHT, Layout.of("16:9"), brand)
    assert mark.place.height == pytest.approx(2 * mark.place.width)


@pytest.mark.parametrize("shape", LAYOUTS)
@pytest.mark.parametrize("heading", ["De puntuación a porción", "From raw scores to shares of one"])
def test_heading_and_subheading_stay_in_what_a_brand_leaves_of_the_title(shape, heading):
    brand = Brand(text="Taller de lenguas · 2º B")
    layout = Mark(NIGHT, Layout.of(shape), brand).layout
    for below in ("positivas, y suman uno", "of two sentences, each of which has several words"):
        header = Header(NIGHT, layout, heading, below)
        assert layout.title.holds(box_of(header), slack=0.01)
        assert min(part.em for part in header) > 0.999 * LEAST_TEXT


def test_another_logo_makes_another_clip(file, tmp_path):
    keys = []
    for colour in ("red", "blue"):
        Image.new("RGB", (20, 20), colour).save(tmp_path / "logo.png")
        clip, *_ = clips_of(Computed.of(branded(file, "{logo: logo.png}")), TINY)
        keys.append(key_of(clip, Sources()))
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    ("brand", "said"),
    [
        ("{logo: none.png}", "brand.logo: none.png: no such file, beside the lesson"),
        ("{logo: lesson.yaml}", "lesson.yaml: wanted a picture (PNG, JPEG, WEBP)"),
        ("{logo: large.png}", "large.png: wanted at most 4096 pixels a side"),
        ("{logo: cut.png}", "cut.png: this picture is damaged; save it anew"),
        ("{logo: .}", ".: wanted a picture's file, got a folder or something else"),
        ("{mark: x}", "unknown key"),
        ("Ours", "wanted `text:` or `logo:`, got “Ours”"),
    ],
)
def test_a_mistake_has_its_line(file, tmp_path, brand, said):
    Image.new("L", (5000, 2)).save(tmp_path / "large.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "logo.png").read_bytes()[:60])
    with pytest.raises(LessonError) as error:
        branded(file, brand)
    assert ":6:" in str(error.value)
    assert said in str(error.value)


def test_an_end_card_shows_its_lines_for_as_long_as_it_is_told(file, tmp_path):
    clip = clips_of(Computed.of(read_lesson(file)), TINY)[1]
    assert clip.script.labels["line1"] == "All of money bank."
    beat, shown = frames(clip, tmp_path / "media")
    assert [line.words for line in beat.lines] == ["All of money bank."]
    assert beat.frames >= 2 * TINY.fps
    assert len(shown) < beat.frames  # it stays in silence

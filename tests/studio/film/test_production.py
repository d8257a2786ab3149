"""A plan becomes a folder that holds a film and all that belongs to it."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import av
import pytest
import srt
import webvtt
from PIL import Image

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.errors import RenderError
from studio.film import production
from studio.plan.captions import LINE, READING_PACE
from studio.plan.plan import plan
from studio.plan.screen import Screen
from tests.studio.conftest import MINIMAL, alone, cast
from tests.studio.dots import Dots

SCREEN = Screen("16:9", 128, 72, 10)
COMPANIONS = {
    "contact_sheet.png",
    "film.mp4",
    "film.srt",
    "film.vtt",
    "lesson.yaml",
    "manifest.json",
    "numbers.json",
    "poster.png",
    "transcript.md",
    "transcript.txt",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The plan of a small film that is made in this process, its beats played by Dots."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "small.yaml").write_text(MINIMAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        cast(patch, Dots)
        yield plan(Computed.of(read_lesson(folder / "small.yaml")), SCREEN, folder / "renders")


def make(found):
    return production.make_film(found, alone())


@pytest.fixture(scope="module")
def film(found):
    return make(found)


@pytest.fixture(scope="module")
def manifest(film):
    return json.loads((film.parent / "manifest.json").read_text())


def test_the_film_and_its_companions_stand_in_one_folder(film, found):
    assert {file.name for file in film.parent.iterdir()} == COMPANIONS
    assert film.parent == found.folder
    assert [folder.name for folder in film.parent.parent.iterdir()] == ["72p10"]


def test_the_film_lasts_as_long_as_its_clips(film, manifest):
    frames = sum(clip["frames"] for clip in manifest["clips"])
    with av.open(film) as container:
        stream = container.streams.video[0]
        assert sum(1 for _ in container.decode(stream)) == stream.frames == frames
        assert stream.duration * stream.time_base == Fraction(frames, 10)
    assert manifest["frames"] == frames


def test_every_beat_is_a_chapter_under_its_heading(film, found):
    with av.open(film) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
    assert titles == [clip.script.heading for clip in found.clips]


def test_captions_can_be_read_and_do_not_overlap(film):
    subtitles = list(srt.parse((film.parent / "film.srt").read_text()))
    assert len(subtitles) == len(webvtt.read(film.parent / "film.vtt"))
    end = 0.0
    for subtitle in subtitles:
        seconds = (subtitle.end - subtitle.start).total_seconds()
        assert seconds >= len(subtitle.content) / READING_PACE
        assert all(len(line) <= LINE for line in subtitle.content.split("\n"))
        assert subtitle.start.total_seconds() >= end
        end = subtitle.end.total_seconds()


def test_the_embedded_captions_are_those_beside_the_film(film):
    beside = [(one.content, one.start) for one in srt.parse((film.parent / "film.srt").read_text())]
    with av.open(film) as container:
        inside = [
            (bytes(packet)[2:].decode(), float(packet.pts * packet.time_base))
            for packet in container.demux(subtitles=0)
            if packet.size > 2
        ]
    assert [text for text, _ in inside] == [text for text, _ in beside]
    for (_, start), (_, wanted) in zip(inside, beside, strict=True):
        assert start == pytest.approx(wanted.total_seconds(), abs=0.001)


def test_captions_are_shown_while_their_cue_is_spoken(film, manifest, found):
    subtitles = list(srt.parse((film.parent / "film.srt").read_text()))
    spoken = [
        (cue["start"] / 10, cue["end"] / 10) for clip in manifest["clips"] for cue in clip["cues"]
    ]
    for subtitle in subtitles:
        start, end = subtitle.start.total_seconds(), subtitle.end.total_seconds()
        assert any(start >= first - 0.001 and end <= last + 0.001 for first, last in spoken)


def test_the_transcript_has_every_word_that_is_spoken(film, found):
    transcript = (film.parent / "transcript.txt").read_text()
    for clip in found.clips:
        assert clip.script.heading in transcript
        assert all(cue.text in transcript for cue in clip.script.cues)


def test_the_poster_is_a_frame_in_full_size(film):
    with Image.open(film.parent / "poster.png") as poster:
        assert poster.size == (128, 72)


def test_the_contact_sheet_is_one_wide_page(film):
    with Image.open(film.parent / "contact_sheet.png") as sheet:
        assert sheet.width == 1920
        assert sheet.height > 500


def test_the_manifest_says_what_went_in_and_what_came_out(film, manifest, found):
    assert (
        manifest["lesson"]["sha256"]
        == hashlib.sha256(Path(found.lesson.document.file).read_bytes()).hexdigest()
    )
    assert manifest["screen"] == {"shape": "16:9", "width": 128, "height": 72, "fps": 10}
    assert [clip["beat"] for clip in manifest["clips"]] == ["title", "tokens", "pull"]
    assert set(manifest["files"]) == COMPANIONS - {"manifest.json"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((film.parent / name).read_bytes()).hexdigest() == digest


def test_the_same_plan_gives_the_same_film_again(film, manifest, found):
    make(found)
    assert json.loads((film.parent / "manifest.json").read_text()) == manifest


def test_a_failing_beat_leaves_the_film_before_as_it_was(film, found, monkeypatch):
    before = film.read_bytes()

    def fail(*_):
        raise RenderError("beat 2")

    monkeypatch.setattr(production, "assemble", fail)
    with pytest.raises(RenderError):
        make(found)
    assert film.read_bytes() == before
    assert [folder.name for folder in film.parent.parent.iterdir()] == ["72p10"]


def test_a_storyboard_is_a_page_without_a_film(found, tmp_path):
    path = tmp_path / "pages" / "sheet.png"
    assert production.make_storyboard(found, path, alone()) == path
    with Image.open(path) as sheet:
        assert sheet.width == 1920
    assert list(path.parent.iterdir()) == [path]


def test_a_still_is_one_picture_in_full_size(found, tmp_path):
    path = tmp_path / "pages" / "still.png"
    clip = found.clips[1]
    assert production.make_still(clip, None, path, alone()) == path
    with Image.open(path) as still:
        assert still.size == (128, 72)

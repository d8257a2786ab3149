"""A film holds its clips' frames, each at its time, and says what is in it."""

from fractions import Fraction

import av
import numpy as np
import pytest

from studio.film.assembly import Chapter, FilmError, Reel, assemble, inspect
from studio.plan.captions import Caption
from studio.plan.forms import FORMATS
from studio.plan.screen import Screen
from studio.video.encode import Encoder
from studio.video.frames import decoded, frame_of
from studio.video.writer import KEYFRAME_SECONDS

SMALL = Screen("16:9", 64, 36, 15)
FRAMES = (37, 1, 5)
MUXED = FORMATS["mp4"].joined


def pictures(count, seed, screen=SMALL):
    """A dot that walks over a coloured ground: no two frames of a clip are alike."""
    ground = np.random.default_rng(seed).integers(0, 255, 4, np.uint8)
    for number in range(count):
        picture = np.empty((screen.height, screen.width, 4), np.uint8)
        picture[:] = ground
        picture[:8, 8 * (number % 8) : 8 * (number % 8) + 8] = 255
        yield picture


def clip(folder, name, count, screen=SMALL):
    path = folder / f"{name}.mp4"
    with Encoder(path, screen) as encoder:
        for picture in pictures(count, seed=len(name), screen=screen):
            encoder.write(picture)
    return path


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    return [clip(folder, "c" * (i + 1), count) for i, count in enumerate(FRAMES)]


@pytest.fixture(scope="module")
def chapters():
    return [Chapter("Which bank?", 0, 37), Chapter("Übersicht", 37, 38), Chapter("c", 38, 43)]


@pytest.fixture(scope="module")
def film(clips, chapters, tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    captions = [Caption("Hello “bank”\n{two} lines", 3, 24), Caption("b", 24, 43)]
    metadata = {"title": "Which bank?", "comment": "Heed 1"}
    assemble(path, Reel(clips, SMALL, chapters, captions, "en", metadata), MUXED)
    return path


def test_a_clip_has_one_h264_stream_of_the_screens_size_and_rate(clips):
    with av.open(clips[0]) as container:
        (stream,) = container.streams
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.width, context.height) == (64, 36)
        assert stream.average_rate == 15


def test_colours_are_bt709_and_say_so(tmp_path):
    coral = np.empty((36, 64, 4), np.uint8)
    coral[:] = (255, 122, 89, 255)
    with Encoder(tmp_path / "coral.mp4", SMALL) as encoder:
        encoder.write(coral)
    with av.open(tmp_path / "coral.mp4") as container:
        context = container.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert tags == (1, 1, 1, 1)
    pixel = np.asarray(frame_of(tmp_path / "coral.mp4", 0))[18, 32]
    assert np.abs(pixel.astype(int) - (255, 122, 89)).max() <= 3


def test_a_held_frame_is_as_long_as_it_is_held(tmp_path):
    (picture,) = pictures(1, seed=0)
    with Encoder(tmp_path / "held.mp4", SMALL) as encoder:
        encoder.write(picture, repeat=40)
    assert encoder.frames == decoded(tmp_path / "held.mp4").frames == 40


def test_the_same_frames_have_the_same_hash_and_others_another(tmp_path):
    hashes = [decoded(clip(tmp_path, name, 9)).sha256 for name in ("a", "b", "ab")]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_film_has_every_frame_at_its_exact_time(film):
    with av.open(film) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert times == [Fraction(number, 15) for number in range(sum(FRAMES))]


def test_the_film_is_as_long_as_the_plan_says(film):
    with av.open(film) as container:
        stream = container.streams.video[0]
        assert stream.duration * stream.time_base == Fraction(sum(FRAMES), 15)
        assert (stream.frames, stream.average_rate) == (sum(FRAMES), 15)


def test_joining_changes_no_pixel(film, clips):
    with av.open(film) as container:
        shown = [frame.to_ndarray() for frame in container.decode(video=0)]
    parts = []
    for path in clips:
        with av.open(path) as container:
            parts += [frame.to_ndarray() for frame in container.decode(video=0)]
    assert all(map(np.array_equal, shown, parts))


def test_every_clip_begins_with_a_key_frame_and_a_player_finds_one_soon(film):
    with av.open(film) as container:
        keys = [p.pts for p in container.demux(video=0) if p.size and p.is_keyframe]
        tick = container.streams.video[0].time_base
    assert [round(key * tick * 15) for key in keys] == [0, 15 * KEYFRAME_SECONDS, 37, 38]


def test_the_film_has_a_chapter_for_every_beat(film, chapters):
    with av.open(film) as container:
        found = container.chapters()
    assert [one["metadata"]["title"] for one in found] == [one.title for one in chapters]
    starts = [round(float(one["start"] * one["time_base"]) * 15) for one in found]
    assert starts == [one.start for one in chapters]


def test_the_film_carries_its_captions(film):
    with av.open(film) as container:
        (stream,) = container.streams.subtitles
        assert stream.codec_context.name == "mov_text"
        assert stream.metadata["language"] == "eng"
        found = [
            (float(p.pts * p.time_base), float(p.duration * p.time_base), bytes(p)[2:].decode())
            for p in container.demux(stream)
            if p.size > 2
        ]
    assert found == [
        (pytest.approx(3 / 15), pytest.approx(21 / 15), "Hello “bank”\n｛two｝ lines"),
        (pytest.approx(24 / 15), pytest.approx(19 / 15), "b"),
    ]


def test_the_film_says_what_it_is(film):
    with av.open(film) as container:
        assert container.metadata["title"] == "Which bank?"
        assert container.metadata["comment"] == "Heed 1"


def test_the_films_index_stands_before_its_frames(film):
    head = film.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_clips_of_another_size_are_refused(clips, chapters, tmp_path):
    other = clip(tmp_path, "other", 5, Screen("16:9", 32, 36, 15))
    with pytest.raises(FilmError, match="wanted the stream of"):
        assemble(tmp_path / "f.mp4", Reel([clips[0], other], SMALL, chapters), MUXED)


def test_a_film_that_lacks_a_frame_is_found_out(film, clips, chapters):
    with pytest.raises(FilmError, match="wanted the frames 0 to 43"):
        inspect(film, Reel(clips, SMALL, [*chapters[:2], Chapter("c", 38, 44)]))


def test_a_film_with_another_clips_frames_is_found_out(film, clips, chapters, tmp_path):
    other = clip(tmp_path, "other", 37)
    with pytest.raises(FilmError, match="packet 0 is not the one of its clip"):
        inspect(film, Reel([other, *clips[1:]], SMALL, chapters))

"""Frames that say "as before" decode to just that, whatever came before and after."""

import re

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.plan.screen import Screen
from studio.video import encode, holds, writer
from studio.video.colour import pixels_of
from studio.video.encode import Encoder

SIZES = [(64, 36), (426, 240), (480, 854)]


def picture(number, size=(64, 36)):
    """A picture of its own for each number, with an edge that moves."""
    width, height = size
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[: height // 2, : 8 + 3 * number % width, :3] = 40 * number % 256, 90, 200
    pixels[height // 2 :, :, 1] = 17 * number % 256
    return pixels


def encoded(path, repeats, size=(64, 36)):
    encoder = Encoder(path, Screen("16:9", *size, 10))
    with encoder:
        for number, repeat in enumerate(repeats):
            encoder.write(picture(number, size), repeat)
    return encoder


def planes(path):
    with av.open(path) as film:
        return [
            (frame.pts, [pixels_of(plane).copy() for plane in frame.planes])
            for frame in film.decode(video=0)
        ]


def same(one, other):
    return all(map(np.array_equal, one, other))


@settings(max_examples=25, deadline=None)
@given(repeats=st.lists(st.integers(1, 60), min_size=1, max_size=8), size=st.sampled_from(SIZES))
def test_a_held_frame_is_the_one_before_to_the_last_bit(tmp_path_factory, repeats, size):
    path = tmp_path_factory.mktemp("held") / "clip.mp4"
    encoder = encoded(path, repeats, size)
    shown = planes(path)
    assert len(shown) == encoder.frames == sum(repeats)
    assert [pts for pts, _ in shown] == sorted({pts for pts, _ in shown})
    first = 0
    for number, repeat in enumerate(repeats):
        pictures = [each for _, each in shown[first : first + repeat]]
        assert all(same(pictures[0], each) for each in pictures)
        if number and repeats:
            assert not same(pictures[0], shown[first - 1][1])
        first += repeat


def test_frames_after_a_hold_are_what_they_would_be_without_it(tmp_path):
    encoded(tmp_path / "held.mp4", [1, 1, 1, 7, 1, 1])
    encoded(tmp_path / "plain.mp4", [1, 1, 1, 1, 1, 1])
    held = [each for _, each in planes(tmp_path / "held.mp4")]
    plain = [each for _, each in planes(tmp_path / "plain.mp4")]
    assert all(map(same, held[:3] + held[9:], plain[:3] + plain[3:]))


def test_what_is_held_costs_next_to_nothing(tmp_path):
    encoded(tmp_path / "once.mp4", [1, 1])
    encoded(tmp_path / "held.mp4", [1, 100])
    more = (tmp_path / "held.mp4").stat().st_size - (tmp_path / "once.mp4").stat().st_size
    assert more < 100 * 40


def test_a_picture_drawn_again_is_held_too(tmp_path):
    with Encoder(tmp_path / "again.mp4", Screen("16:9", 64, 36, 10)) as encoder:
        for _ in range(5):
            encoder.write(picture(3))
    sizes = packets(tmp_path / "again.mp4")
    assert len(sizes) == 5
    assert max(sizes[1:]) < 20


def packets(path):
    with av.open(path) as film:
        return [packet.size for packet in film.demux(video=0) if packet.size]


def test_a_player_can_jump_into_long_motion_and_behind_every_long_hold(tmp_path):
    far = writer.KEYFRAME_SECONDS * 10
    encoded(tmp_path / "clip.mp4", [1] * 50 + [3 * far] + [1] * 5)
    with av.open(tmp_path / "clip.mp4") as film:
        keys = [n for n, packet in enumerate(film.demux(video=0)) if packet.is_keyframe]
    assert keys == [0, far, 2 * far, 50 + 3 * far]


def test_equal_frames_have_equal_digests_however_they_were_given(tmp_path):
    whole = encoded(tmp_path / "one.mp4", [1, 3, 2]).sha256
    with Encoder(tmp_path / "two.mp4", Screen("16:9", 64, 36, 10)) as encoder:
        for number in (0, 1, 1, 1, 2, 2):
            encoder.write(picture(number))
    assert encoder.sha256 == whole
    assert encoded(tmp_path / "three.mp4", [1, 2, 3]).sha256 != whole


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("bframes=2", "picture order type"),
        ("cabac=1", "entropy coding"),
        ("weightp=2", "weights"),
        ("ref=3", "reference frames"),
    ],
)
def test_a_stream_that_holds_cannot_follow_is_refused(monkeypatch, tmp_path, setting, said):
    name = setting.split("=")[0]
    ways = re.sub(rf"{name}=\d", setting, encode.PROFILE["x264-params"])
    monkeypatch.setitem(encode.PROFILE, "x264-params", ways)
    with pytest.raises(RuntimeError, match=said):
        Encoder(tmp_path / "clip.mp4", Screen("16:9", 64, 36, 10))


@given(value=st.integers(0, 10**6), before=st.text("01", max_size=9))
def test_numbers_of_a_header_are_read_as_they_were_written(value, before):
    bits = before + holds._golomb(value) + "1"
    content = int(bits + "0" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big")
    reader = holds._Bits(content)
    reader.number(len(before))
    assert reader.golomb() == value


@given(content=st.lists(st.sampled_from([0, 1, 2, 3, 4, 255]), max_size=40).map(bytes))
def test_no_start_code_is_left_within_a_unit(content):
    ended = content + b"\x80"  # as every unit ends
    escaped = holds._escaped(ended)
    assert not re.search(rb"\0\0[\0-\2]", escaped)
    assert holds._plain(escaped) == ended

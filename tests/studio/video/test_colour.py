"""RGBA becomes BT.709 in whole numbers, the same with a C compiler and without."""

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from studio.video import colour
from studio.video.colour import converter, pixels_of, plainly

PRIMARIES = {  # limited range, from ITU-R BT.709-6, item 3.5, worked by hand
    (0, 0, 0): (16, 128, 128),
    (255, 255, 255): (235, 128, 128),
    (255, 0, 0): (63, 102, 240),
    (0, 255, 0): (173, 42, 26),
    (0, 0, 255): (32, 240, 118),
}


def planes(convert, pixels):
    frame = av.VideoFrame(pixels.shape[1], pixels.shape[0], "yuv420p")
    convert(pixels, frame)
    return [pixels_of(plane).copy() for plane in frame.planes]


def flat(rgb, height=4, width=6):
    return np.tile(np.array([*rgb, 255], np.uint8), (height, width, 1))


@pytest.mark.parametrize(("rgb", "wanted"), PRIMARIES.items())
def test_the_primaries_are_where_the_standard_puts_them(rgb, wanted):
    for convert in (converter(), plainly):
        assert [int(plane[0, 0]) for plane in planes(convert, flat(rgb))] == list(wanted)


@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_grey_has_no_colour(grey):
    assert [plane.max() for plane in planes(plainly, flat([grey] * 3))[1:]] == [128, 128]


sizes = st.tuples(st.integers(1, 20), st.integers(1, 40)).map(lambda s: (2 * s[0], 2 * s[1], 4))


@settings(max_examples=60, deadline=None)
@given(pixels=arrays.arrays(np.uint8, sizes))
def test_both_ways_give_the_same_bits(pixels):
    assert all(map(np.array_equal, planes(converter(), pixels), planes(plainly, pixels)))


def test_it_is_what_swscale_makes_but_for_rounding():
    values = np.random.default_rng(1).integers(0, 256, (9, 16, 4), dtype=np.uint8)
    pixels = np.ascontiguousarray(values.repeat(8, axis=0).repeat(8, axis=1))  # no fine detail
    theirs = VideoReformatter().reformat(
        av.VideoFrame.from_ndarray(pixels, format="rgba"),
        format="yuv420p",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )
    for ours, plane in zip(planes(plainly, pixels), theirs.planes):
        inner = (slice(1, None, 4), slice(1, None, 4))  # chroma is filtered across edges
        assert np.abs(ours[inner].astype(int) - pixels_of(plane)[inner]).max() <= 1


def test_a_machine_with_a_compiler_uses_it():
    if colour.shutil.which("cc") is None:
        pytest.skip("no C compiler here")
    assert converter() is not plainly


@pytest.fixture
def unknown():
    """As in a process that has not yet looked for a way."""
    converter.cache_clear()
    yield
    converter.cache_clear()


@pytest.mark.usefixtures("unknown")
def test_without_a_compiler_numpy_does_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HEED_CACHE", str(tmp_path))
    monkeypatch.setattr(colour.shutil, "which", lambda _: None)
    assert converter() is plainly


@pytest.mark.usefixtures("unknown")
def test_a_compiler_that_fails_or_lies_is_not_trusted(monkeypatch, tmp_path):
    monkeypatch.setenv("HEED_CACHE", str(tmp_path))
    wrong = tmp_path / "colour.c"
    monkeypatch.setattr(colour, "SOURCE", wrong)
    wrong.write_text("this is not C")
    assert converter() is plainly
    converter.cache_clear()
    good = colour.Path(colour.__file__).with_suffix(".c").read_text()
    assert "OFFSET_Y) >> SHIFT" in good
    wrong.write_text(good.replace("OFFSET_Y) >> SHIFT", "OFFSET_Y + 4000) >> SHIFT"))
    assert converter() is plainly
    converter.cache_clear()
    wrong.write_text(good)
    assert (converter() is plainly) == (colour.shutil.which("cc") is None)

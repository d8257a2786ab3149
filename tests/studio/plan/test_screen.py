"""What a film is shown on."""

import pytest

from studio.plan.screen import QUALITIES, SHAPES, Screen


@pytest.mark.parametrize(
    ("quality", "shape", "width", "height", "name"),
    [
        ("l", "16:9", 854, 480, "480p15"),
        ("l", "9:16", 480, 854, "480p15-9x16"),
        ("h", "16:9", 1920, 1080, "1080p60"),
        ("h", "9:16", 1080, 1920, "1080p60-9x16"),
        ("m", "1:1", 720, 720, "720p30-1x1"),
        ("k", "16:9", 3840, 2160, "2160p60"),
    ],
)
def test_a_letter_and_a_shape_give_manims_size(quality, shape, width, height, name):
    screen = Screen.of(quality, shape)
    assert (screen.width, screen.height, screen.name) == (width, height, name)


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_size_is_even_as_h264_wants_it(quality, shape):
    screen = Screen.of(quality, shape)
    assert screen.width % 2 == screen.height % 2 == 0


def test_the_rate_can_be_chosen():
    assert Screen.of("l", fps=24).name == "480p24"


def test_an_unknown_shape_is_named():
    with pytest.raises(ValueError, match="wanted one of 16:9, 9:16, 1:1, 4:5, got '4:3'"):
        Screen.of("l", "4:3")

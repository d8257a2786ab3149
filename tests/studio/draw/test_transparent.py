"""A real beat without its ground, laid over the ground, is the beat as it always is."""

import av
import numpy as np
import pytest

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.draw.clips import render_clip
from studio.places import CHECKOUT
from studio.plan.forms import Form
from studio.plan.plan import clips_of
from studio.plan.screen import Screen
from studio.video.frames import pictures
from tests.studio.plan.test_forms import GROUND, over, rgba

BANK = CHECKOUT / "configs" / "bank.yaml"


@pytest.fixture(scope="module")
def beat(tmp_path_factory):
    """`beat(form)`: the frames of a real beat in a form, RGBA; every tenth."""
    folder = tmp_path_factory.mktemp("beat")
    screen = Screen("16:9", 160, 90, 5)

    def frames(form):
        every = clips_of(Computed.of(read_lesson(BANK)), screen, None, form)
        clip = next(each for each in every if each.spec.beat == "pull")
        made = render_clip(clip, folder / form.name, [].append)
        with av.open(made.path) as film:
            return np.stack([rgba(picture) for picture in pictures(film)][::10])

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield frames


@pytest.fixture(scope="module")
def opaque_beat(beat):
    return beat(Form("png"))[..., :3].astype(float)


@pytest.mark.parametrize(
    ("name", "mean", "most"), [("png", 0.1, 2), ("mov", 0.5, 5), ("webm", 2, 99)]
)
def test_a_real_beat_without_ground_over_the_ground_is_the_real_beat(
    beat, opaque_beat, name, mean, most
):
    """A PNG but for the rounding of colours; ProRes and VP9 but for what they cost."""
    frames = beat(Form(name, transparent=True))
    apart = np.abs(over(frames, GROUND) - opaque_beat)
    assert apart.mean(axis=(1, 2, 3)).max() < mean
    assert apart.max() <= most
    assert (frames[..., 3] == 0).mean() > 0.3, "most of the stage is empty"
    assert (frames[..., 3] == 255).any()

"""A clip is drawn, encoded and looked at; a still shows the very frame that the film shows."""

import numpy as np
import pytest
from PIL import Image, ImageChops

from studio.draw.clips import render_clip
from studio.draw.stills import rehearse_clip, still_of
from studio.errors import UsageError
from studio.plan.plan import clips_of
from studio.plan.screen import Screen
from studio.video.frames import decoded, frame_of
from tests.studio.dots import Dots


class Endless(Dots):
    """A beat whose numbers went wrong."""

    def construct(self):
        self.square.points[0] = np.nan
        super().construct()


SCREEN = Screen("16:9", 128, 72, 10)
unheard = [].append


@pytest.fixture
def clip(computed, playing):
    playing(Dots)
    return clips_of(computed, SCREEN)[0]


@pytest.fixture
def result(clip, tmp_path):
    return render_clip(clip, tmp_path / "clip", unheard)


def test_a_clip_has_exactly_the_frames_of_its_beat(result, clip):
    assert result.frames == decoded(result.path).frames
    last = result.cues[-1]
    assert result.frames > last.end >= clip.seconds * SCREEN.fps


def test_a_rehearsal_knows_the_frames_and_the_times_before(result, clip, tmp_path):
    album = rehearse_clip(clip, tmp_path / "rehearsal", unheard)
    assert (album.frames, album.cues) == (result.frames, result.cues)


def test_every_cue_ends_in_a_still(result, clip):
    assert [still.cue for still in result.stills] == [cue.name for cue in clip.script.cues]
    assert [still.frame + 1 for still in result.stills] == [spoken.end for spoken in result.cues]
    for still in result.stills:
        with Image.open(still.path) as picture:
            assert picture.size == (128, 72)


def test_the_poster_is_the_last_resting_state_in_full_size(result):
    shown = frame_of(result.path, result.stills[-1].frame)
    assert near(Image.open(result.poster), shown)


def test_the_same_clip_has_the_same_frames_again(result, clip, tmp_path):
    assert render_clip(clip, tmp_path / "again", unheard).sha256 == result.sha256


def test_no_manim_cfg_has_a_say(result, clip, tmp_path, monkeypatch):
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "manim.cfg").write_text("[CLI]\nframe_rate = 3\nbackground_color = RED\n")
    monkeypatch.chdir(tmp_path / "again")
    assert render_clip(clip, tmp_path / "again", unheard).sha256 == result.sha256


def test_the_ground_has_the_themes_colour(result, clip):
    assert near(frame_of(result.path, 0), Image.new("RGB", (128, 72), "#0E1116"))


@pytest.mark.parametrize("frame", [0, 5, 9, 13, 30])
def test_a_still_at_a_time_is_the_frame_that_the_film_shows(result, clip, tmp_path, frame):
    still = still_of(str((frame + 0.5) / SCREEN.fps), clip, tmp_path / "still", unheard)
    assert near(Image.open(still.path), frame_of(result.path, frame))


def test_a_still_at_a_cue_is_its_resting_state(result, clip, tmp_path):
    rest = result.stills[0]
    still = still_of(rest.cue, clip, tmp_path / "still", unheard)
    assert near(Image.open(still.path), frame_of(result.path, rest.frame))


def test_a_still_of_nothing_in_particular_is_the_last_resting_state(result, clip, tmp_path):
    still = still_of(None, clip, tmp_path / "still", unheard)
    assert near(Image.open(still.path), Image.open(result.poster))


@pytest.mark.parametrize("at", ["9999", "-1", "nan", "nonsense"])
def test_a_time_or_cue_that_the_clip_lacks_is_refused(clip, tmp_path, at):
    with pytest.raises(UsageError, match="beat 1 title: wanted a time"):
        still_of(at, clip, tmp_path / "still", unheard)


def test_what_is_not_finite_is_not_drawn(clip, playing, tmp_path):
    playing(Endless)
    with pytest.raises(FloatingPointError, match="Endless"):
        render_clip(clip, tmp_path / "clip", unheard)


def near(one, other):
    """Whether two pictures differ by no more than what encoding costs."""
    difference = np.asarray(ImageChops.difference(one.convert("RGB"), other.convert("RGB")))
    return one.size == other.size and difference.mean() < 3

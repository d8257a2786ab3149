"""A stretch of the storyboard: from one beat to another."""

from pathlib import Path

import pytest

from core.reading.lesson import read_lesson
from studio.errors import UsageError
from studio.plan.plan import plan
from studio.plan.screen import Screen
from tests.studio.conftest import MINIMAL

LOW = Screen.of("l")
TWICE = MINIMAL.replace("[title, tokens, pull]", "[title, tokens, pull, tokens, pull, recap]")


@pytest.fixture
def lesson(tmp_path):
    """A lesson that shows `tokens` at 2 and 4, `pull` at 3 and 5, of 6 beats."""
    path = tmp_path / "twice.yaml"
    path.write_text(TWICE)
    return read_lesson(path)


def places(found):
    return [clip.position + 1 for clip in found.clips]


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        (("2", "4"), [2, 3, 4]),
        (("3", "3"), [3]),
        (("4", None), [4, 5, 6]),
        ((None, "2"), [1, 2]),
        (("tokens", None), [2, 3, 4, 5, 6]),
        ((None, "tokens"), [1, 2, 3, 4]),
        (("tokens", "pull"), [2, 3, 4, 5]),
    ],
)
def test_both_ends_belong_to_a_range_and_a_name_reaches_as_far_as_it_can(computed, span, wanted):
    assert places(plan(computed, LOW, span=span)) == wanted


def test_the_folder_of_a_range_says_it_briefly_and_that_of_all_beats_does_not(computed):
    folders = [
        plan(computed, LOW, Path("out"), span=span).folder for span in (("2", "5"), ("1", "6"))
    ]
    assert folders == [Path("out/twice/480p15-beats-2-5"), Path("out/twice/480p15")]


def test_a_range_has_the_very_clips_of_the_whole_film(computed):
    assert plan(computed, LOW, span=("2", "3")).clips == plan(computed, LOW).clips[1:3]


def test_a_range_that_ends_before_it_begins_is_refused(computed):
    with pytest.raises(UsageError, match="got 6 recap and 2 tokens"):
        plan(computed, LOW, span=("recap", "2"))


def test_a_beat_that_the_storyboard_lacks_is_named(computed):
    with pytest.raises(UsageError, match="got 'softmax'"):
        plan(computed, LOW, span=(None, "softmax"))


@pytest.mark.parametrize("end", ["--from", "--to"])
def test_a_range_and_single_beats_exclude_each_other(lesson, tmp_path, refusal, end):
    said = refusal(tmp_path / "twice.yaml", "--only", "pull", end, "2")
    assert "wanted either --only or --from and --to" in said

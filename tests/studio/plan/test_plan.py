"""A plan holds a frozen value for every clip."""

import pickle
from pathlib import Path

import pytest

from core.reading.lesson import read_lesson
from studio.errors import UsageError
from studio.places import RENDERS
from studio.plan.plan import clips_of, plan
from studio.plan.screen import Screen

LOW = Screen.of("l")


def beats(clips):
    return [clip.spec.beat for clip in clips]


def test_a_film_has_a_clip_for_every_beat_in_order(lesson):
    found = plan(lesson, LOW)
    assert beats(found.clips) == ["title", "tokens", "pull"]
    assert found.folder == RENDERS / "small" / "480p15"


def test_a_clip_knows_its_neighbours(lesson):
    first, second, last = clips_of(lesson, LOW)
    assert (first.before, first.after) == (None, second.spec)
    assert (last.before, last.after) == (second.spec, None)


def test_a_clip_is_the_same_after_a_journey_to_another_process(lesson):
    for clip in clips_of(lesson, LOW):
        assert pickle.loads(pickle.dumps(clip)) == clip


def test_a_comment_in_the_lesson_makes_no_other_clip(lesson, lesson_file):
    lesson_file.write_text("# a comment\n\n" + lesson_file.read_text())
    assert clips_of(read_lesson(lesson_file), LOW) == clips_of(lesson, LOW)


@pytest.mark.parametrize(
    ("only", "wanted"), [(["pull"], "3.pull"), (["2", "1"], "1.title+2.tokens")]
)
def test_a_part_of_a_film_never_replaces_the_whole(lesson, only, wanted):
    found = plan(lesson, LOW, Path("out"), only)
    assert found.folder == Path("out") / "small" / f"480p15-{wanted}"


def test_a_beat_that_the_storyboard_lacks_is_named(lesson):
    with pytest.raises(UsageError, match="one of title, tokens, pull, got 'softmax'"):
        plan(lesson, LOW, only=["softmax"])


def test_a_theme_can_be_chosen_in_place_of_the_lessons(lesson):
    assert {clip.theme for clip in clips_of(lesson, LOW, "paper")} == {(("base", "paper"),)}


def test_a_lesson_without_a_storyboard_has_the_default_one(lesson):
    assert len(clips_of(lesson.model_copy(update={"storyboard": ()}), LOW)) > 5

"""A plan holds a frozen value for every clip."""

import pickle
from pathlib import Path

import pytest

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.errors import UsageError
from studio.places import RENDERS
from studio.plan.plan import clips_of, plan
from studio.plan.screen import Screen

LOW = Screen.of("l")


def beats(clips):
    return [clip.spec.beat for clip in clips]


def test_a_film_has_a_clip_for_every_beat_in_order(computed):
    found = plan(computed, LOW)
    assert beats(found.clips) == ["title", "tokens", "pull"]
    assert found.folder == RENDERS / "small" / "480p15"


def test_a_clip_knows_the_picture_that_it_opens_on(computed):
    first, second, last = clips_of(computed, LOW)
    assert first.before is None
    assert last.before is not None
    assert last.before.spec.beat == second.spec.beat
    assert last.before.script.labels == second.script.labels
    assert last.before.script.seconds == 0


def test_a_clip_is_the_same_after_a_journey_to_another_process(computed):
    for clip in clips_of(computed, LOW):
        assert pickle.loads(pickle.dumps(clip)) == clip


def test_a_comment_in_the_lesson_makes_no_other_clip(computed, lesson_file):
    lesson_file.write_text("# a comment\n\n" + lesson_file.read_text())
    assert clips_of(Computed.of(read_lesson(lesson_file)), LOW) == clips_of(computed, LOW)


@pytest.mark.parametrize(
    ("only", "wanted"), [(["pull"], "3.pull"), (["2", "1"], "1.title+2.tokens")]
)
def test_a_part_of_a_film_never_replaces_the_whole(computed, only, wanted):
    found = plan(computed, LOW, Path("out"), only)
    assert found.folder == Path("out") / "small" / f"480p15-{wanted}"


def test_a_beat_that_the_storyboard_lacks_is_named(computed):
    with pytest.raises(UsageError, match="one of title, tokens, pull, got 'softmax'"):
        plan(computed, LOW, only=["softmax"])


def test_a_theme_can_be_chosen_in_place_of_the_lessons(computed):
    assert {clip.theme for clip in clips_of(computed, LOW, "paper")} == {(("base", "paper"),)}


def test_a_lesson_without_a_storyboard_has_the_default_one(lesson):
    assert len(clips_of(Computed.of(lesson.model_copy(update={"storyboard": ()})), LOW)) > 5


def test_a_theme_of_the_call_has_a_folder_of_its_own(computed):
    assert plan(computed, LOW, theme="paper").folder == RENDERS / "small" / "480p15-paper"
    assert plan(computed, LOW, theme="night").folder == RENDERS / "small" / "480p15"


def test_many_beats_have_a_folder_whose_name_a_disk_can_hold(computed, lesson_file):
    board = "storyboard: [" + ", ".join(["title"] * 40) + "]\n"
    text = lesson_file.read_text("utf-8").partition("storyboard:")[0] + board
    lesson_file.write_text(text, encoding="utf-8")
    many = Computed.of(read_lesson(lesson_file))
    one, other = (
        plan(many, LOW, only=only).folder.name for only in (["title"], map(str, range(1, 40)))
    )
    assert one.startswith("480p15-40-beats-")
    assert one != other
    assert max(len(one), len(other)) < 100

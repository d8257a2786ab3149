"""Clips are drawn side by side, and a dead worker costs only its own clip one more attempt."""

import io
import os
import signal

import pytest
from rich.console import Console

from studio.crew.progress import PLAYED_OVER_SPOKEN, Tally, Watch
from studio.crew.render import Job, render
from studio.crew.workers import TaskFailedError, WorkerDiedError, Workers
from studio.draw.clips import Album
from studio.errors import RenderError
from studio.plan.plan import clips_of
from studio.plan.screen import Screen


@pytest.fixture
def clips(computed):
    return clips_of(computed, Screen.of("l"))


@pytest.fixture
def lines():
    return io.StringIO()


@pytest.fixture
def watch(clips, lines):
    return Watch(clips, Console(file=lines, width=200))


def album(clip, folder, report):
    report(7)
    return Album(clip, 30, (), ())


def test_results_come_in_the_films_order_though_the_longest_starts_first(
    clips, watch, tmp_path, inline
):
    executor = inline()
    results = render(Job(clips, album, tmp_path, executor, watch, 2))
    assert [result.clip for result in results] == list(clips)
    seconds = {clip.spec.beat: clip.seconds for clip in clips}
    assert executor.beats == sorted(executor.beats, key=seconds.get, reverse=True)


def test_without_a_terminal_every_finished_clip_is_a_plain_line(
    clips, watch, lines, tmp_path, inline
):
    with watch:
        render(Job(clips, album, tmp_path, inline(), watch, 2))
    assert sorted(line.split("]")[1].split("·")[0] for line in lines.getvalue().splitlines()) == [
        " 1 title: 30 frames ",
        " 2 tokens: 30 frames ",
        " 3 pull: 30 frames ",
    ]
    assert "\x1b" not in lines.getvalue()


def test_a_dead_workers_clip_is_tried_once_more(clips, watch, lines, tmp_path, inline):
    folders = []

    def dies_once(clip, folder, report):
        folders.append(folder.name)
        if clip.spec.beat == "tokens" and len([name for name in folders if "tokens" in name]) == 1:
            raise WorkerDiedError("killed by SIGKILL")
        return album(clip, folder, report)

    results = render(Job(clips, dies_once, tmp_path, inline(), watch, 2))
    assert len(results) == 3
    assert sorted(folders) == ["01-title.1", "02-tokens.1", "02-tokens.2", "03-pull.1"]
    assert "2 tokens: its process was killed by SIGKILL; once more" in lines.getvalue()


def test_a_worker_that_dies_twice_ends_the_render_and_names_the_beat(
    clips, watch, tmp_path, inline
):
    def dies(clip, folder, report):
        raise WorkerDiedError("killed by SIGKILL")

    with pytest.raises(RenderError, match=r"beat \d \w+: its process died twice \(killed by SIGK"):
        render(Job(clips, dies, tmp_path, inline(), watch, 2))


def test_a_failing_beat_is_named_with_its_traceback(clips, watch, tmp_path, inline):
    def fails(clip, folder, report):
        raise TaskFailedError("Traceback …\nFloatingPointError: Pull: not finite")

    with pytest.raises(RenderError, match=r"beat \d \w+ failed:\nTraceback(.|\n)*not finite"):
        render(Job(clips, fails, tmp_path, inline(), watch, 2))


def dies_the_first_time(clip, folder, report):
    marker = folder.parent / f"died-{clip.position}"
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return album(clip, folder, report)


def test_processes_that_are_really_killed_cost_one_more_attempt_each(clips, watch, tmp_path):
    with Workers(2, warm=()) as workers:
        results = render(Job(clips, dies_the_first_time, tmp_path, workers, watch, 2))
    assert [result.clip for result in results] == list(clips)


def test_a_check_that_raises_ends_it_before_another_clip_begins(clips, watch, tmp_path, inline):
    def check():
        if executor.beats:
            raise TimeoutError("that will do")

    executor = inline()
    with pytest.raises(TimeoutError, match="that will do"):
        render(Job(clips, album, tmp_path, executor, watch, 1, check=check))
    assert len(executor.beats) == 1


def test_the_tally_is_exact_once_every_clip_is_done(clips):
    tally = Tally(clips)
    for clip in clips:
        tally.finish(clip.slot, 100 + clip.position)
    assert (tally.clips_done, tally.clips) == (3, 3)
    assert tally.frames_done == tally.frames == 303


def test_the_tally_learns_from_finished_clips_how_long_the_others_will_be(clips):
    tally = Tally(clips)
    spoken = [clip.seconds * 15 for clip in clips]
    assert tally.frames == pytest.approx(PLAYED_OVER_SPOKEN * sum(spoken), abs=2)
    tally.finish(clips[0].slot, round(2 * spoken[0]))
    assert tally.frames == pytest.approx(2 * sum(spoken), abs=5)


def test_the_tally_never_expects_less_than_was_drawn(clips):
    tally = Tally(clips)
    tally.draw(clips[2].slot, 99_999)
    assert tally.frames >= tally.frames_done == 99_999

"""Clips come from the cache when they are there, and are drawn once when they are not."""

import io
import json
import os
from types import SimpleNamespace

import pytest
from rich.console import Console

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.crew.progress import Watch
from studio.crew.render import Job, render
from studio.crew.shelf import CachedClips
from studio.crew.workers import TaskFailedError
from studio.draw.keys import key_of
from studio.errors import RenderError
from studio.film import production
from studio.keep.cache import Cache
from studio.keep.sources import Sources
from studio.plan.plan import clips_of, plan
from studio.plan.screen import Screen
from tests.studio.conftest import alone
from tests.studio.slow import slow_clip

SCREEN = Screen("16:9", 64, 36, 5)


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """What was drawn, beat by beat."""
    monkeypatch.setenv("HEED_FAKE", json.dumps({"log": str(tmp_path / "log")}))

    def told():
        log = tmp_path / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line.split()[1] for line in lines if line.startswith("end")]

    return told


class Desk:
    """Renders by one process; `said` is all that it told."""

    def __init__(self, clips, cache, sources, scratch, executor):
        self.clips, self.scratch, self.executor = clips, scratch, executor
        self.said = io.StringIO()
        self.watch = Watch(clips, Console(file=self.said, width=200))
        keys = {clip.slot: key_of(clip, sources) for clip in clips}
        self.shelf = CachedClips(cache, keys, sources, self.watch.say)

    def render(self, task=slow_clip):
        job = Job(self.clips, task, self.scratch, self.executor, self.watch, 1, self.shelf)
        return render(job)


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@pytest.fixture
def sources(checkout):
    return Sources(checkout)


@pytest.fixture
def desk(lesson, cache, sources, tmp_path, inline):
    """`desk()`: a new process, as it were; `clips` are those of the lesson."""
    made = []

    def make(clips=None):
        made.append(tmp_path / f"scratch-{len(made)}")
        clips = clips or clips_of(Computed.of(lesson), SCREEN)
        return Desk(clips, cache, sources, made[-1], inline())

    return make


def values(results):
    return [(r.clip, r.frames, r.cues, r.sha256, r.path.read_bytes()) for r in results]


def test_a_second_render_draws_nothing(desk, drawn):
    desk().render()
    assert sorted(drawn()) == ["pull", "title", "tokens"]
    second = desk()
    second.render()
    assert second.executor.beats == []


def test_a_kept_clip_is_whole(desk, drawn):
    drawn_results, kept_results = desk().render(), desk().render()
    assert values(kept_results) == values(drawn_results)
    for kept, result in zip(kept_results, drawn_results, strict=True):
        assert kept.path.parent != result.path.parent
        assert kept.poster.read_bytes() == result.poster.read_bytes()
        assert [(s.cue, s.frame, s.path.read_bytes()) for s in kept.stills] == [
            (s.cue, s.frame, s.path.read_bytes()) for s in result.stills
        ]


def test_what_was_kept_is_said(desk, drawn):
    desk().render()
    second = desk()
    second.render()
    assert [line.split(" · ")[0] for line in second.said.getvalue().splitlines()] == [
        "[1/3] 2 tokens: 169 frames (kept)",
        "[2/3] 3 pull: 139 frames (kept)",
        "[3/3] 1 title: 47 frames (kept)",
    ]


def test_a_damaged_clip_is_named_and_drawn_again(desk, drawn, cache):
    desk().render()
    for clip_file in cache.home.glob("clips/*/*/clip.mp4"):
        entry = clip_file.parent
        if json.loads((entry / "clip.json").read_text())["cues"][0][0] == "ask":
            os.truncate(clip_file, 100)
    second = desk()
    second.render()
    assert drawn()[3:] == ["title"]
    assert "1 title: damaged in the cache (clip.mp4: not what was kept)" in second.said.getvalue()
    assert len(cache.damaged()) == 1
    third = desk()
    third.render()
    assert third.executor.beats == []


def test_clips_that_are_alike_are_drawn_once(desk, drawn, lesson):
    pull = lesson.storyboard[2]
    often = lesson.model_copy(update={"storyboard": (pull, pull, pull)})
    results = desk(clips_of(Computed.of(often), SCREEN)).render()
    assert drawn() == ["pull", "pull"]  # one opens the film, the others on its last picture
    assert [result.clip.position for result in results] == [0, 1, 2]
    assert results[1].sha256 == results[2].sha256


def test_a_clip_that_another_draws_is_waited_for(desk, drawn, cache, sources, monkeypatch):
    mine = desk()
    lock = cache.lock(key_of(mine.clips[0], sources))
    lock.acquire()
    other = desk(mine.clips[:1])

    def finish(_):
        lock.release()
        other.render()

    monkeypatch.setattr("studio.crew.render.time", SimpleNamespace(sleep=finish))
    mine.render()
    assert sorted(drawn()) == ["pull", "title", "tokens"]
    assert other.executor.beats == ["title"]
    assert "waiting for clips that another render is drawing" in mine.said.getvalue()


def test_a_render_that_fails_keeps_what_it_has_drawn_and_claims_nothing(desk, drawn, cache):
    def fails(clip, folder, report):
        if clip.spec.beat == "title":
            raise TaskFailedError("Traceback …")
        return slow_clip(clip, folder, report)

    with pytest.raises(RenderError):
        desk().render(fails)
    assert len(cache.entries()) == 2
    second = desk()
    second.render()
    assert second.executor.beats == ["title"]


def test_a_clip_whose_code_changed_while_it_was_drawn_is_not_kept(desk, drawn, cache, sources):
    first = desk()
    sources.have_changed = lambda: True
    first.render()
    assert cache.entries() == []
    assert "3 pull: its code changed meanwhile; not kept" in first.said.getvalue()


def test_a_cache_without_room_is_said_and_does_no_harm(desk, drawn, cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "keep", full)
    first = desk()
    assert len(first.render()) == 3
    assert "1 title: not kept: No space left on device" in first.said.getvalue()


# --- films


@pytest.fixture
def studio(lesson_file, tmp_path, cache, drawn, inline, monkeypatch, sources):
    """`studio()`: a film of the lesson as it stands, and what was said."""
    monkeypatch.setattr(production, "render_clip", slow_clip)
    monkeypatch.setattr(production, "Sources", lambda: sources)

    def make():
        said = io.StringIO()
        wanted = plan(Computed.of(read_lesson(lesson_file)), SCREEN, tmp_path / "renders")
        film = production.make_film(wanted, alone(Console(file=said, width=200)), cache)
        return {file.name: file.read_bytes() for file in film.parent.iterdir()}, said.getvalue()

    return make


def test_an_unchanged_film_is_not_made_again(studio, monkeypatch):
    first, _ = studio()
    monkeypatch.setattr(production, "assemble", None)
    second, said = studio()
    assert (second, said) == (first, "small: nothing has changed\n")


def test_a_film_that_was_damaged_is_joined_again(studio, drawn, tmp_path):
    first, _ = studio()
    for change in (lambda film: os.truncate(film, 9), lambda film: film.unlink()):
        change(tmp_path / "renders" / "small" / "36p5" / "film.mp4")
        assert studio()[0] == first
    assert len(drawn()) == 3


def test_a_comment_joins_again_but_draws_nothing(studio, drawn, lesson_file):
    first, _ = studio()
    lesson_file.write_text("# a comment\n" + lesson_file.read_text())
    second, _ = studio()
    assert len(drawn()) == 3
    assert second["film.srt"] == first["film.srt"]
    assert second["manifest.json"] != first["manifest.json"]


def test_other_narration_of_one_beat_draws_one_clip(studio, drawn, lesson_file):
    studio()
    text = lesson_file.read_text().replace("pull]", "{beat: pull, say: {ghost: Look.}}]")
    lesson_file.write_text(text)
    studio()
    assert drawn()[3:] == ["pull"]
    assert studio()[1] == "small: nothing has changed\n"


def test_a_film_whose_code_changed_meanwhile_is_never_taken_for_sure(studio, sources):
    sources.have_changed = lambda: True
    first, _ = studio()
    assert json.loads(first["manifest.json"])["key"] is None
    assert "nothing has changed" not in studio()[1]

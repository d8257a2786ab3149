"""A folder is published whole, or what stood there stays."""

import signal
from pathlib import Path

import pytest

from studio.errors import MachineError
from studio.keep.claims import SIGN
from studio.keep.publish import publish, scratch_beside


def contents(folder):
    return {file.name: file.read_text() for file in folder.iterdir()}


def ready_in(scratch, text):
    folder = scratch / "film"
    folder.mkdir()
    (folder / SIGN).write_text(text)
    (folder / "film.mp4").write_text(text)
    return folder


@pytest.fixture
def target(tmp_path):
    return tmp_path / "renders" / "bank" / "480p15"


def publish_text(target, text):
    with scratch_beside(target) as scratch:
        publish(ready_in(scratch, text), target)


def test_a_first_film_appears_whole(target):
    publish_text(target, "one")
    assert contents(target) == {SIGN: "one", "film.mp4": "one"}
    assert list(target.parent.iterdir()) == [target]


def test_the_next_film_replaces_every_file(target):
    publish_text(target, "one")
    (target / SIGN).write_text('{"files": {"film.mp4": "", "old.txt": ""}}')
    (target / "old.txt").write_text("gone afterwards")
    publish_text(target, "two")
    assert contents(target) == {SIGN: "two", "film.mp4": "two"}
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("error", [OSError("disk"), KeyboardInterrupt()])
def test_a_failure_at_any_rename_leaves_the_film_before(target, failing, error, monkeypatch):
    publish_text(target, "one")
    rename, calls = Path.rename, []

    def fail(path, to):
        calls.append(path)
        if len(calls) == failing:
            raise error
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(type(error)):
        publish_text(target, "two")
    assert contents(target) == {SIGN: "one", "film.mp4": "one"}
    assert list(target.parent.iterdir()) == [target]


def test_a_failure_at_the_first_film_leaves_nothing(target, monkeypatch):
    def fail(path, to):
        raise OSError("disk")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="disk"):
        publish_text(target, "one")
    assert list(target.parent.iterdir()) == []


def test_a_film_put_aside_by_a_killed_publisher_comes_back(target):
    publish_text(target, "one")
    aside = target.parent / ".480p15.making-killed" / "before-1"
    aside.mkdir(parents=True)
    target.rename(aside / target.name)
    with scratch_beside(target):
        assert contents(target) == {SIGN: "one", "film.mp4": "one"}
    assert list(target.parent.iterdir()) == [target]


def test_what_a_killed_render_left_is_swept(target):
    left = target.parent / ".480p15.making-killed"
    (left / "01-title.1").mkdir(parents=True)
    with scratch_beside(target):
        assert not left.exists()


def test_what_another_render_is_making_stays(target):
    with scratch_beside(target) as one, scratch_beside(target) as other:
        assert one.exists()
        assert other.exists()


def test_a_folder_that_is_just_being_made_stays(target):
    made = target.parent / ".480p15.making-now"
    made.mkdir(parents=True)
    with scratch_beside(target):
        assert made.exists()


def test_a_film_that_another_published_at_that_moment_is_replaced(target, monkeypatch):
    publish_text(target, "one")
    rename, calls = Path.rename, []

    def intrude(path, to):
        calls.append(path)
        moved = rename(path, to)
        if len(calls) == 1:
            with monkeypatch.context() as patch:
                patch.setattr(Path, "rename", rename)
                publish_text(target, "the other's")
        return moved

    monkeypatch.setattr(Path, "rename", intrude)
    publish_text(target, "two")
    assert contents(target) == {SIGN: "two", "film.mp4": "two"}
    assert list(target.parent.iterdir()) == [target]


def test_a_signal_at_publishing_is_heard_afterwards(target, monkeypatch):
    publish_text(target, "one")
    rename = Path.rename

    def interrupted(path, to):
        signal.raise_signal(signal.SIGINT)
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish_text(target, "two")
    assert contents(target) == {SIGN: "two", "film.mp4": "two"}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(MachineError, match="file: can't write there"),
        scratch_beside(tmp_path / "file" / "480p15"),
    ):
        pass


def test_scratch_is_gone_after_an_error(target):
    with pytest.raises(RuntimeError), scratch_beside(target) as scratch:
        raise RuntimeError
    assert not scratch.exists()

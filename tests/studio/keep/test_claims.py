"""Nothing of anyone's is replaced or deleted without a word."""

import errno
import json
import os
from pathlib import Path

import pytest

from studio.errors import UsageError
from studio.keep.claims import SIGN, refuse_others, way_to
from studio.keep.publish import publish, scratch_beside


@pytest.fixture
def lesson(tmp_path):
    return lesson_in(tmp_path / "a")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "renders" / "bank" / "480p15"


def lesson_in(folder):
    folder.mkdir()
    (folder / "bank.yaml").write_text("title: Bank\n")
    return folder / "bank.yaml"


def publish_film(target, lesson, text="one", more=()):
    refuse_others(target, lesson)
    with scratch_beside(target) as scratch:
        ready = scratch / "film"
        (ready / "frames").mkdir(parents=True)
        names = ["film.mp4", "frames/1.png", *more]
        for name in names:
            (ready / name).write_text(text)
        manifest = {"lesson": {"file": way_to(lesson, target)}, "files": dict.fromkeys(names, "")}
        (ready / SIGN).write_text(json.dumps(manifest))
        publish(ready, target)


def found(target):
    files = (file for file in target.rglob("*") if file.is_file() and file.name != SIGN)
    return {file.relative_to(target).as_posix(): file.read_text() for file in files}


def test_other_peoples_files_are_never_replaced(target, lesson):
    target.mkdir(parents=True)
    (target / "thesis.txt").write_text("precious")
    with pytest.raises(UsageError, match="got other files in it"):
        publish_film(target, lesson)
    assert found(target) == {"thesis.txt": "precious"}


def test_a_file_in_the_folders_place_stays(target, lesson):
    target.parent.mkdir(parents=True)
    target.write_text("my text")
    with pytest.raises(UsageError, match="wanted a folder for the film, got a file"):
        publish_film(target, lesson)
    assert target.read_text() == "my text"


def test_a_film_of_another_lesson_of_that_name_stays(target, lesson, tmp_path):
    publish_film(target, lesson)
    other = lesson_in(tmp_path / "b")
    with pytest.raises(UsageError) as refused:
        publish_film(target, other, "two")
    assert f"wanted the film of {other}, got that of {lesson}; render with -o" in str(refused.value)
    assert set(found(target).values()) == {"one"}


def test_a_lesson_that_moved_with_its_renders_or_alone_keeps_its_film(target, lesson, tmp_path):
    publish_film(target, lesson)
    (tmp_path / "new").mkdir()
    for part in ("renders", "a"):
        (tmp_path / part).rename(tmp_path / "new" / part)
    target = tmp_path / "new" / target.relative_to(tmp_path)
    publish_film(target, tmp_path / "new" / "a" / "bank.yaml", "two")
    (tmp_path / "new" / "a").rename(tmp_path / "new" / "c")
    publish_film(target, tmp_path / "new" / "c" / "bank.yaml", "three")
    assert set(found(target).values()) == {"three"}


def test_what_stands_beside_a_film_stays_there(target, lesson):
    publish_film(target, lesson, more=("film.srt",))
    (target / "dub").mkdir()
    (target / "dub" / "voice.wav").write_text("voice")
    (target / "notes.txt").write_text("notes")
    publish_film(target, lesson, "two")
    ours = {"film.mp4": "two", "frames/1.png": "two"}
    assert found(target) == ours | {"dub/voice.wav": "voice", "notes.txt": "notes"}


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
def test_a_folder_that_nothing_can_take_the_place_of_is_filled(target, lesson, monkeypatch, number):
    publish_film(target, lesson, more=("film.srt",))
    (target / "notes.txt").write_text("notes")
    rename = Path.rename

    def renamed(path, to):
        if path == target:
            raise OSError(number, os.strerror(number))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", renamed)
    publish_film(target, lesson, "two")
    assert found(target) == {"film.mp4": "two", "frames/1.png": "two", "notes.txt": "notes"}
    assert json.loads((target / SIGN).read_text())["files"].keys() == {"film.mp4", "frames/1.png"}


def test_a_link_to_a_folder_stays_a_link(target, lesson, tmp_path):
    real = tmp_path / "disk"
    real.mkdir()
    target.parent.mkdir(parents=True)
    target.symlink_to(real)
    publish_film(target, lesson)
    publish_film(target, lesson, "two")
    assert target.is_symlink()
    assert found(real) == {"film.mp4": "two", "frames/1.png": "two"}

"""A preview says how each making went, and outlives whatever went wrong."""

import json
import re
import shutil

import pytest

from studio.errors import RenderError
from studio.watch import previews
from studio.watch.previews import Preview, drawn
from studio.watch.watching import SupersededError


@pytest.fixture
def preview(lesson_file, tmp_path):
    """A preview, and the lists of what it says: films with their lines, and complaints."""
    ready, complaints = [], []
    made = Preview(
        lesson_file,
        lambda computed: computed.lesson.title,
        tmp_path / "cache",
        1,
        lambda film, line: ready.append((film, line)),
        complaints.append,
    )
    return made, ready, complaints


def unasked():
    raise AssertionError("nobody asks in these tests")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RenderError("beat 3 pull failed"), "beat 3 pull failed"),
        (OSError(28, "No space left on device", "film.mp4"), "film.mp4: No space left on device"),
        (ZeroDivisionError("a bug"), "Traceback .*ZeroDivisionError: a bug"),
    ],
)
def test_whatever_goes_wrong_is_said(preview, monkeypatch, error, said):
    def fail(*_):
        raise error

    monkeypatch.setattr(previews, "make_film", fail)
    make, ready, complaints = preview
    make(unasked)
    assert ready == []
    (complaint,) = complaints
    assert re.match(said, complaint, re.DOTALL)


@pytest.mark.parametrize("error", [SupersededError, KeyboardInterrupt])
def test_what_ends_it_passes(preview, monkeypatch, error):
    def end(*_):
        raise error

    monkeypatch.setattr(previews, "make_film", end)
    with pytest.raises(error):
        preview[0](unasked)


def test_a_film_is_told_with_the_clips_that_were_drawn(preview, monkeypatch, tmp_path):
    film = tmp_path / "film.mp4"
    write_manifest(tmp_path)

    def make_film(plan, crew, cache):
        assert (plan, crew.jobs, crew.check) == ("Which bank?", 1, unasked)
        shutil.copy(__file__, tmp_path / "clip")
        cache.keep("b" * 64, [tmp_path / "clip"])
        return film

    monkeypatch.setattr(previews, "make_film", make_film)
    make, ready, complaints = preview
    make(unasked)
    ((told, line),) = ready
    assert (told, complaints) == (film, [])
    assert line.startswith("1 of 2 clips drawn (2 pull) in ")


def write_manifest(folder):
    clips = [("title", "a" * 64), ("pull", "b" * 64)]
    listed = [
        {"position": number, "beat": beat, "key": key}
        for number, (beat, key) in enumerate(clips, start=1)
    ]
    (folder / "manifest.json").write_text(json.dumps({"clips": listed}))


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (set(), "0 of 2 clips drawn"),
        ({"a" * 64}, "1 of 2 clips drawn (1 title)"),
        ({"a" * 64, "b" * 64}, "2 of 2 clips drawn"),
    ],
)
def test_clips_are_named_unless_it_is_all_or_none(tmp_path, new, told):
    write_manifest(tmp_path)
    assert drawn(tmp_path / "film.mp4", new) == told

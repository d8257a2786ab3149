"""Too little room is said in one line, with how much it takes."""

import errno
import shutil
from types import SimpleNamespace

import pytest

from studio.errors import MachineError, NoRoomError
from studio.film.room import needed, room_for
from studio.plan.plan import plan
from studio.plan.screen import Screen


@pytest.fixture
def found(computed, tmp_path):
    return plan(computed, Screen.of("h"), tmp_path / "renders")


@pytest.fixture
def free(monkeypatch):
    """`free(bytes)`: the disk has so many bytes left."""
    return lambda number: monkeypatch.setattr(
        shutil, "disk_usage", lambda _: SimpleNamespace(free=round(number))
    )


def full():
    raise OSError(errno.ENOSPC, "No space left on device", "film.mp4")


def test_larger_and_longer_films_need_more(found, computed):
    assert needed(found) > 1e6
    assert needed(plan(computed, Screen.of("l"))) < needed(found)
    assert needed(plan(computed, Screen.of("h"), only=["pull"])) < needed(found)


def test_nothing_is_drawn_when_it_surely_cannot_fit(found, free, tmp_path):
    free(needed(found) / 3)
    line = rf"^{tmp_path}: too little room; this film needs about "
    with pytest.raises(NoRoomError, match=line), room_for([found]):
        pytest.fail("it began")


def test_a_disk_that_fills_up_is_one_line_with_what_it_needs(found, free):
    free(needed(found) * 0.8)
    with pytest.raises(NoRoomError) as raised, room_for([found]):
        full()
    assert str(raised.value) == (
        "film.mp4: No space left on device; this film needs about "
        f"{needed(found) / 1e6:.1f} MB, and {needed(found) * 0.8 / 1e6:.1f} MB are free"
    )


def test_what_did_not_suffice_is_not_called_enough(found, free):
    free(40e6)
    line = r"needs about 50\.0 MB, and 40\.0 MB are free"
    with pytest.raises(NoRoomError, match=line), room_for([found]):
        full()


def test_a_disk_that_cannot_be_written_is_told_apart(found):
    line = r"^out: read-only; this film needs about [\d.]+ MB$"
    with pytest.raises(MachineError, match=line), room_for([found]):
        raise MachineError("out: read-only")


def test_other_errors_pass(found):
    with pytest.raises(FileNotFoundError, match="gone"), room_for([found]):
        raise FileNotFoundError(errno.ENOENT, "gone")

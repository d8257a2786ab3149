"""An author's file is changed in a moment, or stays as it is."""

import os
import stat

import pytest

from studio.errors import UsageError
from studio.keep.saving import save


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lesson.yaml"
    path.write_bytes(b"before")
    return path


def files_beside(path):
    return sorted(each.name for each in path.parent.iterdir())


def test_the_file_holds_the_new_bytes_and_nothing_is_left_beside_it(file):
    save(file, b"before", b"after\r\n")
    assert file.read_bytes() == b"after\r\n"
    assert files_beside(file) == ["lesson.yaml"]


def test_its_permissions_stay(file):
    file.chmod(0o640)
    save(file, b"before", b"after")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_link_stays_a_link(file, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    save(link, b"before", b"after")
    assert link.is_symlink()
    assert file.read_bytes() == b"after"


def test_what_was_saved_meanwhile_is_not_overwritten(file):
    file.write_bytes(b"between")
    with pytest.raises(UsageError, match="saved by someone else"):
        save(file, b"before", b"after")
    assert file.read_bytes() == b"between"
    assert files_beside(file) == ["lesson.yaml"]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_on_an_error_the_file_is_as_it_was(file, monkeypatch, broken):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(OSError, match="No space left"):
        save(file, b"before", b"after")
    assert file.read_bytes() == b"before"
    assert files_beside(file) == ["lesson.yaml"]


def test_it_is_complete_on_the_disk_before_it_has_its_name(file, monkeypatch):
    order = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: order.append("fsync") or sync(number))
    monkeypatch.setattr(os, "replace", lambda *names: order.append("replace") or replace(*names))
    save(file, b"before", b"after")
    assert order[:2] == ["fsync", "replace"]

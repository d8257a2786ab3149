"""`heed cache` shows, checks and removes what is kept."""

import json
import os
import signal

import pytest

from studio import cli
from studio.keep.cache import Cache


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """A cache of two clips of 5,000 bytes and a bit."""
    monkeypatch.setenv("HEED_CACHE", str(tmp_path / "cache"))
    cache = Cache(tmp_path / "cache")
    clip = tmp_path / "clip.mp4"
    for key, used in (("aa11", 1e9), ("bb22", 2e9)):
        clip.unlink(missing_ok=True)
        clip.write_bytes(5000 * b"x")
        cache.keep(key, [clip])
        os.utime(cache.home / "clips" / key[:2] / key, (used, used))
    return cache


@pytest.fixture
def heed(capsys, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.main(["cache", *arguments])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


def test_it_says_where_and_how_much(heed, cache):
    assert heed() == (0, f"{cache.home}\nclips kept: 2 (10.3 kB)\n", "")


def test_it_tells_other_programs(heed, cache):
    code, out, _ = heed("--json")
    assert code == 0
    report = json.loads(out)
    assert report["folder"] == str(cache.home)
    assert report["kept"]["clips"] == 2
    assert report["removed"] == report["set_aside"] == {"clips": 0, "bytes": 0}


@pytest.mark.parametrize("size", ["8kB", "8000", "0.008 MB"])
def test_a_size_keeps_what_was_used_last(heed, cache, size):
    code, out, _ = heed("--keep-size", size)
    assert (code, out.splitlines()[1:]) == (
        0,
        ["clips kept: 1 (5.2 kB)", "clips removed: 1 (5.2 kB)"],
    )
    assert [entry.key for entry in cache.entries()] == ["bb22"]


def test_an_age_keeps_what_was_used_since(heed, cache):
    assert heed("--keep-days", "30")[0] == 0
    assert [entry.key for entry in cache.entries()] == ["bb22"]


def test_verifying_names_what_is_damaged(heed, cache):
    assert heed("--verify")[0] == 0
    os.truncate(cache.home / "clips" / "aa" / "aa11" / "clip.mp4", 9)
    code, out, err = heed("--verify")
    assert code == 1
    assert err == "aa11: clip.mp4: not what was kept; set aside\n"
    assert "clips set aside: 1 (" in out
    assert heed("--verify")[0] == 0


@pytest.mark.parametrize("size", ["much", "-1MB", "1XB", ""])
def test_a_size_that_is_none_is_refused(heed, cache, size):
    code, _, err = heed("--keep-size", size)
    assert code == 2
    assert "wanted a size such as 500MB or 2GB" in err

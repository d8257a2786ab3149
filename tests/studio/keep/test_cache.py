"""What is kept is what is taken: whole, checked, by many at once, whatever happens between."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from filelock import Timeout

from studio.keep.cache import Cache, DamagedError, cache_home
from studio.places import CHECKOUT

A, B = "aa11", "bb22"


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@pytest.fixture
def work(tmp_path):
    """`work(text)`: two finished files."""

    def make(text="frames"):
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        files = [folder / "clip.mp4", folder / "still.png"]
        for file in files:
            file.unlink(missing_ok=True)
            file.write_text(text + file.suffix)
        return files

    return make


def place(cache, key):
    return cache.home / "clips" / key[:2] / key


def taken(cache, key, tmp_path):
    into = tmp_path / f"taken-{time.time_ns()}"
    if not cache.take(key, into):
        assert not into.exists()
        return None
    return {file.name: file.read_text() for file in into.glob("*.*")}


def test_what_was_kept_is_taken(cache, work, tmp_path):
    cache.keep(A, work())
    assert taken(cache, A, tmp_path) == {"clip.mp4": "frames.mp4", "still.png": "frames.png"}
    assert taken(cache, B, tmp_path) is None


def test_what_was_taken_outlives_its_entry(cache, work, tmp_path):
    cache.keep(A, work())
    cache.take(A, tmp_path / "taken")
    cache.trim(0, 0)
    assert (tmp_path / "taken" / "clip.mp4").read_text() == "frames.mp4"


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_the_sums_are_those_that_sha256sum_checks(cache, work):
    cache.keep(A, work())
    ran = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=place(cache, A), check=False)
    assert ran.returncode == 0


def test_what_is_kept_already_stays(cache, work, tmp_path):
    cache.keep(A, work("one"))
    cache.keep(A, work("two"))
    assert taken(cache, A, tmp_path)["clip.mp4"] == "one.mp4"


def flip_a_bit(entry):
    file = entry / "clip.mp4"
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)


def truncate(entry):
    os.truncate(entry / "clip.mp4", 2)


def swap_files(entry):
    (entry / "clip.mp4").rename(entry / "x")
    (entry / "still.png").rename(entry / "clip.mp4")
    (entry / "x").rename(entry / "still.png")


def swap_entries(entry):
    other = entry.parents[1] / B[:2] / B
    other.rename(entry.parent / "x")
    entry.rename(other)
    (entry.parent / "x").rename(entry)


def lose_a_file(entry):
    (entry / "still.png").unlink()


def lose_the_sums(entry):
    (entry / "SHA256SUMS").unlink()


def shorten_the_sums(entry):
    lines = (entry / "SHA256SUMS").read_text().splitlines(keepends=True)
    (entry / "SHA256SUMS").write_text("".join(lines[:-1]))


def empty(entry):
    for file in entry.iterdir():
        file.unlink()


DAMAGE = [
    flip_a_bit,
    truncate,
    swap_files,
    swap_entries,
    lose_a_file,
    lose_the_sums,
    shorten_the_sums,
    empty,
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_noticed_named_set_aside_and_mended(cache, work, tmp_path, damage):
    cache.keep(A, work("one"))
    cache.keep(B, work("two"))
    damage(place(cache, A))
    with pytest.raises(DamagedError) as raised:
        taken(cache, A, tmp_path)
    assert raised.value.key == A
    assert len(cache.damaged()) == 1
    assert taken(cache, A, tmp_path) is None
    cache.keep(A, work("one"))
    assert taken(cache, A, tmp_path)["clip.mp4"] == "one.mp4"


def test_the_reason_names_the_file(cache, work, tmp_path):
    cache.keep(A, work())
    flip_a_bit(place(cache, A))
    with pytest.raises(DamagedError, match=r"^clip.mp4: not what was kept$"):
        taken(cache, A, tmp_path)


def test_verify_finds_all_damage_at_once(cache, work):
    cache.keep(A, work("one"))
    cache.keep(B, work("two"))
    assert cache.verify() == []
    truncate(place(cache, B))
    assert [damage.key for damage in cache.verify()] == [B]
    assert [entry.key for entry in cache.entries()] == [A]


def used_long_ago(cache, key, seconds):
    then = time.time() - seconds
    os.utime(place(cache, key), (then, then))


def test_trimming_by_age_removes_what_was_not_used(cache, work, tmp_path):
    cache.keep(A, work())
    cache.keep(B, work())
    used_long_ago(cache, A, 1000)
    used_long_ago(cache, B, 1000)
    taken(cache, B, tmp_path)
    assert [entry.key for entry in cache.trim(1e9, 500)] == [A]
    assert [entry.key for entry in cache.entries()] == [B]


def test_trimming_by_size_removes_what_was_used_longest_ago(cache, work):
    cache.keep(A, work())
    cache.keep(B, work())
    used_long_ago(cache, B, 10)
    size = cache.entries()[0].size
    assert [entry.key for entry in cache.trim(1.5 * size, 1e9)] == [B]
    assert list((cache.home / "making").iterdir()) == []


def test_trimming_removes_what_was_set_aside(cache, work, tmp_path):
    cache.keep(A, work())
    truncate(place(cache, A))
    cache.verify()
    cache.trim(1e9, 1e9)
    assert cache.damaged() == []


def test_old_locks_go_but_not_those_that_are_held(cache):
    held, free = (cache.home / "locks" / f"{key}.lock" for key in (A, B))
    with cache.lock(A):
        with cache.lock(B):
            pass
        for file in (held, free):
            os.utime(file, (1e9, 1e9))
        cache.trim(0, 0)
        assert held.exists()
        assert not free.exists()


def test_a_failure_at_keeping_leaves_nothing(cache, work, tmp_path):
    files = work()
    with pytest.raises(FileNotFoundError):
        cache.keep(A, [*files, tmp_path / "missing"])
    assert taken(cache, A, tmp_path) is None
    assert list((cache.home / "making").iterdir()) == []


def test_what_a_killed_process_left_half_made_is_swept(cache, tmp_path):
    left = cache.home / "making" / "aa11-killed"
    (left / A).mkdir(parents=True)
    again = Cache(cache.home)
    assert not left.exists()
    assert taken(again, A, tmp_path) is None


HOLD = """
import sys, time
from pathlib import Path
from studio.keep.cache import Cache
with Cache(Path(sys.argv[1])).lock(sys.argv[2]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_free_again_when_its_holder_was_killed(cache):
    command = [sys.executable, "-c", HOLD, str(cache.home), A]
    holder = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Timeout):
            cache.lock(A).acquire(blocking=False)
        with cache.lock(B):
            pass
    finally:
        holder.kill()
        holder.communicate()
    cache.lock(A).acquire(timeout=5)


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux has it")
def test_the_cache_is_where_the_platform_has_caches(monkeypatch, tmp_path):
    assert str(cache_home()) == os.environ["HEED_CACHE"]
    monkeypatch.delenv("HEED_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_home() == tmp_path / "heed"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_home() == tmp_path / ".cache" / "heed"

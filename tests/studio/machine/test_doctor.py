"""The doctor finds every planted fault, says what to do about it, and never falls ill itself."""

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from studio.machine import doctor, trial
from studio.machine.doctor import ATTENTION, MISSING, OK, Finding, examine, lines_of
from studio.machine.trial import FRAMES, Trial, run_trial
from studio.versions import heed_version

CHECKOUT = Path(__file__).parents[3]
WITHOUT = """
import runpy, sys
missing, *sys.argv[1:] = sys.argv[1:]
sys.modules[missing] = None
runpy.run_module("studio", run_name="__main__", alter_sys=True)
"""
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def only(monkeypatch):
    """`only(what)`: the findings about one thing."""

    def run(what):
        monkeypatch.setattr(doctor, "CHECKS", {what: doctor.CHECKS[what]})
        return list(examine())

    return run


def heed(*arguments, without=None, **environment):
    program = ["-m", "studio"] if without is None else ["-c", WITHOUT, without]
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_machine_lacks_nothing_and_draws():
    done = heed("doctor", "--json")
    findings = [Finding(**each) for each in json.loads(done.stdout)]
    assert (done.returncode, done.stderr) == (0, "")
    assert {each.what for each in findings} == set(doctor.CHECKS)
    assert [each for each in findings if each.state == MISSING] == []
    assert findings[-1].found.startswith("drawn, encoded and decoded")


@pytest.mark.parametrize("package", ["click", "numpy", "pydantic", "av", "filelock"])
def test_a_package_that_cannot_be_imported_is_reported(package):
    done = heed("doctor", without=package)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr + done.stdout
    lines = done.stdout.splitlines()
    found = [line for line in lines if f"the package {package} is missing" in line]
    assert found
    assert all(line.startswith(MISSING) for line in found)
    assert all(any(line.split()[1] == what for line in lines) for what in doctor.CHECKS)


@pytest.mark.parametrize("package", ["click", "rich"])
def test_other_commands_name_a_missing_package_in_one_line(package, lesson_file):
    done = heed("render", str(lesson_file), without=package)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"the package {package} is missing")


def test_packages_are_held_against_what_is_declared(only, monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name == "srt":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.21.0" if name == "manim" else real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    found = {finding.found: finding.state for finding in only("packages")}
    assert found.pop("manim: wanted <0.23,>=0.22, got 0.21.0") == ATTENTION
    assert found.pop("srt: wanted >=3.5, got none") == MISSING
    ((rest, state),) = found.items()
    assert state == OK
    assert f"numpy {real('numpy')}" in rest
    assert "manim" not in rest


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), MISSING), ((3, 12), OK), ((3, 14), ATTENTION)]
)
def test_python_is_one_that_films_are_tested_with(only, monkeypatch, version, state):
    monkeypatch.setattr(sys, "version_info", version)
    (finding,) = only("python")
    assert finding.state == state
    assert bool(finding.remedy) == (state != OK)


def test_little_memory_is_pointed_out(only, monkeypatch):
    monkeypatch.setattr(doctor, "_available_memory", lambda: 0.5e9)
    (finding,) = only("memory")
    assert finding.state == ATTENTION
    assert "0.5 GB available" in finding.found
    assert "-j 1" in finding.remedy


@pytest.mark.parametrize("what", ["renders", "cache"])
@pytest.mark.parametrize(("free", "state"), [(0, MISSING), (5e8, ATTENTION), (5e9, OK)])
def test_a_full_disk_is_reported(only, monkeypatch, what, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1e12, 1e12 - free, free))
    assert only(what)[0].state == state


def test_a_cache_that_cannot_be_written_is_reported(only, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("HEED_CACHE", str(tmp_path / "file"))
    (finding,) = only("cache")
    assert finding.state == ATTENTION
    assert f"{tmp_path / 'file'}: can't write there" in finding.found
    assert "HEED_CACHE" in finding.remedy


def test_renders_that_cannot_be_written_are_reported(only, monkeypatch, tmp_path):
    (tmp_path / "renders").write_text("no folder")
    monkeypatch.setattr(doctor, "CHECKOUT", tmp_path)
    (finding,) = only("renders")
    assert finding.state == MISSING
    assert f"{tmp_path / 'renders'}: can't write there" in finding.found


def test_locks_that_do_not_lock_are_reported(only, monkeypatch):
    assert [finding.state for finding in only("cache")] == [OK]
    monkeypatch.setattr("studio.keep.cache.Cache.lock", lambda *_: FreeForAll())
    (finding,) = only("cache")
    assert finding.state == ATTENTION
    assert "two renders can't share it" in finding.found


class FreeForAll:
    """A lock of a disk that has none."""

    def acquire(self, blocking):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """It lets all in."""


def test_broken_and_lost_fonts_are_named(only, monkeypatch, tmp_path):
    fonts = tmp_path / "fonts"
    shutil.copytree(doctor.FONTS, fonts)
    monkeypatch.setattr(doctor, "FONTS", fonts)
    assert [finding.state for finding in only("fonts")] == [OK]
    with (fonts / "Inter-Medium.ttf").open("r+b") as file:
        file.truncate(5000)
    (fonts / "NotoSansHebrew-Medium.ttf").unlink()
    assert [(finding.state, finding.found) for finding in only("fonts")] == [
        (MISSING, "NotoSansHebrew-Medium.ttf is missing"),
        (MISSING, "Inter-Medium.ttf is damaged"),
        (OK, "7 of 9 are bundled and sound"),
    ]


def test_the_list_of_fonts_is_complete():
    listed = {line.split()[1] for line in (doctor.FONTS / "SHA256SUMS").read_text().splitlines()}
    assert listed == {font.name for font in doctor.FONTS.glob("*.ttf")}


def test_a_missing_encoder_is_reported(only, monkeypatch):
    def none(*_):
        raise ValueError("no such codec")

    monkeypatch.setattr("av.codec.Codec", none)
    (finding,) = only("encoder")
    assert (finding.state, finding.found) == (MISSING, "PyAV was built without libx264")


def test_the_trial_draws_a_picture_and_gets_it_back():
    tried = run_trial()
    assert tried.frames == FRAMES
    assert tried.contrast
    assert 0 < tried.error < doctor.TOLERANCE / 2


@pytest.mark.parametrize(
    ("tried", "found"),
    [
        (Trial(FRAMES, 1.0, contrast=False), "the picture is blank"),
        (Trial(FRAMES - 1, 1.0, contrast=True), f"wanted {FRAMES} frames, got {FRAMES - 1}"),
        (Trial(FRAMES, 80.0, contrast=True), "decoded pixels are off by 80/255"),
    ],
)
def test_a_trial_that_goes_wrong_says_what_is_wrong(only, monkeypatch, tried, found):
    monkeypatch.setattr(trial, "run_trial", lambda: tried)
    (finding,) = only("trial")
    assert (finding.state, finding.found) == (MISSING, found)
    assert finding.remedy


def test_a_bug_of_a_check_is_a_finding(only, monkeypatch):
    def fails():
        raise RuntimeError("first line\nlast line")

    monkeypatch.setattr(trial, "run_trial", fails)
    (finding,) = only("trial")
    assert (finding.state, finding.found) == (MISSING, "RuntimeError: last line")


def test_a_remedy_stands_below_its_finding():
    assert lines_of(Finding("disk", OK, "fine")) == ["ok         disk       fine"]
    first, second = lines_of(Finding("disk", MISSING, "full", "make room"))
    assert first == "missing    disk       full"
    assert second.strip() == "→ make room"


def test_films_and_doctor_name_one_version():
    (told,) = [finding.found for finding in doctor._heed()]
    assert told == heed_version()
    assert re.match(r"\d+\.\d+\.\d+, (revision [\w.-]+|of no known revision)", told)

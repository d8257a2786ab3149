"""Whatever stops a render, nothing invalid stands under a final name, and the next one goes on."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.film.manifest import is_made
from studio.keep.cache import Cache
from tests.turns import in_turn

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks and sends signals")
CHECKOUT = Path(__file__).parents[3]
PRETEND = """
import sys
from studio.__main__ import end_quietly
end_quietly()
print("ready", flush=True)
from tests.studio import slow
slow.pretend()
slow.command(sys.argv[1:])
"""
CODES = {"SIGINT": 130, "SIGTERM": 143, "SIGKILL": -signal.SIGKILL}
AT_ONCE = 5  # seconds in which a render stops
FILES_OF_A_FILM = 10
PATIENCE = 120  # seconds for anything on a busy machine


class Studio:
    """Renders of one lesson by a renderer that pretends, with a cache of their own."""

    def __init__(self, lesson, folder, checkout):
        self.lesson, self.out, self.home = lesson, folder / "out", folder / "cache"
        self.log, self.film = folder / "log", folder / "out" / lesson.stem / "36p5"
        self.ways = {"log": str(self.log), "checkout": str(checkout)}

    def begin(self, *options, lesson=None, **ways):
        command = [sys.executable, "-c", PRETEND, "render", lesson or self.lesson, "-ql", *options]
        fake = json.dumps({**self.ways, **ways})
        return subprocess.Popen(
            [*map(str, command), "-o", str(self.out)],
            cwd=CHECKOUT,
            env={**os.environ, "HEED_CACHE": str(self.home), "HEED_FAKE": fake},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def render(self, *options, **ways):
        """The exit code, and what was said."""
        process = self.begin(*options, **ways)
        _, said = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def told(self, word):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line.split()[1] for line in lines if line.startswith(word)]

    def files(self):
        return {file.name: file.read_bytes() for file in self.film.glob("*")}

    def assert_sound(self):
        """Nothing stands under a final name that is not what it should be."""
        assert Cache(self.home).verify() == []
        if self.film.exists():
            manifest = json.loads((self.film / "manifest.json").read_text())
            assert is_made(self.film, manifest["key"])


@pytest.fixture
def studio(lesson_file, tmp_path, checkout):
    return Studio(lesson_file, tmp_path, checkout)


@pytest.fixture(scope="module")
def reference(tmp_path_factory, checkout):
    """The files of an undisturbed render."""
    from tests.studio.conftest import MINIMAL

    folder = tmp_path_factory.mktemp("reference")
    (folder / "small.yaml").write_text(MINIMAL)
    studio = Studio(folder / "small.yaml", folder, checkout)
    code, said = studio.render()
    assert code == 0, said
    return studio.files()


# --- stopped


def boundaries(lesson, folder, checkout, *arguments):
    (folder / "checkout").symlink_to(checkout)
    lesson.write_text(lesson.read_text().replace("[title, tokens, pull]", "[title, tokens]"))
    command = [sys.executable, "-m", "tests.studio.boundaries", lesson, folder, *arguments]
    ran = subprocess.run(
        list(map(str, command)), cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(
    ("number", "way", "step"), [("SIGKILL", "replace", 4), ("SIGINT", "fresh", 11)]
)
def test_at_any_change_to_the_disk_a_stop_does_no_harm(
    lesson_file, tmp_path, checkout, number, way, step
):
    attempts = boundaries(lesson_file, tmp_path, checkout, way, number, step)
    assert len(attempts) > 5
    films = {"before", "after"} | ({"none"} if way == "fresh" or number == "SIGKILL" else set())
    clips = 2  # of a changed title, also the one that opens on it
    for attempt in attempts:
        assert attempt["code"] == CODES[number], attempt
        assert attempt["wrong"] == [], attempt
        assert attempt["film"] in films, attempt
        assert (attempt["again"], attempt["same"]) == (0, True), attempt
        assert attempt["kept"] + attempt["drawn"] == clips, attempt
        assert attempt["left"] == [], attempt
    assert {attempt["film"] for attempt in attempts} >= {"after"}


@pytest.mark.parametrize("seed", in_turn(range(2), 0))
@pytest.mark.parametrize("name", CODES)
def test_at_any_moment_a_stop_does_no_harm(studio, reference, name, seed):
    process = studio.begin("-j", 2, seconds=0.4)
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(f"{name}{seed}").uniform(0.1, 3))
    asked = time.monotonic()
    process.send_signal(signal.Signals[name])
    _, said = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - asked < AT_ONCE
    assert process.returncode in (CODES[name], 0), said
    assert "Traceback" not in said
    studio.assert_sound()
    kept, begun = len(Cache(studio.home).entries()), len(studio.told("begin"))
    code, said = studio.render()
    assert code == 0, said
    assert len(studio.told("begin")) - begun == 3 - kept
    assert studio.files() == reference


# --- killed workers


def test_a_worker_that_always_dies_is_tried_twice_and_named(studio, reference):
    assert studio.render()[0] == 0
    code, said = studio.render("--fresh", die=["tokens"])
    assert code == 1
    *_, line = said.splitlines()
    assert line.startswith("beat 2 tokens: its process died twice (killed by SIGKILL)")
    assert "Traceback" not in said
    assert studio.told("begin").count("tokens") == 3
    assert studio.files() == reference


# --- many at once


def test_renders_at_once_draw_every_clip_once(lesson_file, tmp_path, checkout):
    for crowd in boundaries(lesson_file, tmp_path, checkout, "crowd", "SIGKILL", 1):
        assert crowd["codes"] == [0], crowd
        assert crowd["drawn"] == 2, crowd
        assert (crowd["wrong"], crowd["left"]) == ([], []), crowd


def test_a_late_joiner_and_another_lesson_share_what_is_alike(studio, lesson_file, reference):
    other = lesson_file.with_name("other.yaml")
    other.write_text(lesson_file.read_text().replace("[title, tokens, pull]", "[title, tokens]"))
    first = studio.begin("-j", 1, seconds=1)
    wait_until(lambda: studio.told("begin"))
    late, another = studio.begin("-j", 1, seconds=1), studio.begin("-j", 1, lesson=other)
    for process in (first, late, another):
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
    assert sorted(studio.told("end")) == ["pull", "title", "tokens"]
    assert studio.files() == reference


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- disks


DISKS = """
mount -t tmpfs -o size=4M none {out} && cd {checkout} || exit 77
render() {{ {python} -c "$1" render --fresh {lesson} -ql -o {out}; }}
attempt() {{ render "$1" 2>{said}; echo "$? $(tail -n 1 {said})"; sha256sum --check {sums} >&2; }}
render "$program" >&2 && sha256sum {film}/* >{sums} || exit 78
mount -o remount,ro {out} && attempt "$program"
mount -o remount,rw {out} && head -c 9M /dev/zero >{out}/rest
attempt "$program"
attempt "import studio.film.room; studio.film.room.SURE = 0; $program"
"""


def can_mount():
    if sys.platform != "linux" or os.getuid() != 0 or not shutil.which("unshare"):
        return False
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="mounts a small disk")
def test_a_disk_that_takes_no_more_leaves_the_film_before(studio, tmp_path):
    studio.out.mkdir()
    script = DISKS.format(
        checkout=CHECKOUT,
        python=sys.executable,
        lesson=studio.lesson,
        out=studio.out,
        film=studio.film,
        said=tmp_path / "said",
        sums=tmp_path / "sums",
    )
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        env={**os.environ, "HEED_FAKE": json.dumps(studio.ways), "program": PRETEND},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    needs = r"this film needs about [0-9.]+ [kM]B"
    lines = [line for line in ran.stdout.splitlines() if line != "ready"]
    wanted = [
        rf"3 {studio.film.parent}: can't write there: Read-only file system; {needs}",
        rf"3 {studio.film}: too little room; {needs}, and 0 bytes are free",
        rf"3 .*: No space left on device; {needs}, and 0 bytes are free",
    ]
    assert len(lines) == 3, ran.stderr
    assert all(map(re.fullmatch, wanted, lines)), lines
    assert ran.stderr.count(": OK\n") == 3 * FILES_OF_A_FILM, ran.stderr

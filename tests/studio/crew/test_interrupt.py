"""A render that is stopped leaves nothing under a final name, at once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
CHECKOUT = Path(__file__).parents[3]
AT_ONCE = 5  # seconds in which everything stops, also on a busy machine
PATIENCE = 60  # seconds for a worker to begin drawing


@pytest.fixture
def long_render(lesson_file, tmp_path):
    """A render that takes its time, in a process group of its own, once it has begun to draw."""
    lesson_file.write_text(lesson_file.read_text().replace("[title, tokens, pull]", "[title]"))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "studio", "render", str(lesson_file), "-qk", "-o", str(out)]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_for(lambda: list(out.glob("small/.*/*/clip.mp4")), process)
    yield process, out
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_for(condition, process):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("number", "code", "to_group"),
    [(signal.SIGINT, 130, True), (signal.SIGINT, 130, False), (signal.SIGTERM, 143, False)],
)
def test_a_signal_stops_everything_at_once(long_render, number, code, to_group):
    process, out = long_render
    began = time.monotonic()
    (os.killpg if to_group else os.kill)(process.pid, number)
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - began < AT_ONCE
    assert process.returncode == code
    assert "Traceback" not in errors
    assert "[0/1] stopped · " in errors
    assert list((out / "small").iterdir()) == []
    assert group_is_gone(process.pid)


def group_is_gone(group):
    """Whether no process of the group runs on, soon; the dead may be buried later."""
    deadline = time.monotonic() + 5
    while living(group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def living(group):
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group, *_ = status.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                found.append(status)
    return found


def test_workers_end_when_their_command_is_killed(long_render):
    process, out = long_render
    process.kill()
    process.wait()
    assert group_is_gone(process.pid)
    assert not any(folder.name[0] != "." for folder in (out / "small").iterdir())

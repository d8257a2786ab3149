"""A film drawn on several machines is the film drawn on one, whatever becomes of the machines."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from core.computing import Computed
from core.reading.lesson import read_lesson
from studio.crew.cluster.remote import answer_of, check_address, difference, order_of, work
from studio.draw.clips import Album
from studio.errors import UsageError
from studio.plan.plan import clips_of
from studio.plan.screen import Screen

CHECKOUT = Path(__file__).parents[3]
HEED = "import sys\nfrom studio.cli import main\nmain(sys.argv[1:])"
PRETEND = "import sys\nfrom tests.studio import slow\nslow.pretend()\nslow.command(sys.argv[1:])"
TINY = (
    "import sys\nfrom studio.plan import screen\nscreen.QUALITIES['l'] = (128, 72, 5)\n"
    "from studio.cli import main\nmain(sys.argv[1:])"
)
PATIENCE = 90  # seconds for anything on a busy machine
A_WHILE = 600  # seconds that a clip takes which is to be stopped


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def copy_of(checkout, folder):
    """A checkout with the pretending renderer; it stays as it is."""
    for package in ("core", "scenes", "studio"):
        shutil.copytree(checkout / package, folder / package)
    shutil.copytree(CHECKOUT / "configs", folder / "configs")
    for name in ("__init__.py", "studio/__init__.py", "studio/slow.py"):
        (folder / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / "tests" / name, folder / "tests" / name)
    return folder


class Machines:
    """A scheduler, workers of one clip at a time, and renders; all are processes here."""

    def __init__(self, checkout, folder):
        self.checkout, self.folder = checkout, folder
        self.pace, self.log, self.out = folder / "pace", folder / "log", folder / "out"
        self.pace.write_text("0")
        ways = {"log": str(self.log), "checkout": str(checkout), "pace": str(self.pace)}
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(checkout),
            "HEED_CACHE": str(folder / "cache"),
            "HEED_FAKE": json.dumps(ways),
        }
        self._running = []
        self.scheduler, self.address = self._node("scheduler", "--port", "0")

    def worker(self, checkout=None):
        """A new worker's process, and its address."""
        return self._node("worker", self.address, "-j", "1", checkout=checkout)

    def _node(self, *arguments, checkout=None):
        process = self.begin(HEED, *arguments, checkout=checkout)
        line = process.stdout.readline()
        return process, re.search(r" at (tcp://\S+);", line)[1]

    def begin(self, program, *arguments, checkout=None):
        where = checkout or self.checkout
        process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            cwd=where,
            env={**self._environment, "PYTHONPATH": str(where)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._running.append(process)
        return process

    def render(self, lesson, *options, program=PRETEND):
        """A render's process, with the cluster and without a cache."""
        where = ("--cluster", self.address, "-o", self.out)
        return self.begin(program, "render", lesson, "-ql", "--fresh", *where, *options)

    def begun(self):
        """Of each clip that was begun: its beat, and its process."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [tuple(line.split()[1:3]) for line in lines if line.startswith("begin")]

    def close(self):
        for process in reversed(self._running):
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def still_checkout(checkout, tmp_path_factory):
    return copy_of(checkout, tmp_path_factory.mktemp("still"))


@pytest.fixture
def machines(still_checkout, tmp_path):
    found = Machines(still_checkout, tmp_path)
    yield found
    found.close()


def ended(process):
    """The exit code, and what was said."""
    _, said = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in said
    return process.returncode, said


def files(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def is_running(process):
    try:
        return psutil.Process(int(process)).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def descends(process, ancestor):
    return ancestor in [each.pid for each in psutil.Process(int(process)).parents()]


def test_a_worker_that_is_killed_costs_its_clip_one_more_attempt(machines, lesson_file):
    (dying, address), (living, _) = machines.worker(), machines.worker()
    machines.pace.write_text("2")
    rendering = machines.render(lesson_file)
    wait_until(lambda: len(machines.begun()) == 2)
    beat, process = next(each for each in machines.begun() if descends(each[1], dying.pid))
    dying.kill()
    machines.pace.write_text("0")
    code, said = ended(rendering)
    assert code == 0, said
    told = " ".join(said.split())
    assert f"{beat}: its process was lost with its worker {address}; once more" in told
    assert sorted(each for each, _ in machines.begun()) == sorted(["title", "tokens", "pull", beat])
    wait_until(lambda: not is_running(process))
    local = machines.begin(
        PRETEND, "render", lesson_file, "-ql", "--fresh", "-o", machines.folder / "local"
    )
    assert ended(local)[0] == 0
    film = Path("small", "36p5")
    assert files(machines.out / film) == files(machines.folder / "local" / film)
    dying = living
    dying.kill()
    code, said = ended(machines.render(lesson_file))
    assert (code, said) == (
        3,
        f"{machines.address}: no worker is there; start some: heed worker {machines.address}\n",
    )


def test_real_clips_are_the_same_as_here(machines, lesson_file):
    lesson_file.write_text(lesson_file.read_text().replace("[title, tokens, pull]", "[title]"))
    machines.worker()
    here = ("render", lesson_file, "-ql", "--fresh", "-o", machines.folder / "local")
    local = machines.begin(TINY, *here)
    code, said = ended(machines.render(lesson_file, program=TINY))
    assert code == 0, said
    assert ended(local)[0] == 0
    film = Path("small", "72p5")
    assert files(machines.out / film) == files(machines.folder / "local" / film)


def test_ctrl_c_ends_what_the_workers_draw(machines, lesson_file):
    machines.worker()
    machines.pace.write_text(str(A_WHILE))
    rendering = machines.render(lesson_file)
    wait_until(machines.begun)
    rendering.send_signal(signal.SIGINT)
    code, _ = ended(rendering)
    assert code == 130
    assert list((machines.out / "small").iterdir()) == []
    ((_, process),) = machines.begun()
    wait_until(lambda: not is_running(process))
    machines.pace.write_text("0")
    assert ended(machines.render(lesson_file))[0] == 0


def test_a_render_ends_with_its_last_worker_or_its_scheduler(machines, lesson_file):
    worker, _ = machines.worker()
    machines.pace.write_text(str(A_WHILE))
    rendering = machines.render(lesson_file)
    wait_until(lambda: len(machines.begun()) == 1)
    worker.kill()
    code, said = ended(rendering)
    assert (code, said.splitlines()[-1]) == (3, f"{machines.address}: its last worker is gone")
    machines.worker()
    rendering = machines.render(lesson_file)
    wait_until(lambda: len(machines.begun()) == 2)
    machines.scheduler.kill()
    code, said = ended(rendering)
    assert (code, said) == (3, f"{machines.address}: the scheduler is gone\n")
    code, said = ended(machines.render(lesson_file))
    assert (code, said) == (
        3,
        f"{machines.address}: no scheduler answers there; start one: heed scheduler\n",
    )


def test_a_worker_of_another_version_is_refused(machines, lesson_file, tmp_path):
    other = copy_of(machines.checkout, tmp_path / "other")
    worker, address = machines.worker(other)
    with (other / "scenes" / "pull.py").open("a") as file:
        file.write("EXTRA = 1\n")
    refusal = rf"{address} is of another version: scenes/pull.py: wanted \w{{12}}, got \w{{12}}"
    code, said = ended(machines.render(lesson_file))
    assert code == 3, "its files are others than those that it runs"
    assert re.match(refusal, said.splitlines()[-1])
    worker.kill()
    _, address = machines.worker(other)
    refusal = rf"{address} is of another version: scenes/pull.py: wanted \w{{12}}, got \w{{12}}; st"
    code, said = ended(machines.render(lesson_file))
    (line,) = said.splitlines()
    assert code == 3
    assert re.match(refusal, line)
    assert machines.begun() == []


def test_nobody_elsewhere_reaches_a_cluster_unasked(machines):
    worker, _ = machines.worker()
    for node in (machines.scheduler, worker):
        listening = [
            each.laddr.ip
            for each in psutil.Process(node.pid).net_connections()
            if each.status == psutil.CONN_LISTEN
        ]
        assert listening
        assert set(listening) == {"127.0.0.1"}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_nodes_end_on_a_signal_also_while_they_draw(machines, lesson_file, number, code):
    worker, _ = machines.worker()
    machines.pace.write_text(str(A_WHILE))
    rendering = machines.render(lesson_file)
    wait_until(machines.begun)
    for node in (machines.scheduler, worker):
        node.send_signal(number)
    assert [ended(node)[0] for node in (machines.scheduler, worker)] == [code, code]
    assert ended(rendering)[0] == 3
    ((_, process),) = machines.begun()
    wait_until(lambda: not is_running(process))


def test_a_worker_ends_with_its_scheduler(machines):
    worker, _ = machines.worker()
    machines.scheduler.kill()
    assert ended(worker) == (3, f"{machines.address}: the scheduler is gone\n")


def test_a_worker_without_a_scheduler_says_so(machines):
    code, said = ended(machines.begin(HEED, "worker", "127.0.0.1"))
    assert (code, said) == (
        2,
        "wanted an address such as tcp://127.0.0.1:8786, got '127.0.0.1'\n",
    )


# --- orders and answers


@pytest.fixture
def clip(lesson_file):
    (lesson_file.parent / "letters.ttf").write_bytes(b"the letters")
    lesson_file.write_text(lesson_file.read_text() + "fonts: [letters.ttf]\n")
    return clips_of(Computed.of(read_lesson(lesson_file)), Screen.of("l"))[0]


def read_fonts(clip, folder, report):
    """An album that says what the lesson's fonts hold."""
    held = tuple((font.name, font.read_bytes()) for font in clip.lesson.fonts)
    return Album(clip, len(held), held, ())


class Node:
    """A worker as Dask gives it to a task."""

    address, told = "tcp://here:1", []
    log_event = lambda self, *event: self.told.append(event)  # noqa: E731
    get_current_task = lambda self: "task"  # noqa: E731

    local_directory = tempfile.gettempdir()

    def __init__(self):
        from distributed import Status

        self.status, self.state = Status.running, self
        self.tasks = {"task": self}


def test_a_lessons_fonts_travel_with_the_order(clip, tmp_path, monkeypatch):
    monkeypatch.setattr("distributed.get_worker", Node)
    monkeypatch.setattr("studio.crew.cluster.remote.identity", dict)
    monkeypatch.setattr("studio.crew.cluster.remote.first_identity", dict)
    sent = order_of(read_fonts, clip)
    clip.lesson.fonts[0].unlink()
    answer = work(sent, {}, "topic", "name")
    found = answer_of(answer, clip, tmp_path / "new")
    assert found == Album(clip, 1, (("letters.ttf", b"the letters"),), ())


def read_rows(clip, folder, report):
    """An album that says what the lesson's vectors are."""
    return Album(clip, 1, tuple(clip.lesson.embeddings.items()), ())


def test_a_lessons_vectors_travel_with_the_order(lesson_file, tmp_path, monkeypatch):
    monkeypatch.setattr("distributed.get_worker", Node)
    monkeypatch.setattr("studio.crew.cluster.remote.identity", dict)
    monkeypatch.setattr("studio.crew.cluster.remote.first_identity", dict)
    table = "{money: [2.6, 0.8], river: [-0.8, 2.4], bank: [1.2, 1.8]}"
    lesson_file.write_text(lesson_file.read_text().replace(table, "{file: v.txt}"))
    vectors = lesson_file.with_name("v.txt")
    vectors.write_text("bank 1.5 -2.25\nriver 3 4\nmoney 5 6\n")
    clip = clips_of(Computed.of(read_lesson(lesson_file)), Screen.of("l"))[0]
    vectors.unlink()
    answer = work(order_of(read_rows, clip), {}, "topic", "name")
    rows = (("money", (5, 6)), ("bank", (1.5, -2.25)), ("river", (3, 4)))
    assert answer_of(answer, clip, tmp_path / "new") == Album(clip, 1, rows, ())


def mistaken(clip, folder, report):
    raise UsageError("no such cue")


def test_a_mistake_comes_back_as_it_is(clip, tmp_path, monkeypatch):
    monkeypatch.setattr("distributed.get_worker", Node)
    monkeypatch.setattr("studio.crew.cluster.remote.identity", dict)
    monkeypatch.setattr("studio.crew.cluster.remote.first_identity", dict)
    with pytest.raises(UsageError, match="no such cue"):
        answer_of(work(order_of(mistaken, clip), {}, "topic", "name"), clip, tmp_path / "new")


def test_a_difference_names_what_was_wanted_and_got():
    same = {"python": "3.11", "manim": "0.22.0"}
    assert difference(same, dict(same)) is None
    assert difference(same, {**same, "manim": "0.21.0"}) == "manim: wanted 0.22.0, got 0.21.0"
    assert difference(same, {"python": "3.11"}) == "manim: wanted 0.22.0, got none"
    assert difference(same, {**same, "more.py": "1"}) == "more.py: wanted none, got 1"


@pytest.mark.parametrize("address", ["localhost", "http://a:1", "tcp://a", "tcp://a:b"])
def test_what_is_no_address_is_the_users_mistake(address):
    with pytest.raises(UsageError, match=r"wanted an address such as tcp://127.0.0.1:8786"):
        check_address(address)

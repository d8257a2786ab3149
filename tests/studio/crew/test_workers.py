"""Every task has its own process, and one that dies takes nothing with it."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.problems import LessonError, Problem
from studio.crew.workers import TaskFailedError, WorkerDiedError, Workers
from studio.errors import MachineError, UsageError
from studio.places import CHECKOUT


def square(number, report):
    report(number)
    return number * number, os.getpid()


def die(marker, report):
    Path(marker).touch()
    os.kill(os.getpid(), signal.SIGKILL)


def leave(report):
    os._exit(7)


def fail(report):
    raise ZeroDivisionError("a bug")


def refuse(report):
    raise LessonError([Problem("bank.yaml", 3, 1, "title", "wanted text")])


def misuse(report):
    raise UsageError("no such cue")


def fill_the_disk(report):
    raise OSError(errno.ENOSPC, "No space left on device", "film.mp4")


def sleep(marker, report):
    Path(marker).write_text(str(os.getpid()))
    time.sleep(60)


def imports(report):
    return [path for path in sys.path if not path], sys.flags.safe_path


def unheard(value):
    """A report that nobody reads."""


@pytest.fixture(scope="module")
def workers():
    with Workers(2, warm=()) as workers:
        yield workers


def test_tasks_answer_from_processes_of_their_own(workers):
    told = []
    futures = [workers.submit(square, number, report=told.append) for number in (2, 3, 5)]
    answers = [future.result() for future in futures]
    assert [answer for answer, _ in answers] == [4, 9, 25]
    assert len({process for _, process in answers} | {os.getpid()}) == 4
    assert sorted(told) == [2, 3, 5]


def test_a_killed_worker_is_blamed_alone(workers, tmp_path):
    dying = workers.submit(die, tmp_path / "died", report=unheard)
    living = workers.submit(square, 2, report=unheard)
    with pytest.raises(WorkerDiedError, match="killed by SIGKILL"):
        dying.result()
    assert living.result()[0] == 4


def test_a_worker_that_leaves_without_an_answer_has_died(workers):
    with pytest.raises(WorkerDiedError, match="ended with code 7 and no answer"):
        workers.submit(leave, report=unheard).result()


def test_a_bug_comes_back_with_its_traceback(workers):
    with pytest.raises(TaskFailedError, match=r"in fail\n(.|\n)*ZeroDivisionError: a bug"):
        workers.submit(fail, report=unheard).result()


def test_an_authors_mistake_comes_back_as_it_is(workers):
    with pytest.raises(LessonError, match=r"bank.yaml:3:1: title: wanted text"):
        workers.submit(refuse, report=unheard).result()
    with pytest.raises(UsageError, match="no such cue"):
        workers.submit(misuse, report=unheard).result()


def test_a_full_disk_comes_back_as_what_the_machine_lacks(workers):
    with pytest.raises(MachineError, match=r"film.mp4: No space left on device"):
        workers.submit(fill_the_disk, report=unheard).result()


def test_no_module_is_taken_from_the_working_directory(workers):
    empty_entries, safe = workers.submit(imports, report=unheard).result()
    assert empty_entries == []
    assert safe


def test_the_temporary_folder_may_have_a_name_of_any_length(tmp_path):
    folder = tmp_path / ("n" * 200)
    folder.mkdir()
    script = "from tests.studio.crew import test_workers as t; t.work_in_a_script()"
    told = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(CHECKOUT)}
    ran = subprocess.run([sys.executable, "-c", script], env=told, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "9\n"


def work_in_a_script():
    with Workers(1, warm=()) as workers:
        print(workers.submit(square, 3, report=unheard).result()[0])


def wait_for(file):
    deadline = time.monotonic() + 20
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int(file.read_text())


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_stopping_kills_what_runs_and_forgets_what_waits(tmp_path):
    workers = Workers(1, warm=())
    running = workers.submit(sleep, tmp_path / "running", report=unheard)
    waiting = workers.submit(sleep, tmp_path / "waiting", report=unheard)
    process = wait_for(tmp_path / "running")
    began = time.monotonic()
    workers.stop()
    assert time.monotonic() - began < 2
    assert not is_running(process)
    assert running.exception() is not None
    assert waiting.cancelled()
    assert not (tmp_path / "waiting").exists()

"""An executor that gives every task a process of its own: one that dies takes nothing with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from studio.errors import machines_fault
from studio.places import CHECKOUT
from studio.signals import Report

ENVIRONMENT = threading.Lock()  # whoever starts a process holds it
LONGEST_FOLDER = 60  # bytes: a socket's way ends at 104 on some systems, and its name takes 40
LEAVE_SECONDS = 5.0  # that a process may take to end once it has answered


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerDiedError(Exception):
    """A task's process ended without an answer: killed, or out of memory."""


class TaskFailedError(Exception):
    """A task raised; the message is the traceback of its process."""


class Workers(ThreadPoolExecutor):
    """`submit(task, *arguments, report)` runs `task(*arguments, report)` in a new process.

    A thread waits for each process; there are never more of them than `jobs`.
    """

    def __init__(self, jobs: int, warm: tuple[str, ...] = ("studio.draw.warm",)) -> None:
        super().__init__(max_workers=jobs)
        self._running: set[BaseProcess] = set()
        self._lock = threading.Lock()
        self._stopped = False
        self._warm = warm
        self._context: Any = None

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
        """A future of the task's answer.

        It raises WorkerDiedError, TaskFailedError, or an author's mistake just as the task did
        (an exception that has `problems` or an `exit_code`).
        """
        if self._context is None:  # whoever has nothing to draw need not wait for Manim
            with _safe_environment():
                self._context = _context(self._warm)
        return super().submit(self._in_own_process, task, *arguments, **options)

    def stop(self) -> None:
        """Kill what runs and forget what waits; nothing is left behind but temporary files."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()
        self.shutdown(wait=True, cancel_futures=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.shutdown()
        else:
            self.stop()

    def _in_own_process(self, task: Callable[..., Any], *arguments: Any, report: Report) -> Any:
        receiver, sender = self._context.Pipe(duplex=False)
        process: BaseProcess = self._context.Process(
            target=_serve, args=(sender, task, arguments), daemon=True
        )
        with self._lock:
            if self._stopped:
                raise WorkerDiedError("stopped before it began")
            with _safe_environment():
                process.start()
            self._running.add(process)
        sender.close()
        try:
            answer = _answer(receiver, report)
            process.join(LEAVE_SECONDS)
            return answer
        except EOFError:
            process.join(LEAVE_SECONDS)
            raise WorkerDiedError(_cause(process.exitcode)) from None
        finally:
            process.kill()
            process.join()
            receiver.close()
            with self._lock:
                self._running.discard(process)


def _answer(receiver: connection.Connection, report: Report) -> Any:
    while True:
        kind, value = receiver.recv()
        if kind == "progress":
            report(value)
        elif kind == "done":
            return value
        else:
            raise value


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"ended with code {exit_code} and no answer"


def _serve(sender: connection.Connection, task: Callable[..., Any], arguments: Any) -> None:
    """The life of a worker process: one task, one answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides, and kills
    threading.Thread(target=_die_with_parent, daemon=True).start()
    sys.stdout = sys.stderr  # what a lesson's code prints is no answer of the command
    try:
        answer = ("done", task(*arguments, report=lambda value: sender.send(("progress", value))))
    except Exception as error:
        answer = ("failed", _portable(error))
    sender.send(answer)
    sender.close()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """An author's mistake or the machine's as it is; any other as the text of its traceback."""
    if hasattr(error, "problems") or hasattr(error, "exit_code"):
        return error
    return machines_fault(error) or TaskFailedError("".join(traceback.format_exception(error)))


def start_method() -> str:
    """How processes begin on this system: `forkserver`, or `spawn` where forks are not safe."""
    if "forkserver" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        return "spawn"
    return "forkserver"


def _context(warm: tuple[str, ...]) -> BaseContext:
    """Processes forked from one that has imported `warm`; fresh ones where there is no fork."""
    if start_method() == "spawn":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(warm))
    from multiprocessing import forkserver

    try:
        with _short_temporary_folder():
            forkserver.ensure_running()
    except OSError:  # no folder for its socket
        return multiprocessing.get_context("spawn")
    return context


@contextlib.contextmanager
def _short_temporary_folder() -> Iterator[None]:
    """A temporary folder in which the way to a socket is not too long for the system."""
    before = tempfile.gettempdir()
    if len(os.fsencode(before)) > LONGEST_FOLDER:
        tempfile.tempdir = "/tmp"  # noqa: S108 - only its length matters
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextlib.contextmanager
def _safe_environment() -> Iterator[None]:
    """What a new process may see: our checkout, never a module in the working directory."""
    ours = {
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": str(CHECKOUT),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    with ENVIRONMENT:
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

"""The workers of other machines, as an executor like `crew.workers`: Dask carries the clips."""

from __future__ import annotations

import contextlib
import logging
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.crew.cluster.remote import (
    INSTALL,
    ClusterError,
    answer_of,
    check_address,
    check_certificates,
    difference,
    identity,
    introduce,
    order_of,
    quiet,
    work,
)
from studio.crew.workers import WorkerDiedError
from studio.plan.plan import Clip
from studio.signals import Report

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 5
LOOK_SECONDS = 0.5  # between two looks whether a clip's worker is still there
LARGE = "1GiB"  # nothing that we send: fonts may have megabytes
REMEDY = "start it anew from this version of Heed, with the same packages"


class Cluster(ThreadPoolExecutor):
    """`submit(task, clip, folder, report=…)` runs `task(clip, folder, report)` on some worker.

    The worker does it in a folder and a process of its own; its files come back as bytes, into
    `folder`. A thread here waits for each clip. Raises ClusterError where there is no scheduler,
    or no worker, or one of another version; UsageError for what is no address.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = _connected(address)
        self._wanted, self._topic = identity(), f"heed-{uuid.uuid4().hex}"
        self._known: dict[str, str | None] = {}  # workers, and what is wrong with each
        self._busy: Counter[str] = Counter()
        self._reports: dict[str, Report] = {}
        self._lock, self._stopped = threading.Lock(), False
        try:
            threads = self._workers()
            if faults := [fault for fault in self._known.values() if fault]:
                raise ClusterError("\n".join(faults))
            if not threads:
                raise ClusterError(
                    f"{address}: no worker is there; start some: heed worker {address}"
                )
            self._client.subscribe_topic(self._topic, self._hear)
        except BaseException:
            self._client.close()
            raise
        self.jobs = sum(threads.values())  # clips at a time
        super().__init__(max_workers=self.jobs)

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
        """A future of the task's answer, with the exceptions of `Workers.submit`."""
        return super().submit(self._on_a_worker, task, *arguments, **options)

    @contextlib.contextmanager
    def lent(self, _jobs: int) -> Iterator[Executor]:
        """The cluster for one film; stopped if that fails."""
        try:
            yield self
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Have every worker end what it draws for us, and forget what waits."""
        self._stopped = True
        with contextlib.suppress(Exception):  # a scheduler that is gone needs no goodbye
            self._client.close(timeout=CONNECT_SECONDS)
        self.shutdown(wait=True, cancel_futures=True)

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _on_a_worker(
        self, task: Callable[..., Any], clip: Clip, folder: Path, *, report: Report
    ) -> Any:
        with self._here(), self._chosen() as worker:
            name = uuid.uuid4().hex
            self._reports[name] = report
            future = self._client.submit(
                work,
                order_of(task, clip),
                self._wanted,
                self._topic,
                name,
                key=f"heed-{clip.spec.called}-{name}",
                workers=[worker],
                allow_other_workers=False,
            )
            try:
                return answer_of(self._answer(future, worker), clip, folder)
            finally:
                del self._reports[name]

    def _answer(self, future: Future[bytes], worker: str) -> bytes:
        """What a worker answers. WorkerDiedError if it is lost meanwhile."""
        while True:
            try:
                return future.result(timeout=LOOK_SECONDS)
            except TimeoutError:
                if worker not in self._client.nthreads():
                    future.cancel()
                    raise WorkerDiedError(f"lost with its worker {worker}") from None

    @contextlib.contextmanager
    def _chosen(self) -> Iterator[str]:
        """The worker that has the least to do for us, for one clip."""
        with self._lock:
            threads = self._workers()
            if not threads:
                raise ClusterError(f"{self.address}: its last worker is gone")
            worker = min(threads, key=lambda each: self._busy[each] / threads[each])
            self._busy[worker] += 1
        try:
            yield worker
        finally:
            with self._lock:
                self._busy[worker] -= 1

    def _workers(self) -> dict[str, int]:
        """The workers that are there and of our version, with the number of their threads."""
        threads = self._client.nthreads()
        if new := [worker for worker in threads if worker not in self._known]:
            found = self._client.run(introduce, workers=new, on_error="return")
            self._known |= {worker: self._fault(worker, said) for worker, said in found.items()}
        return {worker: count for worker, count in threads.items() if not self._known[worker]}

    def _fault(self, worker: str, said: Any) -> str | None:
        """Why a worker is none of ours; None if it is."""
        if isinstance(said, BaseException):
            return f"{worker}: wanted a worker of this Heed, got {said!r}; {REMEDY}"
        its_identity, may_fork = said
        if fault := difference(self._wanted, its_identity):
            return f"{worker} is of another version: {fault}; {REMEDY}"
        return None if may_fork else f"{worker}: wanted one that was started by `heed worker`"

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        _, told = event
        if report := self._reports.get(told["name"]):
            report(told["value"])

    @contextlib.contextmanager
    def _here(self) -> Iterator[None]:
        """Say what it means when the scheduler no longer answers."""
        from distributed import KilledWorker

        try:
            yield
        except KilledWorker as error:
            raise WorkerDiedError(f"lost with its worker {error.last_worker}") from None
        except (CancelledError, OSError) as error:
            if not _is_silence(error):
                raise
            if self._stopped:
                raise WorkerDiedError("stopped") from None
            raise ClusterError(f"{self.address}: the scheduler is gone") from None


def _is_silence(error: BaseException) -> bool:
    """Whether an error means that nobody answers; else it is the disk's, with a number."""
    number = getattr(error, "errno", None)
    return number is None or isinstance(error, ConnectionError)


def _connected(address: str) -> Client:
    check_address(address)
    try:
        import dask
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterError(f"a cluster needs the package {error.name}: {INSTALL}") from None
    quiet(logging.CRITICAL)
    check_certificates(address, "client")
    dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE})
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError:
        raise ClusterError(
            f"{address}: no scheduler answers there; start one: heed scheduler"
        ) from None

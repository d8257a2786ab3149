"""The two kinds of node of a cluster, a scheduler and its workers, as closed as they can be."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from studio.crew.cluster.remote import (
    INSTALL,
    ClusterError,
    check_address,
    check_certificates,
    first_identity,
    quiet,
)
from studio.keep.scratch import scratch_of
from studio.signals import listen

if TYPE_CHECKING:
    from distributed.core import Server

# Dask's own pages are off. The port that would serve them can't be: only this machine reaches it.
CLOSED: dict[str, Any] = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
SCRATCH = "heed-worker-"  # where a worker draws
CLOSING_SECONDS = 4  # for goodbyes
PATIENCE_SECONDS = 60  # without a scheduler, before a worker ends


def run_scheduler(host: str, port: int) -> None:
    """Serve until a signal. ClusterError where it can't listen."""
    _have_distributed()
    from distributed import Scheduler

    check_certificates(host, "scheduler")
    _run(lambda: Scheduler(host=host, port=port, **CLOSED), f"{host}:{port}")


def run_worker(scheduler: str, jobs: int, host: str | None) -> None:
    """Draw up to `jobs` clips at a time until a signal. ClusterError without a scheduler."""
    check_address(scheduler)
    _have_distributed()
    from distributed import Worker

    check_certificates(scheduler, "worker")
    first_identity()  # of what is loaded from now on
    with scratch_of(SCRATCH) as folder:
        options = CLOSED | {
            "nthreads": jobs,
            "host": host or _own_address(scheduler),
            "local_directory": str(folder),
            "memory_limit": 0,  # of this process, which draws nothing itself
            "death_timeout": PATIENCE_SECONDS,
        }
        _run(lambda: Worker(scheduler, **options), scheduler)


def _run(make: Callable[[], Server], place: str) -> None:
    """Serve until the server ends or a signal comes, and then not for long."""
    heard: list[int] = []

    async def serve() -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()

        def hear(number: int, _frame: FrameType | None) -> None:
            heard.append(number)
            end = threading.Timer(CLOSING_SECONDS, os._exit, [128 + number])
            end.daemon = True  # it is there for goodbyes to a scheduler that is gone
            end.start()
            loop.call_soon_threadsafe(ended.set)

        listen({signal.SIGINT: hear, signal.SIGTERM: hear})
        async with make() as server:
            click.echo(f"{type(server).__name__.lower()} at {server.address}; Ctrl-C ends it")
            ends = [loop.create_task(ended.wait()), loop.create_task(server.finished())]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)

    quiet(logging.WARNING)
    try:
        asyncio.run(serve())
    except (OSError, RuntimeError) as error:  # TimeoutError is one of them
        raise ClusterError(f"{place}: {error.__cause__ or error}") from None
    if signal.SIGINT in heard:
        raise KeyboardInterrupt
    if heard:
        sys.exit(128 + heard[0])
    raise ClusterError(f"{place}: the scheduler is gone")


def _own_address(scheduler: str) -> str:
    """Where this machine is for the scheduler: on loopback, for one on this machine."""
    from distributed.comm.addressing import get_address_host
    from distributed.utils import get_ip

    try:
        return f"{scheduler.partition(':')[0]}://{get_ip(get_address_host(scheduler))}"
    except OSError as error:
        raise ClusterError(f"{scheduler}: {error}") from None


def _have_distributed() -> None:
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError as error:
        raise ClusterError(f"a cluster needs the package {error.name}: {INSTALL}") from None

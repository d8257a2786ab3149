"""`heed worker`: this machine draws clips for others."""

from __future__ import annotations

import click

from studio.commands import options


@click.command
@click.argument("scheduler")
@options.jobs
@click.option("--host", help="Listen here.  [default: where it reaches the scheduler from]")
def command(scheduler: str, jobs: int, host: str | None) -> None:
    """Draw clips for whoever asks the SCHEDULER (such as tcp://127.0.0.1:8786), until Ctrl-C.

    It runs what it is sent: only for a scheduler and a network that you trust.
    """
    from studio.crew.cluster.nodes import run_worker

    run_worker(scheduler, jobs, host)

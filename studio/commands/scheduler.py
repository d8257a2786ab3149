"""`heed scheduler`: where renders find workers."""

from __future__ import annotations

import click


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here.")
@click.option("--port", type=click.IntRange(0, 65535), default=8786, show_default=True)
def command(host: str, port: int) -> None:
    """Bring `heed worker` and `heed render --cluster` together, until Ctrl-C.

    Whoever reaches it can have any program run on its workers: only in a network that you trust.
    """
    from studio.crew.cluster.nodes import run_scheduler

    run_scheduler(host, port)

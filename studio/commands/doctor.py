"""`heed doctor`: what this machine has and lacks."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Look over everything that films need, and draw a small picture as a trial.

    Each line says ok, attention or missing, with a remedy; add it all to a report of a mistake.
    Exits with 3 if something is missing.
    """
    from studio.machine.doctor import MISSING, examine, lines_of

    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            click.echo("\n".join(lines_of(finding)))
    if as_json:
        click.echo(json.dumps(list(map(asdict, findings)), indent=2, ensure_ascii=False))
    if any(finding.state == MISSING for finding in findings):
        ctx.exit(3)

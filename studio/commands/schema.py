"""`heed schema`: what a lesson file may hold, for editors and for readers."""

from __future__ import annotations

import json

import click


@click.command
@click.option("--markdown", is_flag=True, help="For readers: docs/lesson.md.")
def command(*, markdown: bool) -> None:
    """The JSON Schema of a lesson file; editors complete and check with it.

    A first line `# yaml-language-server: $schema=lesson.schema.json` in a lesson names it to them.
    """
    from core.reading.schema import schema
    from studio.pages.reference import reference

    click.echo(reference() if markdown else json.dumps(schema(), indent=2, ensure_ascii=False))

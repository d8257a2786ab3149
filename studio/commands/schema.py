"""`heed schema`: what a lesson file may hold, for editors and for readers."""

from __future__ import annotations

import click


@click.command
@click.option("--markdown", is_flag=True, help="For readers: docs/lesson.md.")
@click.option("--write", is_flag=True, help="Write these, and docs/kit.md, anew.")
def command(*, markdown: bool, write: bool) -> None:
    """The JSON Schema of a lesson file; editors complete and check with it.

    A first line `# yaml-language-server: $schema=lesson.schema.json` in a lesson names it to them.
    With --write, configs/lesson.schema.json, docs/lesson.md and docs/kit.md become what the code
    says by now.
    """
    from studio.commands.options import shown
    from studio.pages.reference import reference
    from studio.pages.written import schema_text, written

    if write:
        for path, text in written().items():
            path.write_text(text, encoding="utf-8", newline="\n")
            click.echo(f"{shown(path)}: written")
    else:
        click.echo(reference() if markdown else schema_text())

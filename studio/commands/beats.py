"""`heed beats`: the catalogue of beats."""

from __future__ import annotations

import json
from typing import Any

import click


@click.command
@click.option("--json", "as_json", is_flag=True, help="For another program.")
def command(*, as_json: bool) -> None:
    """The catalogue: each beat's idea, its options, and the cues that its narration may fill.

    Every beat also takes heading, subheading, say (a text for each cue) and labels.
    """
    from rich.console import Console
    from rich.table import Table

    beats = _catalogue()
    if as_json:
        click.echo(json.dumps(beats, indent=2, ensure_ascii=False))
        return
    table = Table("beat", "idea", "options", "cues", show_lines=True, header_style="bold")
    for name, beat in beats.items():
        options = "\n".join(
            option if default is None else f"{option}: {default}"
            for option, default in beat["options"].items()
        )
        table.add_row(f"[bold]{name}", beat["idea"], options, _cues(beat))
    Console().print(table)


def _catalogue() -> dict[str, dict[str, Any]]:
    from core.catalogue.beats import BEATS
    from core.lesson import BeatSpec
    from core.words.language import language_pack
    from core.words.marks import offered

    cues = language_pack("en").beats
    return {
        name: {
            "idea": spec.idea,
            "options": {
                _written(option, field.validation_alias): _default(field.default)
                for option, field in spec.model_fields.items()
                if option not in BeatSpec.model_fields
            },
            "cues": {cue: offered(said) for cue, said in cues[name].say.items()},
        }
        for name, spec in BEATS.items()
    }


def _cues(beat: dict[str, Any]) -> str:
    """Its cues, each with the marks that it offers."""
    cues = beat["cues"].items()
    return ", ".join(" ".join((cue, *(f"{{@{mark}}}" for mark in marks))) for cue, marks in cues)


def _default(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _written(option: str, alias: object) -> str:
    """The option's name as an author writes it."""
    return alias if isinstance(alias, str) else option

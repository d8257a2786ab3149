"""`heed new`: a lesson to begin with."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click

from studio.commands import options

ENDINGS = (".yaml", ".yml")
RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[1-9])(\..*)?$", re.IGNORECASE)  # by Windows


@click.command
@click.argument("name")
@click.option("--like", metavar="LESSON", help="A copy of this lesson, such as bank, apple, crane.")
@click.option("--language", metavar="CODE", help="Its words, such as es, fr, hi.  [default: en]")
def command(name: str, like: str | None, language: str | None) -> None:
    """Write a small lesson, ready to be changed: configs/NAME.yaml, or NAME if that is a path.

    It has two sentences, a word between them, vectors and promises, each with a line that says what
    it is for. An ending .yaml is added where it lacks. Nothing is ever overwritten.
    """
    from core.problems import did_you_mean
    from core.words.beginning import beginning
    from core.words.language import languages
    from studio.errors import UsageError
    from studio.places import CHECKOUT

    configs = CHECKOUT / "configs"
    path = _path(name, configs)
    if like and language:
        raise UsageError("wanted either --like or --language, got both")
    if language and language not in languages():
        raise UsageError(
            f"--language: no words for {language!r}; {did_you_mean(language, languages())}"
        )
    known = sorted(file.stem for file in configs.glob("*.yaml"))
    if like and like not in known:
        raise UsageError(f"--like: no lesson {like!r}; {did_you_mean(like, known)}")
    if like:
        content = (configs / f"{like}.yaml").read_text(encoding="utf-8")
    else:
        schema = os.path.relpath(configs / "lesson.schema.json", path.absolute().parent)
        content = beginning(language or "en", schema.replace(os.sep, "/"))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{path}: is there already; take another name") from None
    except FileNotFoundError:
        raise UsageError(f"{path.parent}: no such folder; make it first") from None
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror}") from None
    shown = options.shown(path.absolute())
    typed = shlex.quote(str(shown))
    click.echo(f"{shown}: written. Next:")
    click.echo(f"  ./heed check {typed}\n  ./heed storyboard {typed}\n  ./heed render {typed}")


def _path(name: str, configs: Path) -> Path:
    """The file that is meant. UsageError for a name that is none, here or on Windows."""
    from studio.errors import UsageError

    path = Path(name)
    if not path.name or path.name[0] in ".-" or not name.isprintable() or RESERVED.match(path.name):
        wanted = "wanted a file's name such as light, got"
        remedy = "begin with no dot or dash, and take none that Windows keeps, such as con"
        raise UsageError(f"{wanted} {name!r}; {remedy}")
    in_folder = path.name != name or path.suffix in ENDINGS
    path = path if path.suffix in ENDINGS else path.with_name(f"{path.name}.yaml")
    return path if in_folder else configs / path

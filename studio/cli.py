"""The command `heed`: which command was asked for, and how it ends."""

from __future__ import annotations

import importlib
import io
import signal
import sys
from types import FrameType
from typing import Any

import click
from typing_extensions import override

from studio.errors import Terminated, UsageError, machines_fault, missing_package
from studio.signals import listen

COMMANDS = {  # name -> its line in the help; the module is imported when the command is called
    "render": "Render films: one folder a lesson, complete or untouched.",
    "new": "A lesson to begin with.",
    "watch": "Make the film again whenever the lesson is saved.",
    "still": "One picture of one beat.",
    "storyboard": "One page with every resting state, in seconds.",
    "check": "Find every mistake in lessons before anything is drawn.",
    "fit": "Propose vectors, or a shear, that make a lesson's promises true.",
    "verify": "Make published films again, and compare frame by frame.",
    "diff": "Two lessons or films side by side: numbers, words, pictures.",
    "numbers": "Every number behind a lesson, as tables.",
    "cache": "Finished clips that are kept: show, check, remove.",
    "scheduler": "Where renders on several machines find their workers.",
    "worker": "Draw clips for renders on other machines.",
    "doctor": "What this machine has and lacks.",
    "beats": "The catalogue: what a storyboard may hold.",
    "schema": "What a lesson file may hold: JSON Schema, or a page to read.",
}
INTERRUPTED, TERMINATED = 130, 143


class Lazy(click.Group):
    """Commands that cost nothing until they are called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"studio.commands.{cmd_name}").command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def heed() -> None:
    """Turns a lesson file into an explainer film of self-attention as geometry.

    Exit codes: 0 fine, 1 a render failed or differs, 2 a mistake in a lesson or in the call,
    3 the machine lacks something.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code. A bug of ours leaves with its traceback."""
    _write_utf8()
    listen({signal.SIGINT: signal.default_int_handler, signal.SIGTERM: _terminate})
    try:
        sys.exit(heed.main(arguments, prog_name="heed", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; run it again to go on", err=True)
        sys.exit(INTERRUPTED)
    except Exception as raised:
        fault: Exception = machines_fault(raised) or missing_package(raised) or raised
        code = _exit_code(fault)
        if code is None:
            raise
        click.echo(str(fault), err=True)
        sys.exit(code)
    finally:  # all is done: a late Ctrl-C must not look like a failure
        listen(dict.fromkeys((signal.SIGINT, signal.SIGTERM), signal.SIG_IGN))


def _write_utf8() -> None:
    """Have files and pipes get UTF-8, whatever the system's code page; a terminal keeps its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            coding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=coding, errors="replace")


def _exit_code(error: Exception) -> int | None:
    """The code of an error that has nothing but lines to say; None for a bug."""
    if hasattr(error, "problems"):
        return UsageError.exit_code
    code: Any = getattr(error, "exit_code", None)
    return code


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated(TERMINATED)

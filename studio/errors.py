"""What can end a command, other than a bug: each kind has its exit code."""

from __future__ import annotations


class StudioError(Exception):
    """One or more clear lines for the reader; no traceback."""

    exit_code = 1


class RenderError(StudioError):
    """A clip or the film could not be made."""


class UsageError(StudioError):
    """The author asked for what the lesson or the studio does not have."""

    exit_code = 2


class MachineError(StudioError):
    """The machine lacks something: a package, room on the disk, leave to write."""

    exit_code = 3

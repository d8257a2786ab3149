"""What can end a command, other than a bug: each kind has its exit code."""

from __future__ import annotations

import errno


class StudioError(Exception):
    """One or more clear lines for the reader; no traceback."""

    exit_code = 1


class Terminated(SystemExit):  # it ends us, and is no error
    """Someone told the whole process to end."""


class RenderError(StudioError):
    """A clip or the film could not be made."""


class UsageError(StudioError):
    """The author asked for what the lesson or the studio does not have."""

    exit_code = 2


class MachineError(StudioError):
    """The machine lacks something: a package, room on the disk, permission to write."""

    exit_code = 3


class NoRoomError(MachineError):
    """The disk is full."""


FULL = (errno.ENOSPC, errno.EDQUOT)
MACHINES_FAULT = (*FULL, errno.EROFS, errno.EACCES, errno.EPERM)


OURS = ("core", "scenes", "studio")


def missing_package(error: BaseException) -> MachineError | None:
    """What to do if the error is that a package of others is not installed."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    package = error.name.partition(".")[0]
    if package in OURS:
        return None
    return MachineError(f"the package {package} is missing; `heed doctor` says more")


def machines_fault(error: BaseException) -> MachineError | None:
    """What the machine lacks, if that is what the error is about: room, or permission to write."""
    if not isinstance(error, OSError) or error.errno not in MACHINES_FAULT:
        return None
    place = f"{error.filename}: " if error.filename else ""
    kind = NoRoomError if error.errno in FULL else MachineError
    return kind(f"{place}{error.strerror}")

"""An author's file is replaced in one step, or stays as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from studio.errors import UsageError


def save(path: Path, before: bytes, after: bytes) -> None:
    """Put other bytes in a file's place; raises UsageError if it is no longer as it was.

    On any error the file stays as it is. A link stays a link; the file keeps its permissions.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        if target.read_bytes() != before:
            raise UsageError(f"{path}: was saved by someone else meanwhile; run it again")
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)

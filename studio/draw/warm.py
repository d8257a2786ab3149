"""Imported once by the process that forks the workers, so that none has to load Manim again."""

import contextlib
import os
import signal
from pathlib import Path

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which kills workers
os.chdir(Path(__file__).parent)  # Manim obeys a manim.cfg where it is imported: here is none

with contextlib.suppress(Exception):  # a worker meets the same error, and reports it
    import studio.draw.drawing  # noqa: F401

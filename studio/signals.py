"""What processes tell each other: how far a task is, and when to stop."""

import signal
from collections.abc import Callable, Mapping
from typing import Any

Report = Callable[[int], None]  # told how far a task is, such as the frames it has drawn


def unheard(_: int) -> None:
    """A report to nobody: of a task too short to wait for."""


def listen(handlers: Mapping[int, Any]) -> None:
    """Handle signals, except those that whoever started us wants ignored."""
    for number, handler in handlers.items():
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)

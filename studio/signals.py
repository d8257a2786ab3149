"""What a task tells whoever waits for it, from one process to another."""

from collections.abc import Callable

Report = Callable[[int], None]  # told how far a task is, such as the frames it has drawn


def unheard(_: int) -> None:
    """A report to nobody: of a task too short to wait for."""

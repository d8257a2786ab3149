"""What all tests share."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.languages import Packs, forget

# Whoever starts the tests in the background of a shell script hands them down an ignored Ctrl-C,
# and they would hand it down to the commands whose Ctrl-C they test.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packs]:
    """Language packs that the test may change."""
    yield Packs(tmp_path / "languages", monkeypatch)
    forget()

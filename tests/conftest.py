"""What all tests share."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import turns
from tests.languages import Packs, forget

# Whoever starts the tests in the background of a shell script hands them down an ignored Ctrl-C,
# and they would hand it down to the commands whose Ctrl-C they test.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser):
    alike = "try every beat of every lesson in every shape, not only those whose turn it is"
    parser.addoption("--everything", action="store_true", help=alike)
    looks = "keep the pictures of tests/stills as they are drawn now, where they differ"
    parser.addoption("--bless", action="store_true", help=looks)


def pytest_configure(config):
    turns.begin(everything=config.getoption("--everything"))


def pytest_report_header():
    return turns.told()


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packs]:
    """Language packs that the test may change."""
    yield Packs(tmp_path / "languages", monkeypatch)
    forget()

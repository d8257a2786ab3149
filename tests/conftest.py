"""What all tests share."""

import signal
import threading

from tests import turns

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

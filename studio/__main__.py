"""`python -m studio` is the command `heed`."""

import os
import signal
import sys


def end_quietly() -> None:
    """Have a signal end the process at once, without a traceback, while little is loaded."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, _: os._exit(128 + number))


if __name__ == "__main__":
    end_quietly()
    try:
        from studio.cli import main
    except ModuleNotFoundError as error:
        from studio.machine.doctor import report_without_packages

        sys.exit(report_without_packages(error, sys.argv[1:]))
    main()

"""What all tests share."""

import signal
import threading

# Whoever starts the tests in the background of a shell script hands them down an ignored Ctrl-C,
# and they would hand it down to the commands whose Ctrl-C they test.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

"""Ctrl-C and SIGTERM as a request: the step at hand is finished and saved."""

import signal
import threading


class StopRequest:
    """Context in which SIGINT and SIGTERM only set `requested`; a second one works as usual.

    Attributes:
        requested: name of the signal that came, or `None`.
    """

    def __init__(self):
        self.requested = None
        self._before = {}

    def __enter__(self):
        # Only the main thread may set handlers; elsewhere the signals stay as they are.
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *exception):
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _handle(self, number, frame):
        self.requested = signal.Signals(number).name
        signal.signal(number, self._before[number])

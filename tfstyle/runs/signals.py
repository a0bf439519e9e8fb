"""Ctrl-C, SIGTERM and a closed terminal as a request: the step at hand is finished and saved."""

import signal
import threading

# Windows has no SIGHUP.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class StopRequest:
    """Context in which SIGINT, SIGTERM and SIGHUP only set `requested`; a second works as usual.

    A signal that is ignored, as `nohup` has SIGHUP ignored, stays so.

    Attributes:
        requested: name of the signal that came, or `None`.
    """

    def __init__(self):
        self.requested = None
        self._before = {}

    def __enter__(self):
        # Only the main thread may set handlers; elsewhere the signals stay as they are.
        if threading.current_thread() is threading.main_thread():
            for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *exception):
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _handle(self, number, frame):
        self.requested = signal.Signals(number).name
        signal.signal(number, self._before[number])

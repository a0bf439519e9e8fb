"""How often one may ask: a bucket for each asker and kind, which fills again with time."""

import threading
import time
from collections.abc import Callable

# Requests at once, and a second.
RATES = {"upload": (20, 3.0), "paint": (30, 2.0), "log-in": (10, 0.2), "file": (600, 100.0)}
_MOST_ASKERS = 10_000


class Rates:
    """Buckets of requests.

    Args:
        rates: how many at once and how many a second, by kind.
        clock: seconds.

    Example:
        >>> now = [0.0]
        >>> rates = Rates({"upload": (2, 1.0)}, clock=lambda: now[0])
        >>> [rates.allow("upload", "me") for _ in range(3)]
        [True, True, False]
        >>> now[0] = 1.0
        >>> rates.allow("upload", "me")
        True
    """

    def __init__(self, rates=None, clock: Callable[[], float] = time.monotonic):
        self._rates, self._clock = rates or RATES, clock
        self._held: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allow(self, kind: str, asker: str) -> bool:
        """Take one from an asker's bucket; return whether there was one."""
        most, speed = self._rates[kind]
        now = self._clock()
        with self._lock:
            if len(self._held) > _MOST_ASKERS:
                self._held.clear()
            left, then = self._held.get((kind, asker), (float(most), now))
            left = min(most, left + (now - then) * speed)
            allowed = left >= 1
            self._held[kind, asker] = (left - allowed, now)
            return allowed

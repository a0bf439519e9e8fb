"""How often somebody may guess: so many times in so many seconds, by name and by address."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from tfstyle.errors import BusyError
from tfstyle.studio.texts.telling import Told

_KEY_LETTERS = 300


class TooManyAttemptsError(BusyError):
    """Somebody guessed too often.

    Attributes:
        seconds: after which the next attempt is taken.
    """

    def __init__(self, seconds: float):
        self.seconds = max(1, math.ceil(seconds))
        super().__init__(Told("refused.too_many_attempts", seconds=self.seconds))


class Attempts:
    """Counts attempts by key; forgets them after a while, and the oldest keys when there are many.

    An attempt counts before it is known how it ends: guesses sent at the same time are as many as
    those sent one after another.

    Args:
        most: attempts of a key in a window.
        window: seconds.
        keys: how many are remembered.
        clock: seconds that never go back.
    """

    def __init__(
        self, most: int, window: float = 300.0, *, keys: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
    ):  # fmt: skip
        self._most, self._window, self._keys, self._clock = most, window, keys, clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count an attempt.

        Raises:
            TooManyAttemptsError: there were too many; this one does not count.
        """
        key = key[:_KEY_LETTERS]
        with self._lock:
            now = self._clock()
            times = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while times and times[0] <= now - self._window:
                times.popleft()
            if len(times) >= self._most:
                raise TooManyAttemptsError(times[0] + self._window - now)
            times.append(now)
            while len(self._seen) > self._keys:
                self._seen.popitem(last=False)

    def give_back(self, key: str) -> None:
        """Forget the last attempt of a key: it was right."""
        with self._lock:
            if times := self._seen.get(key[:_KEY_LETTERS]):
                times.pop()

    def forget(self, key: str) -> None:
        """Forget all attempts of a key."""
        with self._lock:
            self._seen.pop(key[:_KEY_LETTERS], None)


def network_of(address: str) -> str:
    """Return what an address counts as: of IPv6 its /64, of which one household has all.

    Example:
        >>> network_of("192.0.2.7"), network_of("2001:db8::1:2"), network_of("::ffff:192.0.2.7")
        ('192.0.2.7', '2001:db8::/64', '192.0.2.7')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))

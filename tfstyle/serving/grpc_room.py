"""How many bytes of gRPC's messages a server holds, those that are still on their way included."""

import contextlib
import threading
from collections.abc import Callable, Iterator

from tfstyle.serving.problems import ServingError


class Room:
    """Counts bytes of messages, by any thread.

    Nobody says how long a message will be before it has come, so each is counted as the longest
    there may be until then. Most come with the first packet: the place is free again at once.

    Args:
        size: bytes of all messages.
        message: bytes of the longest.
    """

    def __init__(self, size: int, message: int):
        self._free, self._message = max(size, message), message
        self._change = threading.Condition()

    @property
    def free(self) -> int:
        """Return how many bytes there is room for."""
        return self._free

    @contextlib.contextmanager
    def taken(self, seconds: float) -> Iterator[Callable[[int], None]]:
        """Hold room for the length of a block; yield a function that is told the true length.

        Args:
            seconds: to wait for room.

        Raises:
            ServingError: RESOURCE_EXHAUSTED; there was none.
        """
        with self._change:
            if not self._change.wait_for(lambda: self._free >= self._message, seconds):
                raise ServingError(
                    "RESOURCE_EXHAUSTED",
                    "Too many large messages at a time. Try again later.",
                    retry_after=1,
                )
            self._free -= self._message
        held = self._message

        def hold(count: int) -> None:
            nonlocal held
            with self._change:
                self._free += held - count
                held = count
                self._change.notify_all()

        try:
            yield hold
        finally:
            hold(0)

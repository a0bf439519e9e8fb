"""`JobContext`: what a handler is given, and hears through."""

import threading
import time
from typing import Any

from tfstyle.studio.jobs.told import Claim, Stopping

_BETWEEN = 0.5  # seconds: whoever looks sees no more than two changes a second


class JobContext:
    """A job as its handler sees it.

    A handler calls `tell` or `check` every now and then: they raise `Stopping` when the job is not
    to go on. It then saves what it wants to find again, and lets the exception pass.

    Attributes:
        id: of the job, the same at every attempt.
        owner_id: who asked for it.
        kind: what is to be done.
        payload: with what.
        attempt: 1 for the first; more after a worker died of it.

    Example:
        >>> def count(job):
        ...     for number in range(job.payload["to"]):
        ...         job.tell(number / job.payload["to"], f"At {number}.")
        ...     return {"counted": job.payload["to"]}
    """

    def __init__(self, jobs, claim: Claim):
        self.id, self.owner_id, self.kind = claim.id, claim.owner_id, claim.kind
        self.payload, self.attempt = claim.payload, claim.attempt
        self._jobs, self._claim, self._told = jobs, claim, 0.0
        self._stop: Stopping | None = None
        self._stopping = threading.Event()

    def tell(
        self, done: float | None = None, message: str | None = None,
        shown: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Say how far it is; too often does no harm, it is passed on twice a second.

        Args:
            done: how much of it, 0 to 1.
            message: what is going on, in a sentence.
            shown: what can be shown of the result already.

        Raises:
            Stopping: the job is not to go on here.
        """
        self.check()
        if time.monotonic() - self._told < _BETWEEN and shown is None:
            return
        self._told = time.monotonic()
        try:
            self._jobs.beat(self._claim, done, message, shown)
        except Stopping as stop:
            self.stop(stop)
        self.check()

    def check(self) -> None:
        """Raise `Stopping` if the job is not to go on here."""
        if self._stop is not None:
            raise self._stop

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until the job is not to go on.

        Raises:
            Stopping: as `check`.
        """
        self._stopping.wait(seconds)
        self.check()

    def stop(self, why: Stopping) -> None:
        """Let the handler hear that it is to stop; the first reason stays."""
        if self._stop is None:
            self._stop = why
            self._stopping.set()

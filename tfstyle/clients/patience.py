"""Asking again where a server says that it is full."""

import time
from collections.abc import Callable
from typing import Any, NoReturn

from tfstyle.errors import RemoteError


class Full(Exception):
    """The server turned the question away, and the same one may be answered later.

    Args:
        error: for the caller, if nobody asks again.
        after: seconds.
    """

    def __init__(self, error: RemoteError, after: float):
        super().__init__(str(error))
        self.error, self.after = error, after


def patiently(ask: Callable[[float], Any], *, timeout: float, retries: int) -> Any:
    """Return the answer to a question that may be asked several times.

    Args:
        ask: called with the seconds that are left; raises `Full` if the question may be asked
            again.
        timeout: seconds for all of it. Who would have to wait beyond that is not kept waiting.
        retries: how often the question is asked again.

    Raises:
        RemoteError: the server stayed full, or what `ask` raises.
    """
    end = time.monotonic() + timeout
    while True:
        try:
            return ask(max(end - time.monotonic(), 0.001))
        except Full as full:
            if not retries or time.monotonic() + full.after >= end:
                raise full.error from full
            time.sleep(full.after)
            retries -= 1


def seconds(told: str | None) -> float:
    """Return what `Retry-After` says; one second where it says nothing, or a date.

    Example:
        >>> seconds("3"), seconds(None)
        (3.0, 1.0)
    """
    return float(told) if told and told.isascii() and told.isdecimal() else 1.0


def nothing_answers(url: str, why: object) -> NoReturn:
    """Raise what helps where no server is.

    Raises:
        RemoteError: always.
    """
    raise RemoteError(
        f"Nothing answers at {url} ({why}). Is the server running, and is this its port? "
        "`tfstyle serve` has 8501 for REST and 8500 for gRPC.",
        "UNAVAILABLE",
    )

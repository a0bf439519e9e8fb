"""Bodies of requests: whole, unpacked and within bounds, or an error that says what was wrong."""

import asyncio
import contextlib
import zlib
from collections.abc import Callable

from starlette.requests import Request

from tfstyle.serving.problems import ServingError
from tfstyle.serving.settings import Settings

_DRAIN = 2.0  # seconds in which what a client still sends is thrown away


class Room:
    """Counts the bytes of requests that a server holds; asked by its event loop alone.

    Args:
        size: how many there may be.
    """

    def __init__(self, size: int):
        self._size, self._taken = size, 0

    @property
    def taken(self) -> int:
        """Return how many bytes are held."""
        return self._taken

    def take(self, count: int) -> None:
        """Count bytes in.

        Raises:
            ServingError: UNAVAILABLE; there are too many already.
        """
        if self._taken + count > self._size:
            raise ServingError(
                "UNAVAILABLE", "Too many large requests at a time. Try again later.", retry_after=1
            )
        self._taken += count

    def leave(self, count: int) -> None:
        """Count bytes out."""
        self._taken -= count

    @contextlib.contextmanager
    def lent(self, count: int):
        """Count bytes in for the length of a block.

        Raises:
            ServingError: see `take`; or there are more than the whole room has (413).
        """
        if count > self._size:
            raise ServingError(
                "INVALID_ARGUMENT", "The request has too many values in its JSON.", status=413
            )
        self.take(count)
        try:
            yield
        finally:
            self.leave(count)


class Body:
    """The body of one request.

    Args:
        request: whose body nothing has read yet.
        settings: see there.
        room: that its bytes are counted in until `close`.

    Attributes:
        received: bytes so far, as they came.
        whole: whether nothing is left to come.
    """

    def __init__(self, request: Request, settings: Settings, room: Room):
        self._request, self._settings, self._room = request, settings, room
        self.received, self._held = 0, 0
        chunked = "transfer-encoding" in request.headers
        self.whole = not chunked and request.headers.get("content-length", "0") == "0"

    async def read(self) -> bytes:
        """Return it as it came.

        Raises:
            ServingError: too long (413), too slow (408), too much beside others (503), or the
                client has gone (499).
        """
        length = self._request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._settings.max_body_bytes:
            raise too_large(self._settings.max_body_bytes)
        try:
            async with asyncio.timeout(self._settings.body_seconds):
                return await self._all()
        except TimeoutError:
            raise ServingError(
                "DEADLINE_EXCEEDED",
                f"The request did not arrive within {self._settings.body_seconds:g} seconds.",
                status=408,
            ) from None

    async def unpacked(self, work: Callable) -> bytes:
        """Return it without the encoding it was sent in.

        Args:
            work: runs a function off the event loop, see `Call.work`.

        Raises:
            ServingError: see `read`; or it is damaged, unpacks to more than is allowed (413), or
                is of an encoding other than gzip (415).
        """
        encoding = self._request.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip", ""):
            raise ServingError(
                "INVALID_ARGUMENT", "Content-Encoding must be gzip or left out.", status=415
            )
        body = await self.read()
        if encoding in ("identity", ""):
            return body
        unpacked = await work(gunzip, body, self._settings.max_body_bytes)
        self._take(len(unpacked))
        return unpacked

    async def drain(self) -> None:
        """Throw away what the client still sends, for a moment.

        A connection closed on data nobody read is reset, and the client would lose the answer. One
        that waits for leave to send (`Expect: 100-continue`) has sent nothing.
        """
        if "expect" in self._request.headers and not self.received:
            return
        with contextlib.suppress(TimeoutError, ServingError):
            async with asyncio.timeout(_DRAIN):
                while not self.whole:
                    await self._next()

    def close(self) -> None:
        """Give its room back."""
        self._room.leave(self._held)
        self._held = 0

    async def _all(self):
        parts = []
        while not self.whole:
            parts.append(await self._next())
            if self.received > self._settings.max_body_bytes:
                raise too_large(self._settings.max_body_bytes)
            self._take(len(parts[-1]))
        return b"".join(parts)

    async def _next(self) -> bytes:
        message = await self._request.receive()
        if message["type"] == "http.disconnect":
            self.whole = True
            raise gone()
        self.whole = not message.get("more_body", False)
        part = message.get("body", b"")
        self.received += len(part)
        return part

    def _take(self, count):
        self._room.take(count)
        self._held += count


def gunzip(body: bytes, limit: int) -> bytes:
    """Return what gzip packed; of a bomb no more than the limit is ever unpacked.

    Args:
        body: one gzip member, or several.
        limit: bytes.

    Raises:
        ServingError: INVALID_ARGUMENT; damaged, cut off, or too large (413).

    Example:
        >>> import gzip
        >>> gunzip(gzip.compress(b"{}"), 2)
        b'{}'
    """
    parts, left = [], limit
    while True:
        member = zlib.decompressobj(wbits=31)
        try:
            parts.append(member.decompress(body, left + 1))
        except zlib.error:
            raise ServingError("INVALID_ARGUMENT", "The gzip body is damaged.") from None
        left -= len(parts[-1])
        if left < 0:
            raise too_large(limit)
        if not member.eof:
            raise ServingError("INVALID_ARGUMENT", "The gzip body is cut off.")
        body = member.unused_data
        if not body:
            return b"".join(parts)


def too_large(limit: int) -> ServingError:
    """Return the error of a body above the limit."""
    return ServingError(
        "INVALID_ARGUMENT", f"A request may have {limit} bytes, unpacked, and no more.", status=413
    )


def gone() -> ServingError:
    """Return the error of a client that does not wait for its answer."""
    return ServingError("CANCELLED", "The client has gone.")

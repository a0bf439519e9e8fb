"""One request on its way: what a protocol's handler may ask of the server around it."""

import asyncio
import contextlib
import dataclasses
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future

from starlette.requests import Request

from tfstyle.serving.batching import late
from tfstyle.serving.bodies import Body, Room, gone
from tfstyle.serving.json_values import dump, weight
from tfstyle.serving.problems import ServingError
from tfstyle.serving.settings import Settings
from tfstyle.serving.signature import Arrays
from tfstyle.serving.store import ModelStore

JSON = "application/json"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What goes back.

    Attributes:
        body: as bytes.
        status: of HTTP.
        media_type: of the body.
        headers: others.
    """

    body: bytes
    status: int = 200
    media_type: str = JSON
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Backend:
    """What all requests share.

    Attributes:
        store: the models.
        settings: see there.
        pool: of threads, for work that would hold up the event loop.
        turns: to read JSON, as many as there are threads.
        room: of bodies.
    """

    store: ModelStore
    settings: Settings
    pool: Executor
    turns: asyncio.Semaphore
    room: Room


_LONGEST = 1000  # characters of an error
_CHUNK = 2**18  # bytes of an answer that are sent at a time


class Call:
    """One request.

    Args:
        request: of HTTP.
        backend: see there.

    Attributes:
        protocol: `"tensorflow"`, `"oip"` or `""`, for the metrics.
        model: its name, empty until it is known to exist.
        method: what is asked, e.g. `"predict"`.
        body: of the request.
    """

    def __init__(self, request: Request, backend: Backend):
        self.request, self._backend = request, backend
        self.protocol, self.model, self.method = "", "", "other"
        self.body = Body(request, backend.settings, backend.room)

    @property
    def store(self) -> ModelStore:
        """Return the models."""
        return self._backend.store

    @property
    def path(self) -> str:
        """Return the path as it was sent, percent signs and all, without the query."""
        return self.request.scope["raw_path"].partition(b"?")[0].decode("latin-1")

    def find(self, name: str, version: int | None = None, label: str | None = None):
        """Return the version that is meant, see `ModelStore.find`."""
        if name in self.store.names():
            self.model = name
        return self.store.find(name, version, label)

    async def read(self, reader: Callable, *arguments):
        """Return what a function reads from the body.

        Args:
            reader: called with the body, unpacked, and the arguments, off the event loop.
            arguments: others.

        Raises:
            ServingError: what the function raises; see `Body.unpacked`; DEADLINE_EXCEEDED where
                its turn does not come within `Settings.seconds`.
        """
        body = await self.body.unpacked(self.work)
        turns, room = self._backend.turns, self._backend.room
        try:
            await asyncio.wait_for(turns.acquire(), self._backend.settings.seconds)
        except TimeoutError:
            raise late() from None
        try:
            with room.lent(await self.work(weight, body)):
                return await self.work(reader, body, *arguments)
        finally:
            turns.release()

    async def work(self, function: Callable, *arguments):
        """Return what a function returns, run off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._backend.pool, function, *arguments)

    async def result(self, version, signature, inputs: Arrays) -> Arrays:
        """Return the outputs for a request's inputs.

        Args:
            version: a `LoadedVersion`.
            signature: of it.
            inputs: by name.

        Raises:
            ServingError: whatever the model says; DEADLINE_EXCEEDED after `Settings.seconds`;
                CANCELLED where the client has gone. A request nobody waits for is not computed
                if its turn has not come.
        """
        seconds = self._backend.settings.seconds
        future: Future = version.submit(signature, inputs, seconds)
        answer = asyncio.wrap_future(future)
        leaving = asyncio.ensure_future(self._left())
        try:
            waiting = {answer, leaving}
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            if leaving.done():
                raise gone()
            raise late()
        finally:
            leaving.cancel()
            answer.cancel()  # and `future` with it

    async def _left(self):
        while (await self.request.receive())["type"] != "http.disconnect":
            pass


async def send_answer(answer: Answer, send, seconds: float) -> None:
    """Send an answer, in parts: a client that does not read it holds no more than one of them.

    Args:
        answer: whole.
        send: of ASGI.
        seconds: a client may take for reading all of it; what is left then is not sent.
    """
    headers = {
        "Content-Type": answer.media_type, "Content-Length": str(len(answer.body)),
        **answer.headers,
    }  # fmt: skip
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await send({"type": "http.response.start", "status": answer.status, "headers": raw})
            for start in range(0, len(answer.body), _CHUNK):
                part = answer.body[start : start + _CHUNK]
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def json_answer(value, status: int = 200) -> Answer:
    """Return an answer in JSON."""
    return Answer(dump(value), status)


def error_answer(error: ServingError) -> Answer:
    """Return the answer that an error is: `{"error": "…"}`."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    text = str(error).encode("utf-8", "replace").decode()
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"  # a path may be 64 KB
    return Answer(dump({"error": short}), error.status, headers=headers)

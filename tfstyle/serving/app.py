"""The REST server as an application of ASGI: who may ask, where a request goes, how it is answered.

Every answer that is not what was asked for is `{"error": "…"}`. Nothing of this computer is in it:
what a bug or a model raises is logged under a number, and the number is all the client gets.
"""

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import hmac
import logging
import secrets
import time
import zlib

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from tfstyle.serving import metrics as figures
from tfstyle.serving import oip_rest, tf_rest
from tfstyle.serving.bodies import Room
from tfstyle.serving.calls import (
    JSON,
    Answer,
    Backend,
    Call,
    error_answer,
    json_answer,
    send_answer,
)
from tfstyle.serving.cors import let_pages_ask
from tfstyle.serving.metrics import Metrics
from tfstyle.serving.problems import ServingError
from tfstyle.serving.settings import Settings
from tfstyle.serving.store import ModelStore

LOG = logging.getLogger("tfstyle.serving")
METRICS_PATH = "/monitoring/prometheus/metrics"
_LIVE = {"/livez", "/v2/health/live"}
_READY = {"/readyz", "/v2/health/ready"}
_NOT_FOUND = b"<!DOCTYPE html><title>404 Not Found</title><h1>Not Found</h1>"


def make_app(
    store: ModelStore, settings: Settings | None = None, metrics: Metrics | None = None
) -> FastAPI:
    """Return the application that answers for a store of models.

    `app.state.draining = True` makes it not ready, and answers go on: what a server sets before it
    stops.

    Args:
        store: of models, started by whoever made it.
        settings: see `Settings`.
        metrics: that the store was given, `ModelStore(observe=metrics.computed)`; others count
            no pictures.
    """
    settings = settings or Settings()
    metrics = metrics or Metrics()
    metrics.watch(store)
    pool = concurrent.futures.ThreadPoolExecutor(settings.threads, "tfstyle-json")

    @contextlib.asynccontextmanager
    async def lifespan(app):
        yield
        pool.shutdown(wait=False, cancel_futures=True)

    app = FastAPI(
        title="tfstyle", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.draining = False
    turns = asyncio.Semaphore(settings.threads)
    app.state.room = Room(settings.held_bytes)
    backend = Backend(store, settings, pool, turns, app.state.room)
    app.router.routes.append(Route("/{path:path}", _Endpoint(app, backend, metrics)))
    if settings.cors_origins:
        let_pages_ask(app, settings.cors_origins)
    return app


class _Endpoint:
    """Answers every path: an ASGI application, so that requests of all verbs come here."""

    def __init__(self, app: FastAPI, backend: Backend, metrics: Metrics):
        self._app, self._backend, self._metrics = app, backend, metrics

    async def __call__(self, scope, receive, send):
        start = time.monotonic()
        call = Call(Request(scope, receive), self._backend)
        try:
            answer = await self._answer(call)
            answer = await self._fitted(call, answer)
            self._metrics.answered(
                call.protocol, call.model, call.method, str(answer.status),
                seconds=time.monotonic() - start, received=call.body.received,
                sent=len(answer.body),
            )  # fmt: skip
            await send_answer(answer, send, self._backend.settings.body_seconds)
        finally:
            call.body.close()

    async def _answer(self, call) -> Answer:
        try:
            return await self._routed(call)
        except ServingError as error:
            return _logged(error) if error.status == 500 else error_answer(error)
        except Exception as error:
            return _logged(error)

    async def _routed(self, call) -> Answer:
        path = call.path
        if path in _LIVE:
            return json_answer({"live": True})
        if path in _READY:
            ready = self._backend.store.ready and not self._app.state.draining
            return json_answer({"ready": ready}, 200 if ready else 503)
        self._admit(call)
        if path == METRICS_PATH:
            page = await call.work(self._metrics.page)
            return Answer(page, media_type=figures.CONTENT_TYPE)
        if tf_rest.is_ours(path):
            return await tf_rest.answer(call)
        if oip_rest.is_ours(path):
            return await oip_rest.answer(call)
        return Answer(_NOT_FOUND, 404, "text/html; charset=utf-8")

    def _admit(self, call):
        """Raise unless the request has the token."""
        token = self._backend.settings.token
        if token is None:
            return
        scheme, _, given = call.request.headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode())
        if scheme.lower() != "bearer" or not same:
            raise ServingError(
                "UNAUTHENTICATED", "The header Authorization: Bearer TOKEN is missing or wrong."
            )

    async def _fitted(self, call, answer) -> Answer:
        """Return an answer as this client takes it."""
        headers = dict(answer.headers)
        body = answer.body
        if answer.media_type == JSON and len(body) >= self._backend.settings.gzip_bytes:
            headers["Vary"] = "Accept-Encoding"
            if _takes_gzip(call.request.headers.get("accept-encoding", "")):
                body = await call.work(_packed, body)
                headers["Content-Encoding"] = "gzip"
        if answer.status != 408:  # that was waited for long enough
            await call.body.drain()
        if not call.body.whole:
            headers["Connection"] = "close"
        return dataclasses.replace(answer, body=body, headers=headers)


def _logged(error) -> Answer:
    number = secrets.token_hex(8)
    LOG.error("error %s", number, exc_info=error)
    return Answer(b'{"error":"Internal error"}', 500, headers={"X-Error-Id": number})


def _takes_gzip(header: str) -> bool:
    """Return whether `Accept-Encoding` has gzip.

    Example:
        >>> _takes_gzip("br, gzip"), _takes_gzip("gzip;q=0")
        (True, False)
    """
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "").removeprefix("q=").strip("0.") != "" or not quality
    return False


def _packed(body: bytes) -> bytes:
    """Return a body packed as fast as gzip can; numbers shrink to a third even so."""
    packer = zlib.compressobj(1, wbits=31)
    return packer.compress(body) + packer.flush()

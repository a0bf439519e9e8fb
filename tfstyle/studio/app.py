"""The studio as one application: pages, files, and the REST server of models beside them."""

import contextlib
import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from tfstyle.errors import (
    ArchitectureError,
    BusyError,
    DataError,
    ImageError,
    IntegrityError,
    NotFoundError,
    StorageError,
    TfstyleError,
    UnsupportedOptionError,
)
from tfstyle.studio.routes import doors, files, uploads, videos
from tfstyle.studio.routes.guard import AWAY, Guard
from tfstyle.studio.routes.models import Models
from tfstyle.studio.routes.rates import Rates
from tfstyle.studio.routes.refusing import refuse
from tfstyle.studio.services import Services, open_services
from tfstyle.studio.settings import StudioSettings
from tfstyle.studio.texts.refusals import refusal
from tfstyle.studio.texts.telling import Told

LOG = logging.getLogger("tfstyle.studio")
# What a user did is told with its sentence; a bug is logged and not told.
_STATUS = {
    NotFoundError: 404, UnsupportedOptionError: 422, ImageError: 422, DataError: 422,
    IntegrityError: 422, ArchitectureError: 422, StorageError: 503, BusyError: 503,
}  # fmt: skip

# What Starlette says of an address that is none of the studio's, or not to be asked like that.
_NOTHING_HERE = {
    HTTPStatus.NOT_FOUND.phrase: Told("refused.no_such_page"),
    HTTPStatus.METHOD_NOT_ALLOWED.phrase: Told("refused.no_such_method"),
}


def make_studio(
    settings: StudioSettings, services: Services | None = None, *, pages: bool = True
) -> FastAPI:  # fmt: skip
    """Return the studio as an application of ASGI.

    Args:
        settings: see `StudioSettings`.
        services: its rooms; opened as the settings say if not given.
        pages: show the pages, too. NiceGUI has one application a process, so that the pages of a
            process are of the studio made last.
    """
    services = services or open_services(settings)
    rest = _rest(settings)

    @contextlib.asynccontextmanager
    async def lifespan(app):
        if settings.warm:
            services.warm()
        yield
        if rest is not None:
            rest.close()

    app = FastAPI(
        title="tfstyle studio", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.services, app.state.rates = services, Rates()
    for router in (files.router, uploads.router, videos.router, doors.router):
        app.include_router(router)
    app.add_api_route("/healthz", _health)
    app.add_exception_handler(TfstyleError, _told)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _bug)
    if rest is not None:
        for prefix in ("/v1", "/v2", "/monitoring"):
            app.router.routes.append(Mount(prefix, rest))
    if pages:
        from tfstyle.studio.pages import show_pages

        show_pages(app, services)
    app.add_middleware(Guard, services=services)
    return app


def _rest(settings):
    """Return the application of the models' REST server, `None` if it serves none."""
    if not settings.serve:
        return None
    from tfstyle.serving.app import make_app
    from tfstyle.serving.naming import sources_of
    from tfstyle.serving.store import ModelStore

    store = ModelStore(sources_of(list(settings.serve), engine="auto", style=None))
    return Models(make_app(store), store)


async def _health(request: Request) -> JSONResponse:
    """Whether the tables answer."""
    from anyio import to_thread

    await to_thread.run_sync(request.app.state.services.accounts.me)
    return JSONResponse({"ready": True})


async def _told(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    if status == 503:
        LOG.error("%s %s: %s", request.method, request.url.path, error)
        return refuse(request, AWAY, status, {"Retry-After": "5"})
    return refuse(request, refusal(error), status)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    why = _NOTHING_HERE.get(error.detail, error.detail)
    return refuse(request, why, error.status_code, error.headers)


async def _bug(request: Request, error: Exception) -> Response:
    LOG.error("%s %s", request.method, request.url.path, exc_info=error)
    return refuse(request, Told("refused.bug"), 500)

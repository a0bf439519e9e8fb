"""Pictures and preset files that come in: bounded before they are held, known by their content."""

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tfstyle.studio.library.preset_files import MOST_BYTES
from tfstyle.studio.routes.asking import check_rate, check_token, services_of, viewer_of
from tfstyle.studio.texts.telling import Told

router = APIRouter()
_KINDS = ("photo", "painting", "mask", "training", "video")
_ROOM = 64 * 1024  # of a form's other fields and borders


@router.post("/pictures")
async def add_picture(request: Request) -> JSONResponse:
    """Take a picture: multipart with `file`, and perhaps `kind` and `title`."""
    check_token(request)
    check_rate(request, "upload")
    services, viewer = services_of(request), viewer_of(request)
    most = services.settings.max_upload_bytes
    data, fields = await form_of(request, most)
    kind, title = fields.get("kind", "photo"), fields.get("title", "")[:200]
    if kind not in _KINDS:
        raise HTTPException(422, Told("refused.kind_of", known=", ".join(_KINDS)))
    info = await to_thread.run_sync(
        lambda: services.pictures.add(viewer.id, data, kind=kind, title=title)
    )
    told = {"id": info.id, "width": info.width, "height": info.height, "title": info.title}
    return JSONResponse(told, 201)


@router.post("/styles")
async def import_style(request: Request) -> JSONResponse:
    """Take a preset file: multipart with `file`, and perhaps `name`, `licence`, `source`."""
    check_token(request)
    check_rate(request, "upload")
    services, viewer = services_of(request), viewer_of(request)
    data, fields = await form_of(request, MOST_BYTES)
    told = {key: fields.get(key, "") for key in ("name", "licence", "source")}
    style = await to_thread.run_sync(
        lambda: services.library.import_preset(viewer.id, data, **told)
    )
    return JSONResponse({"id": style.id, "name": style.name}, 201)


async def form_of(request, most) -> tuple[bytes, dict[str, str]]:
    """Return the file of a form and its other fields; more than `most` bytes are not held."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most + _ROOM:
        raise HTTPException(413, Told("refused.upload_large", most=most // 2**20))
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(415, Told("refused.not_multipart"))
    bounded = Request(request.scope, _bounded(request.receive, most + _ROOM))
    form = await bounded.form(max_files=1, max_fields=8, max_part_size=_ROOM)
    try:
        file = form.get("file")
        if file is None or isinstance(file, str):
            raise HTTPException(422, Told("refused.upload_no_file"))
        data = await file.read()
        fields = {key: value for key, value in form.items() if isinstance(value, str)}
    finally:
        await form.close()
    if len(data) > most:
        raise HTTPException(413, Told("refused.upload_large", most=most // 2**20))
    if not data:
        raise HTTPException(422, Told("refused.upload_empty"))
    return data, fields


def _bounded(receive, most):
    """Return `receive` that ends a body that does not say how long it is."""
    taken = 0

    async def bounded():
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, Told("refused.upload_large", most=most // 2**20))
        return message

    return bounded

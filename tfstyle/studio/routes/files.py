"""Pictures, thumbnails, downloads: what the viewer may see, and 404 for everything else."""

import asyncio
import re
import secrets
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from tfstyle.studio.routes.asking import check_rate, check_token, services_of, viewer_of
from tfstyle.studio.routes.ranges import ranged
from tfstyle.studio.routes.videos import played
from tfstyle.studio.texts.telling import Told

router = APIRouter()
_SIZES = (96, 160, 320, 640, 1280)
# Seconds that a browser shows a thumbnail without asking whether it may.
_FRESH = 60
_MOST_WORKS = 500
# What is waited for: it must not take the threads in which every request asks who it is of.
_LONG = ThreadPoolExecutor(8, "studio-files")


@router.get("/pictures/{picture_id}")
async def picture(picture_id: str, request: Request) -> Response:
    """A picture's bytes, as they are kept: without the place they were taken at.

    Of a video the part that `Range` asks for.
    """
    services, viewer = services_of(request), viewer_of(request)
    info = await to_thread.run_sync(lambda: services.pictures.info(picture_id, viewer_id=viewer.id))
    if info.kind == "video":
        return await played(request, info)

    def read():
        return services.pictures.read(picture_id, viewer_id=viewer.id)

    return await _tagged(request, info.blob_sha256, read)


@router.get("/pictures/{picture_id}/thumb")
async def thumb(picture_id: str, request: Request, size: int = 320) -> Response:
    """A small JPEG; `size` is one of 96, 160, 320, 640, 1280 pixels of the longer side."""
    services, viewer = services_of(request), viewer_of(request)
    if size not in _SIZES:
        raise HTTPException(422, Told("refused.size_of", known=", ".join(map(str, _SIZES))))
    known = request.headers.get("if-none-match", "")

    def make():  # in one thread: a page asks for a dozen
        blob = services.pictures.info(picture_id, viewer_id=viewer.id).blob_sha256
        etag = f'"{blob}-{size}"'
        if etag in known:
            return etag, None
        return etag, small(services, picture_id, blob, viewer.id, size)

    etag, data = await to_thread.run_sync(make)
    # A gallery that is looked at again asks for none; whoever logs in next, for all of them.
    headers = {"etag": etag, "cache-control": f"private, max-age={_FRESH}", "vary": "Cookie"}
    if data is None:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/jpeg", headers=headers)


@router.get("/pictures/{picture_id}/in/{style_id}")
async def in_style(picture_id: str, style_id: str, request: Request) -> Response:
    """The picture in a style, as small as on the contact sheet."""
    services, viewer = services_of(request), viewer_of(request)
    check_rate(request, "file")

    def make():
        style = services.library.get(style_id, viewer_id=viewer.id)
        sheet = services.painter.contact_sheet(picture_id, viewer_id=viewer.id, styles=[style])
        return next((data for _, data in sheet), None)

    data = await _at_length(make)
    if data is None:
        raise HTTPException(404, Told("refused.style_paints_not"))
    return _answer(data, "image/jpeg", None)


@router.delete("/pictures/{picture_id}")
async def delete_picture(picture_id: str, request: Request) -> Response:
    """Delete a picture for good."""
    services, viewer = services_of(request), viewer_of(request)
    check_token(request)

    def delete():
        info = services.pictures.info(picture_id, viewer_id=viewer.id)
        services.pictures.delete(picture_id, viewer_id=viewer.id)
        services.painter.cache.forget(info.blob_sha256)

    await to_thread.run_sync(delete)
    return Response(status_code=204)


@router.get("/works/{work_id}/download")
async def download(work_id: str, request: Request, format: str = "png") -> Response:
    """A painting as PNG, JPEG, WebP or TIFF, with the record of how it was made in it.

    Of a video the file as it was made, which has that record, too: `format` is `mp4`.
    """
    from tfstyle.studio.painting.encoding import FORMATS

    services, viewer = services_of(request), viewer_of(request)
    if format == "mp4":
        return await _download_video(request, services, viewer, work_id)
    if format not in FORMATS:
        raise HTTPException(422, Told("refused.file_format", known=", ".join(FORMATS)))
    check_rate(request, "paint")
    data, name = await _at_length(_encoded, services, viewer, work_id, format)
    return _answer(data, FORMATS[format], f"{name}.{format}")


@router.get("/works.zip")
async def works(request: Request, ids: str = "", collection: str = "") -> Response:
    """Works as one zip with a contact sheet.

    `ids` have commas between; otherwise those of a `collection`, or all that one painted: 500.
    """
    services, viewer = services_of(request), viewer_of(request)
    check_rate(request, "paint")
    file = await _at_length(_zipped, services, viewer, ids, collection)
    return ranged(request, file, "application/zip", secrets.token_hex(8), "gallery.zip")


@router.get("/styles/{style_id}/file")
async def preset_file(style_id: str, request: Request) -> Response:
    """A style as a preset file, which another studio imports."""
    services, viewer = services_of(request), viewer_of(request)
    check_rate(request, "paint")
    style = await to_thread.run_sync(lambda: services.library.get(style_id, viewer_id=viewer.id))
    data = await to_thread.run_sync(lambda: services.library.export(style_id, viewer_id=viewer.id))
    return _answer(data, "application/zip", f"{_plain(style.name)}.tfstyle")


async def _at_length(function, *arguments) -> Any:
    """Return what a function returns that paints or packs."""
    return await asyncio.get_running_loop().run_in_executor(_LONG, function, *arguments)


def _zipped(services, viewer, ids, collection):
    """Return an open file, on the disk: five hundred paintings are more than memory is for."""
    wanted = [one for one in ids.split(",") if one][:_MOST_WORKS]
    if not wanted:
        which = {"collection_id": collection} if collection else {}
        found = services.gallery.list(viewer.id, limit=_MOST_WORKS, **which)
        wanted = [work.id for work in found]
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        services.gallery.write_zip(wanted, file, viewer_id=viewer.id)
    except BaseException:
        file.close()
        raise
    return file


async def _download_video(request, services, viewer, work_id) -> Response:
    work = await to_thread.run_sync(lambda: services.gallery.get(work_id, viewer_id=viewer.id))
    info = await to_thread.run_sync(
        lambda: services.pictures.info(work.picture_id, viewer_id=viewer.id)
    )
    if info.kind != "video":
        raise HTTPException(422, Told("refused.picture_format"))
    titles = [step.get("title", "") for step in work.recipe.get("steps", [])]
    return await played(request, info, _plain("-".join(titles)))


def small(services: Any, picture_id: str, blob: str, viewer_id: str, size: int) -> bytes:
    """Return a picture as a JPEG of at most `size` pixels on its longer side; kept in the cache."""
    from PIL import Image

    from tfstyle.images import to_rgb
    from tfstyle.studio.painting.encoding import thumbnail

    cache = services.painter.cache
    if found := cache.get(blob, ("thumb", size)):
        return found
    image = Image.fromarray(to_rgb(services.pictures.poster(picture_id, viewer_id=viewer_id)))
    image.thumbnail((size, size))
    import numpy as np

    data = thumbnail(np.asarray(image))
    cache.put(blob, ("thumb", size), data)
    return data


def _encoded(services, viewer, work_id, kind):
    from tfstyle.studio.painting.encoding import encode
    from tfstyle.studio.painting.recipe import provenance_of

    work = services.gallery.get(work_id, viewer_id=viewer.id)
    image = services.pictures.image(work.picture_id, viewer_id=viewer.id)
    titles = [step["title"] for step in work.recipe["steps"]]
    return encode(image, kind, provenance_of(work.recipe)), _plain("-".join(titles))


async def _tagged(request, tag, make) -> Response:
    """Answer with bytes, or that the browser has them already."""
    etag = f'"{tag}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    data = await to_thread.run_sync(make)
    return Response(data, media_type=kind_of(data), headers=headers)


def _answer(data, media_type, name) -> Response:
    headers = {"cache-control": "private, no-cache"}
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(data, media_type=media_type, headers=headers)


def kind_of(data: bytes) -> str:
    """Return a file's media type by its content; what is no picture or video is only bytes.

    Example:
        >>> kind_of(bytes([0x89]) + b"PNG...."), kind_of(b"<svg>")
        ('image/png', 'application/octet-stream')
    """
    for mark, kind in (
        (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
        (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"),
    ):  # fmt: skip
        if data.startswith(mark):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "video/mp4" if data[4:8] == b"ftyp" else "application/octet-stream"


def _plain(name) -> str:
    """Return a title as a name for a file: ASCII letters and digits, never a path."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:80] or "painting"

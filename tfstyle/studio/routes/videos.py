"""Videos come in by a door of their own, and are sent piece by piece."""

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from tfstyle.studio.routes.asking import check_rate, check_token, services_of, viewer_of
from tfstyle.studio.routes.ranges import ranged
from tfstyle.studio.routes.uploads import form_of

router = APIRouter()


@router.post("/videos")
async def add_video(request: Request) -> JSONResponse:
    """Take a video: multipart with `file`, and perhaps `title`; a GIF that moves is one."""
    check_token(request)
    check_rate(request, "upload")
    services, viewer = services_of(request), viewer_of(request)
    data, fields = await form_of(request, services.settings.max_video_bytes)
    title = fields.get("title", "")[:200]
    info = await to_thread.run_sync(
        lambda: services.pictures.add(viewer.id, data, kind="video", title=title)
    )
    told = {"id": info.id, "width": info.width, "height": info.height, "title": info.title}
    return JSONResponse(told, 201)


async def played(request: Request, info, name: str = "") -> Response:
    """Answer with a video, or the part of it that is asked for.

    Args:
        request: that came.
        info: of the video, as `Pictures.info` tells it to who asks.
        name: by which a browser saves it, without a suffix; shown in the page if empty.
    """
    services, viewer = services_of(request), viewer_of(request)
    file = await to_thread.run_sync(lambda: services.pictures.open(info.id, viewer_id=viewer.id))
    suffix = {"video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm"}.get(
        info.media_type, ".video"
    )
    return ranged(request, file, info.media_type, info.blob_sha256, name and name + suffix)

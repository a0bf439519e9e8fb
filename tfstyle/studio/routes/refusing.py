"""How it is answered that something is not to be had."""

from fastapi import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from tfstyle.studio.routes.language import language_of
from tfstyle.studio.texts.telling import in_language


def refuse(request: Request, why: str, status: int, headers=None) -> Response:
    """Answer why not: `error` in English, for programs; `told` in the language of who asked.

    Who followed a link or sent a form reads the sentence alone.

    Args:
        request: that is not granted.
        why: a sentence, in other languages too if it is `Told`.
        status: of HTTP, 400 to 599.
        headers: to go with it.
    """
    told = in_language(why, language_of(request))
    if "text/html" in request.headers.get("accept", ""):
        return PlainTextResponse(told, status, headers=headers)
    return JSONResponse({"error": str(why), "told": told}, status, headers=headers)

"""Which language somebody reads: as chosen in this browser, for their account, by the browser."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from tfstyle.studio.texts import LANGUAGES, best_language

COOKIE = "studio_language"


def language_of(request: Request) -> str:
    """Return the language of whoever asks, of `texts.LANGUAGES`."""
    user = request.scope.get("state", {}).get("user")
    return chosen_language(request.cookies, user, request.headers.get("accept-language", ""))


def chosen_language(cookies: Mapping[str, str], user: Any, header: str) -> str:
    """Return the language that somebody reads.

    Args:
        cookies: of their browser; what was chosen in it comes first.
        user: who it is; `None` before the log-in.
        header: their browser's `Accept-Language`.

    Example:
        >>> chosen_language({"studio_language": "zh"}, None, "en"), chosen_language({}, None, "zh")
        ('zh', 'zh')
    """
    for chosen in (cookies.get(COOKIE), user.language if user else None):
        if chosen in LANGUAGES:
            return str(chosen)
    return best_language(header)

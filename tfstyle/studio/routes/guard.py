"""Every request goes through here first: host, origin, who it is; answers get their headers.

Three things a browser can be made to do by another site are refused: calling this computer by
another name (DNS rebinding), sending a form or opening a WebSocket (the `Origin` is another's), and
showing these pages in a frame.
"""

import logging
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from tfstyle.errors import BusyError, StorageError
from tfstyle.studio.routes.language import chosen_language
from tfstyle.studio.texts.telling import Told, in_language

_LOG = logging.getLogger("tfstyle.studio")
SESSION, BROWSER = "studio_session", "studio_browser"
_SAFE = {"GET", "HEAD", "OPTIONS"}
# NiceGUI's pages run scripts of their own in the page and compile templates there.
CONTENT_POLICY = "; ".join((
    "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "media-src 'self' blob:",
    "connect-src 'self'", "font-src 'self'", "object-src 'none'", "base-uri 'self'",
    "form-action 'self'", "frame-ancestors 'none'",
))  # fmt: skip
_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}
# For whoever asks while the database or the object store is away; the log says which, and where.
AWAY = Told("refused.away")
# What needs nobody logged in.
OPEN = (
    "/favicon.ico", "/healthz", "/log-in", "/invitation/", "/accept", "/studio-static/",
    "/_nicegui",
)  # fmt: skip


class Guard:
    """An ASGI application before another one.

    Args:
        app: that answers.
        services: of the studio.
    """

    def __init__(self, app, services):
        self._app, self._services = app, services
        self._hosts = services.settings.hosts()

    async def __call__(self, scope, receive, send):
        """Answer a request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if why := self._refusal(scope, headers):
            await _refuse(scope, receive, send, 403, why)
            return
        cookies = cookies_of(headers.get(b"cookie", ""))
        state = scope.setdefault("state", {})
        state["session"] = cookies.get(SESSION)
        fresh = None if _is_token(cookies.get(BROWSER)) else secrets.token_urlsafe(24)
        state["browser"] = fresh or cookies[BROWSER]
        try:
            state["user"] = await self._user(state["session"])
        except (BusyError, StorageError) as error:
            _LOG.error("Who asks for %s is not known: %s", scope["path"], error)
            await _refuse(scope, receive, send, 503, AWAY)
            return
        if state["user"] is None and not scope["path"].startswith(OPEN):
            await self._to_the_door(scope, receive, send)
            return
        await self._app(scope, receive, self._with_headers(scope, send, fresh))

    def _refusal(self, scope, headers) -> str | None:
        host = headers.get(b"host", "")
        if self._hosts and host_name(host) not in self._hosts:
            return Told("refused.host")
        unsafe = scope["type"] == "websocket" or scope["method"] not in _SAFE
        origin = headers.get(b"origin")
        if unsafe and origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return Told("refused.origin")
        return None

    async def _user(self, session):
        from anyio import to_thread

        accounts = self._services.accounts
        if not self._services.settings.accounts:
            return await to_thread.run_sync(accounts.me)
        return await to_thread.run_sync(accounts.user_of, session) if session else None

    async def _to_the_door(self, scope, receive, send):
        accepted = dict(scope["headers"]).get(b"accept", b"")
        if scope["type"] != "http" or b"text/html" not in accepted:
            await _refuse(scope, receive, send, 401, Told("refused.log_in_first"))
            return
        await send({
            "type": "http.response.start", "status": 303, "headers": [(b"location", b"/log-in")],
        })  # fmt: skip
        await send({"type": "http.response.body", "body": b""})

    def _with_headers(self, scope, send, fresh):
        secure = "; Secure" if self._services.settings.secure_cookies else ""

        async def sending(message):
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = list(message["headers"])
                for name, value in _HEADERS.items():
                    if name.encode() not in there:
                        message["headers"].append((name.encode(), value.encode()))
                if fresh:
                    cookie = f"{BROWSER}={fresh}; Path=/; HttpOnly; SameSite=Lax{secure}"
                    message["headers"].append((b"set-cookie", cookie.encode()))
            await send(message)

        return sending


def cookies_of(header: str) -> dict[str, str]:
    """Return the cookies of a header; nothing of one that is none."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def host_name(header: str) -> str:
    """Return the name of a `Host` header, without its port.

    Example:
        >>> host_name("localhost:8600"), host_name("[::1]:8600"), host_name("EXAMPLE.org")
        ('localhost', '::1', 'example.org')
    """
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_token(value) -> bool:
    return value is not None and re.fullmatch("[A-Za-z0-9_-]{32}", value) is not None


async def _refuse(scope, receive, send, status, why):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403, "reason": why})
        return
    asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
    cookies = cookies_of(asked.get(b"cookie", ""))
    why = in_language(why, chosen_language(cookies, None, asked.get(b"accept-language", "")))
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    headers += [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
    headers += [(b"retry-after", b"5")] if status == 503 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})

"""Who asks, and whether they may: what every route begins with."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

from tfstyle.studio.routes import csrf
from tfstyle.studio.texts.telling import Told


def services_of(request: Request):
    """Return the studio's rooms."""
    return request.app.state.services


def viewer_of(request: Request):
    """Return who asks; the guard has seen to it that somebody does."""
    user = request.scope.get("state", {}).get("user")
    if user is None:
        raise HTTPException(401, Told("refused.log_in_first"))
    return user


def check_token(request: Request, given: str | None = None) -> None:
    """Refuse a request that changes something and has no token of this browser.

    Args:
        request: that came.
        given: of a form; the header is asked otherwise.
    """
    browser = request.scope["state"]["browser"]
    token = given if given is not None else request.headers.get(csrf.HEADER)
    if not csrf.is_right(services_of(request).secret, browser, token):
        raise HTTPException(403, Told("refused.page_old"))


def check_rate(request: Request, kind: str) -> None:
    """Refuse who asks too often."""
    state = request.scope.get("state", {})
    asker = state["user"].id if state.get("user") else (request.client or ("",))[0]
    if not request.app.state.rates.allow(kind, asker):
        raise HTTPException(429, Told("refused.too_many_requests"), headers={"Retry-After": "5"})

"""Log in, log out, accept an invitation: forms, so that cookies no script reads can be set."""

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from tfstyle.errors import TfstyleError
from tfstyle.studio.accounts.attempts import TooManyAttemptsError
from tfstyle.studio.routes.asking import check_rate, check_token, services_of
from tfstyle.studio.routes.csrf import FIELD
from tfstyle.studio.routes.guard import SESSION
from tfstyle.studio.texts.refusals import refusal
from tfstyle.studio.texts.telling import stored

router = APIRouter()
_MOST = 90 * 24 * 3600  # the session itself ends earlier, where nobody comes back


@router.post("/log-in")
async def log_in(request: Request) -> Response:
    """Take a name and a password; a cookie goes back, or the page with a word on it."""
    form = await _form(request)
    services = services_of(request)
    try:
        token = await to_thread.run_sync(
            services.accounts.log_in, form.get("name", ""), form.get("password", ""),
            *_where(request),
        )  # fmt: skip
    except TooManyAttemptsError as error:
        return RedirectResponse(f"/log-in?wait={error.seconds}", 303)
    except TfstyleError:
        return RedirectResponse("/log-in?wrong=1", 303)
    return _entered(services, token)


@router.post("/log-out")
async def log_out(request: Request) -> Response:
    """End the session."""
    await _form(request)
    services = services_of(request)
    if token := request.scope["state"]["session"]:
        await to_thread.run_sync(services.accounts.log_out, token)
    answer = RedirectResponse("/log-in" if services.settings.accounts else "/", 303)
    answer.delete_cookie(SESSION, path="/", httponly=True, samesite="lax")
    return answer


@router.post("/accept")
async def accept(request: Request) -> Response:
    """Make the account that an invitation is for, and enter."""
    form = await _form(request)
    services = services_of(request)
    invitation = form.get("invitation", "")
    name, password = form.get("name", ""), form.get("password", "")
    try:
        await to_thread.run_sync(services.accounts.accept, invitation, name, password)
        token = await to_thread.run_sync(services.accounts.log_in, name, password, *_where(request))
    except TfstyleError as error:
        from urllib.parse import quote

        why = quote(stored(refusal(error)))
        return RedirectResponse(f"/invitation/{quote(invitation, safe='')}?why={why}", 303)
    return _entered(services, token)


def _where(request) -> tuple[str, str]:
    """Return the address that asks, and the session that its browser had before."""
    address = request.client.host if request.client else ""
    return address, request.scope["state"]["session"] or ""


async def _form(request) -> dict[str, str]:
    check_rate(request, "log-in")
    form = await request.form(max_files=0, max_fields=8, max_part_size=8192)
    fields = {key: value for key, value in form.items() if isinstance(value, str)}
    check_token(request, fields.get(FIELD, ""))
    return fields


def _entered(services, token) -> Response:
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        SESSION, token, max_age=_MOST, path="/", httponly=True, samesite="lax",
        secure=services.settings.secure_cookies,
    )  # fmt: skip
    return answer

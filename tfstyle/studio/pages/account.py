"""Who is there: log in, an invitation, one's account."""

from urllib.parse import quote

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import Field, away, button, choice, tag, tried
from tfstyle.studio.routes.csrf import FIELD

_ROLES = ("student", "teacher", "admin")


@ui.page("/log-in")
def log_in_page(request: Request, wrong: str = "") -> None:
    """Ask for a name and a password."""
    viewer = viewer_of(request)
    say = viewer.say
    with frame(viewer, "account"), tag("div", classes="narrow card"):
        tag("h1", say("account.log_in"))
        if wrong:
            tag("p", say("account.wrong"), "told-wrong", role="alert")
        _form(viewer, "/log-in", say("account.log_in"), {})


@ui.page("/invitation/{token}")
def invitation_page(request: Request, token: str, why: str = "") -> None:
    """Let somebody who was invited choose a name and a password."""
    viewer = viewer_of(request)
    say = viewer.say
    with frame(viewer, "account"), tag("div", classes="narrow card"):
        tag("h1", say("account.invited"))
        if why:
            tag("p", why, "told-wrong", role="alert")
        _form(viewer, "/accept", say("account.accept"), {"invitation": token}, new=True)


def _form(viewer, action, text, hidden, new=False):
    """Show a form of HTML: its answer sets a cookie, which no script can."""
    say = viewer.say
    with tag("form", method="post", action=action):
        for name, value in {FIELD: viewer.csrf, **hidden}.items():
            tag("input", type="hidden", name=name, value=value)
        for name, kind, filled in (
            ("name", "text", "username"),
            ("password", "password", "new-password" if new else "current-password"),
        ):
            with tag("label", classes="field"):
                tag("span", say("account.user" if name == "name" else "account.password"), "name")
                tag("input", name=name, type=kind, autocomplete=filled, required="")
        tag("button", text, "act main", type="submit")


@ui.page("/account")
async def account_page(request: Request) -> None:
    """Show one's account, and what a teacher may do."""
    viewer = viewer_of(request)
    with frame(viewer, "account"), tag("div", classes="narrow stack"):
        tag("h1", viewer.say("account.title"))
        if not services().settings.accounts:
            tag("p", viewer.say("account.alone"), "soft")
        await _show_usage(viewer)
        if services().settings.accounts:
            if viewer.user.role in ("teacher", "admin"):
                _show_invitation(viewer, str(request.base_url))
            _log_out(viewer)


async def _show_usage(viewer):
    used = await away(services().pictures.usage, viewer.id)
    quota = getattr(viewer.user, "quota_bytes", None)
    used, key = round(used / 2**20, 1), "account.used" if quota else "account.used_free"
    values = {"quota": round(quota / 2**20)} if quota else {}
    with tag("div", classes="card"):
        tag("h2", viewer.user.name)
        tag("p", viewer.say(f"account.{viewer.user.role}"), "soft")
        tag("p", viewer.say(key, used=used, **values))


def _show_invitation(viewer, base):
    say = viewer.say
    roles = _ROLES[: _ROLES.index(viewer.user.role) + (viewer.user.role == "admin")]
    chosen = {"role": "student"}
    with tag("div", classes="card"):
        tag("h2", say("account.invite"))
        choice(say("account.role"), {role: say(f"account.{role}") for role in roles}, "student",
               lambda role: chosen.update(role=role), seen=True)  # fmt: skip
        place = tag("div")

        async def invite():
            accounts = services().accounts
            token = await tried(viewer, accounts.invite, viewer.id, chosen["role"], None)
            place.clear()
            if token:
                with place:
                    Field(say("account.link"), value=f"{base}invitation/{quote(token, safe='')}",
                          readonly="")  # fmt: skip

        button(say("account.invite"), invite, "main")


def _log_out(viewer):
    with tag("form", method="post", action="/log-out"):
        tag("input", type="hidden", name=FIELD, value=viewer.csrf)
        tag("button", viewer.say("account.log_out"), "act", type="submit")

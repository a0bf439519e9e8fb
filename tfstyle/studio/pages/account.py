"""Before one is there: log in, and what an invitation makes."""

from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import tag
from tfstyle.studio.routes.csrf import FIELD
from tfstyle.studio.texts.telling import Told, in_language, recalled


@page("/log-in")
def log_in_page(request: Request, wrong: str = "", told: str = "", wait: int = 0) -> None:
    """Ask for a name and a password."""
    viewer = viewer_of(request)
    say = viewer.say
    with frame(viewer, "account"), tag("div", classes="narrow card"):
        tag("h1", say("account.log_in"))
        if told in ("changed", "gone"):
            tag("p", say(f"account.{told}"), "soft", role="status")
        if wait > 0:
            often = Told("refused.too_many_attempts", seconds=min(wait, 3600))
            tag("p", in_language(often, viewer.language), "told-wrong", role="alert")
        elif wrong:
            tag("p", say("account.wrong"), "told-wrong", role="alert")
        _form(viewer, "/log-in", say("account.log_in"), {})


@page("/invitation/{token}")
def invitation_page(request: Request, token: str, why: str = "") -> None:
    """Let somebody who was invited choose a name and a password."""
    viewer = viewer_of(request)
    say = viewer.say
    with frame(viewer, "account"), tag("div", classes="narrow card"):
        tag("h1", say("account.invited"))
        if isinstance(told := recalled(why), Told):  # no text that is not ours
            tag("p", in_language(told, viewer.language), "told-wrong", role="alert")
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

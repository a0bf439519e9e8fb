"""The studio that is shown, and who looks at it."""

import dataclasses
from typing import Any

from starlette.requests import Request

from tfstyle.studio.accounts.roles import may
from tfstyle.studio.routes.csrf import token_of
from tfstyle.studio.routes.language import language_of
from tfstyle.studio.texts import say

# NiceGUI's application is one a process, and so is what its pages show.
_SHOWN: list[Any] = []


def show(services) -> None:
    """Let the pages be of this studio."""
    _SHOWN[:] = [services]


def services():
    """Return the studio's rooms."""
    return _SHOWN[0]


@dataclasses.dataclass(frozen=True)
class Viewer:
    """Who looks at a page.

    Attributes:
        id: of the user; empty before the log-in.
        user: what the accounts tell of them, `None` before the log-in.
        language: of `texts.LANGUAGES`.
        dark: as they chose, `None` as their computer has it.
        csrf: what their browser sends along when it changes something.
        session: the token that they logged in with, if they did.
    """

    id: str
    user: Any
    language: str
    dark: bool | None
    csrf: str
    session: str = dataclasses.field(default="", repr=False)

    @property
    def administers(self) -> bool:
        """Whether there are people whom they administer, e.g. the students of a class."""
        return self._may("taught")

    @property
    def administers_all(self) -> bool:
        """Whether they administer everyone here."""
        return self._may("other")

    def _may(self, relation):
        if not self.user or not services().settings.accounts:
            return False
        return may(self.user.role, relation, "administer")

    def say(self, key: str, **values: object) -> str:
        """Return a sentence in their language."""
        return say(key, self.language, **values)


def viewer_of(request: Request) -> Viewer:
    """Return who asks for a page."""
    state = request.scope["state"]
    user = state.get("user")
    dark = {"dark": True, "light": False}.get(request.cookies.get("studio_theme", ""))
    token = token_of(services().secret, state["browser"])
    session = state["session"] or ""
    return Viewer(user.id if user else "", user, language_of(request), dark, token, session)

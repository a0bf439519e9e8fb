"""Who is there: found, invited, and each one's role, room and classes."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import Viewer, services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import away, button, tag, tried
from tfstyle.studio.pages.people_classes import ClassesPage
from tfstyle.studio.pages.people_invite import invite
from tfstyle.studio.pages.people_one import PersonPanel

_PAGE = 100
_SCRIPT = '<script src="/studio-static/people.js"></script>'


def _for_who_administers(address: str) -> Callable:
    """Return what makes a function a page for who administers people; to others there is none."""

    def made(show: Callable[[Viewer, str], Awaitable[None]]) -> Callable:
        @page(address)
        async def shown(request: Request) -> Response | None:
            viewer = viewer_of(request)
            if not viewer.administers:
                return PlainTextResponse(viewer.say("refused.no_such_page"), 404)
            with frame(viewer, "people"):
                ui.add_head_html(_SCRIPT)
                await show(viewer, str(request.base_url))
            return None

        return show

    return made


@_for_who_administers("/people")
async def people_page(viewer: Viewer, base: str) -> None:
    """Show whom one administers."""
    await PeoplePage(viewer, base).show()


@_for_who_administers("/people/classes")
async def classes_page(viewer: Viewer, base: str) -> None:
    """Show the classes that one administers."""
    with tag("div", classes="head"):
        tag("h1", viewer.say("people.classes"))
        doors(viewer, "classes")
    await ClassesPage(viewer, base).show()


def doors(viewer, here: str) -> None:
    """Show the ways between people and classes."""
    with tag("nav", classes="doors", aria_label=viewer.say("people.title")):
        for name, address in (("title", "/people"), ("classes", "/people/classes")):
            current = "page" if name == here else None
            tag("a", viewer.say(f"people.{name}"), href=address, aria_current=current)


class PeoplePage:
    """People by name, those whose name or class has what is searched for."""

    def __init__(self, viewer, base):
        self.viewer, self._base = viewer, base
        self._query, self._most = "", _PAGE
        say = viewer.say
        with tag("div", classes="head"):
            tag("h1", say("people.title"))
            doors(viewer, "title")
            search = tag("input", classes="plain", type="search", placeholder=say("people.search"),
                         aria_label=say("people.search"))  # fmt: skip
            search.on("input", self._searched, js_handler="(e) => emit(e.target.value)",
                      throttle=0.2)  # fmt: skip
            button(say("account.invite"), lambda: invite(viewer, base), "main")
        self._place = tag("div")
        self._panels = tag("div")  # beside the table, which is drawn anew below an open panel

    async def _searched(self, event):
        self._query, self._most = str(event.args), _PAGE
        await self.show()

    async def _show_more(self):
        self._most += _PAGE
        await self.show()

    async def show(self) -> None:
        """Show the people who are asked for."""
        accounts, say = services().accounts, self.viewer.say
        people = await tried(self.viewer, accounts.list_users, self.viewer.id) or []
        rooms = {room.id: room.name for room in await away(accounts.classrooms, self.viewer.id)}
        inside = await away(accounts.memberships, self.viewer.id)
        rows = [
            (one, ", ".join(rooms[room] for room in inside.get(one.id, ()) if room in rooms))
            for one in people
        ]  # fmt: skip
        words = self._query.casefold().split()
        found = [
            row for row in rows
            if all(word in f"{row[0].name} {row[1]}".casefold() for word in words)
        ]  # fmt: skip
        self._place.clear()
        with self._place:
            if not found:
                tag("p", say("people.none" if words else "people.nobody"), "soft")
                return
            tag("p", say("people.count", count=len(found)), "soft small", role="status")
            self._show_table(found[: self._most])
            if len(found) > self._most:
                button(say("people.more"), self._show_more)

    def _show_table(self, rows):
        say = self.viewer.say
        with tag("table", classes="people"):
            with tag("thead"), tag("tr"):
                for name in ("people.name", "account.role", "people.classes", "people.state"):
                    tag("th", say(name), scope="col")
            with tag("tbody"):
                for one, classes in rows:
                    self._show_row(one, classes)

    def _show_row(self, one, classes):
        say = self.viewer.say
        with tag("tr", classes="out" if one.disabled else ""):
            with tag("th", scope="row"):
                button(one.name, lambda: self._open(one), "bare",
                       aria_label=say("people.manage", name=one.name))  # fmt: skip
            tag("td", say(f"account.{one.role}"))
            tag("td", classes or "–")
            tag("td", say("people.out" if one.disabled else "people.in"))

    async def _open(self, one):
        self._panels.clear()
        with self._panels:
            await PersonPanel(self.viewer, one.id, self.show).appear()

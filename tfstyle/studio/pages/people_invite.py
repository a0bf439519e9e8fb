"""A link that makes one account: for a role and a class, shown once."""

from urllib.parse import quote

from nicegui import ui

from tfstyle.studio.accounts.roles import INVITES
from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import Field, away, button, choice, link, named_dialog, tag, tried


async def invite(viewer, base: str, classroom_id: str = "") -> None:
    """Ask for whom an invitation is, and show its link.

    Args:
        viewer: who invites.
        base: the studio's address, as the browser has it.
        classroom_id: of the class that is chosen at first.
    """
    say = viewer.say
    rooms = {room.id: room.name for room in await away(services().accounts.classrooms, viewer.id)}
    with named_dialog(say("account.invite")) as dialog, ui.card().classes("panel"):
        tag("h2", say("account.invite"))
        if not rooms and not viewer.administers_all:
            tag("p", say("people.class_first"))
            link(say("people.classes"), "/people/classes", "main")
        else:
            with tag("div", classes="stack person"):
                _Invitation(viewer, base, rooms, classroom_id)
        with tag("div", classes="row"):
            button(say("app.close"), dialog.close)
    dialog.value = True


class _Invitation:
    """What is chosen, and the link."""

    def __init__(self, viewer, base, rooms, classroom_id):
        self._viewer, self._base, say = viewer, base, viewer.say
        self._role = "student"
        if viewer.administers_all:
            rooms = {"": say("people.no_class"), **rooms}
        self._room = classroom_id if classroom_id in rooms else next(iter(rooms))
        with tag("div", classes="row"):
            roles = {role: say(f"account.{role}") for role in INVITES[viewer.user.role]}
            choice(say("account.role"), roles, self._role, self._of_role, seen=True)
            choice(say("people.into"), rooms, self._room, self._into, seen=True)
        with tag("div", classes="row"):
            button(say("people.make_link"), self._make, "main")
            button(say("people.withdraw"), self._withdraw, "bare")
        self._place = tag("div", classes="stack", aria_live="polite")

    def _of_role(self, role):
        self._role = role

    def _into(self, room):
        self._room = room

    async def _make(self):
        say, viewer = self._viewer.say, self._viewer
        token = await tried(
            viewer, services().accounts.invite, viewer.id, self._role, self._room or None
        )
        self._place.clear()
        if not token:
            return
        with self._place:
            address = f"{self._base}invitation/{quote(token, safe='')}"
            Field(say("account.link"), value=address, hint=say("people.link_hint"), readonly="")
            tag("button", say("people.copy"), "act", type="button",
                data_copied=say("people.copied"), onclick="people.copy(this)")  # fmt: skip

    async def _withdraw(self):
        invitations = services().accounts.invitations
        count = await tried(self._viewer, invitations.withdraw, self._viewer.id)
        if count is not None:
            self._place.clear()
            ui.notify(self._viewer.say("people.withdrawn", count=count), type="positive")

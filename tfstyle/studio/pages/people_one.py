"""One person: role, room, classes, password, in or out, and deleted for good."""

import math
from collections.abc import Awaitable, Callable

from nicegui import ui

from tfstyle.studio.accounts.roles import ROLES
from tfstyle.studio.pages.asking import agreed, worked
from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import (
    Field,
    away,
    button,
    choice,
    complain,
    named_dialog,
    tag,
    tried,
)
from tfstyle.studio.pages.quota import quota_bar

_MB = 2**20
_MOST_MB = 2**30  # a petabyte


class PersonPanel:
    """What may be changed of somebody.

    Args:
        viewer: who administers.
        user_id: whom.
        after: shows the page below anew.
    """

    def __init__(self, viewer, user_id: str, after: Callable[[], Awaitable[None]]):
        self.viewer, self._id, self._after = viewer, user_id, after
        with named_dialog(viewer.say("nav.people")) as self._dialog, ui.card().classes("panel"):
            self._place = tag("div", classes="stack person")

    async def appear(self) -> None:
        """Show it."""
        await self._show()
        self._dialog.value = True

    async def _show(self):
        accounts = services().accounts
        user = await tried(self.viewer, accounts.user, self._id)
        if user is None:  # somebody else has deleted them
            await self._close()
            return
        rooms = {room.id: room for room in await away(accounts.classrooms, self.viewer.id)}
        inside = (await away(accounts.memberships, self.viewer.id)).get(user.id, ())
        used, quota, pictures = 0, None, services().pictures
        if self.viewer.administers_all:
            used = await away(pictures.usage, user.id)
            quota = await away(pictures.quota, user.id)
        say = self.viewer.say
        self._place.clear()
        with self._place:
            tag("h2", user.name)
            if self.viewer.administers_all:
                self._show_role(user)
                self._show_quota(user, used, quota)
            else:
                tag("p", say(f"account.{user.role}"), "soft")
            self._show_classes(user, rooms, inside)
            if user.id == self.viewer.id:
                tag("p", say("people.yourself"), "soft")
            else:
                self._show_password(user)
                self._show_ends(user)
            with tag("div", classes="row"):
                button(say("app.close"), self._dialog.close)

    async def _close(self):
        self._dialog.close()
        await self._after()

    async def _do(self, function, *arguments):
        """Do something as who administers, and show what is now."""
        if await worked(self.viewer, function, self.viewer.id, *arguments):
            await self._after()
        await self._show()

    def _show_role(self, user):
        say, accounts = self.viewer.say, services().accounts
        roles = {role: say(f"account.{role}") for role in ROLES[1:]}

        async def change(role):
            await self._do(accounts.set_role, user.id, role)

        choice(say("account.role"), roles, user.role, change, seen=True)

    def _show_quota(self, user, used, quota):
        say = self.viewer.say
        quota_bar(self.viewer, used, quota)
        given = "" if user.quota_bytes is None else f"{round(user.quota_bytes / _MB, 2):g}"
        with tag("div", classes="line"):
            field = Field(say("people.quota"), value=given, hint=say("people.quota_hint"),
                          inputmode="numeric", maxlength=12)  # fmt: skip

            async def change():
                try:
                    quota = bytes_of(field.value)
                except ValueError:
                    complain(self.viewer, say("people.quota_wrong"))
                    return
                await self._do(services().accounts.set_quota, user.id, quota)

            button(say("app.save"), change)

    def _show_classes(self, user, rooms, inside):
        say, accounts = self.viewer.say, services().accounts
        tag("h3", say("people.classes"))
        mine = [rooms[one] for one in inside if one in rooms]
        if not mine:
            tag("p", say("people.no_class"), "soft small")
        for room in mine:
            with tag("div", classes="line"):
                tag("span", room.name)
                told = say("people.take_out_of", name=user.name, room=room.name)
                button(say("people.take_out"),
                       lambda room=room: self._do(accounts.remove_member, room.id, user.id), "bare",
                       aria_label=told)  # fmt: skip
        others = {one.id: one.name for one in rooms.values() if one.id not in inside}
        if others:

            async def put_in(room_id):
                if room_id:
                    await self._do(accounts.add_member, room_id, user.id)

            choice(say("people.put_in"), {"": "–", **others}, "", put_in, seen=True)

    def _show_password(self, user):
        say = self.viewer.say
        with tag("div", classes="line"):
            field = Field(say("people.password"), kind="password", autocomplete="new-password",
                          hint=say("people.password_hint"))  # fmt: skip

            async def change():
                accounts = services().accounts
                if await worked(self.viewer, accounts.set_password, self.viewer.id, user.id,
                                field.value):  # fmt: skip
                    ui.notify(say("people.password_set", name=user.name), type="positive")
                    await self._show()

            button(say("people.set"), change)

    def _show_ends(self, user):
        say, accounts = self.viewer.say, services().accounts
        name = "people.let_in" if user.disabled else "people.keep_out"
        tag("h3", say("people.ends"))
        with tag("div", classes="row"):
            button(say(name), lambda: self._do(accounts.disable, user.id, not user.disabled))
            if self.viewer.administers_all:
                button(say("people.delete"), lambda: self._delete(user), "bare")

    async def _delete(self, user):
        say = self.viewer.say
        if not await agreed(self.viewer, say("people.delete_sure", name=user.name),
                            say("people.delete_text"), say("people.delete")):  # fmt: skip
            return
        if await worked(self.viewer, services().accounts.delete_user, self.viewer.id, user.id):
            ui.notify(say("people.deleted", name=user.name), type="positive")
            await self._close()


def bytes_of(text: str) -> int | None:
    """Return how many bytes so many megabytes are, `None` for no text.

    Raises:
        ValueError: it is no number from 0 to what a disk may have.

    Example:
        >>> bytes_of("1.5"), bytes_of("1,5"), bytes_of(" ")
        (1572864, 1572864, None)
    """
    if not text.strip():
        return None
    number = float(text.replace(",", "."))
    if not (math.isfinite(number) and 0 <= number <= _MOST_MB):
        raise ValueError(text)
    return round(number * _MB)

"""Classes: made, renamed, deleted, who is in them, and what they share."""

from tfstyle.studio.accounts.roles import ROLES, may
from tfstyle.studio.pages.asking import agreed, worked
from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import Field, away, button, choice, link, tag, tried
from tfstyle.studio.pages.people_invite import invite

# Who may be a class's teacher.
TEACHING = tuple(role for role in ROLES if may(role, "own", "administer"))


def shared_link(viewer, collection, room) -> None:
    """Show the way to what a class shares, by its name where that is not the class's."""
    text = viewer.say("people.shared") if collection.name == room.name else collection.name
    link(text, f"/gallery?collection={collection.id}", aria_label=f"{text}: {room.name}")


class ClassesPage:
    """The classes that one administers; one of them open at a time."""

    def __init__(self, viewer, base: str):
        self.viewer, self._base = viewer, base
        self._open, self._teachers = "", {}
        self._making = tag("div", classes="card line")
        self._place = tag("div", classes="stack classes")

    async def show(self) -> None:
        """Show them."""
        accounts, viewer = services().accounts, self.viewer
        people = await tried(viewer, accounts.list_users, viewer.id) or []
        self._teachers = {
            one.id: one.name for one in people
            if one.role in TEACHING and not one.disabled
        } if viewer.administers_all else {}  # fmt: skip
        rooms = [
            room for room in await away(accounts.classrooms, viewer.id)
            if viewer.administers_all or room.teacher_id == viewer.id
        ]  # fmt: skip
        self._making.clear()
        with self._making:
            self._show_making()
        members = await away(accounts.members, self._open, viewer.id) if any(
            room.id == self._open for room in rooms
        ) else []  # fmt: skip
        shared = await away(services().gallery.collections.list, viewer.id)
        self._place.clear()
        with self._place:
            if not rooms:
                tag("p", viewer.say("people.no_classes"), "soft")
            for room in rooms:
                with tag("article", classes="card class"):
                    self._show_head(room)
                    if room.id == self._open:
                        self._show_members(room, members, people)
                        self._show_shared(room, [c for c in shared if c.classroom_id == room.id])
                        self._show_changes(room)

    def _show_making(self):
        say = self.viewer.say
        field = Field(say("people.class_name"), maxlength=120)
        chosen = {"teacher": self.viewer.id}
        if len(self._teachers) > 1:
            choice(say("people.teacher"), self._teachers, self.viewer.id,
                   lambda one: chosen.update(teacher=one), seen=True)  # fmt: skip

        async def make():
            made = await tried(self.viewer, services().accounts.create_classroom, self.viewer.id,
                               field.value, chosen["teacher"])  # fmt: skip
            if made:
                self._open = made.id
                await self.show()

        button(say("people.make_class"), make, "main")

    def _show_head(self, room):
        say = self.viewer.say
        opened = room.id == self._open
        with tag("div", classes="line"):
            with tag("div"):
                tag("h2", room.name)
                tag("p", say("people.class_about", teacher=room.teacher_name, count=room.size),
                    "soft small")  # fmt: skip
            text = say("app.close" if opened else "people.open")
            button(text, lambda: self._toggle(room), aria_label=f"{text}: {room.name}",
                   aria_expanded="true" if opened else "false")  # fmt: skip

    async def _toggle(self, room):
        self._open = "" if self._open == room.id else room.id
        await self.show()

    async def _do(self, function, *arguments):
        await worked(self.viewer, function, self.viewer.id, *arguments)
        await self.show()

    def _show_members(self, room, members, people):
        say, accounts = self.viewer.say, services().accounts
        if not members:
            tag("p", say("people.class_empty"), "soft")
        with tag("ul", classes="members"):
            for one in members:
                with tag("li", classes="line"):
                    tag("span", one.name)
                    button(say("people.take_out"),
                           lambda one=one: self._do(accounts.remove_member, room.id, one.id),
                           "bare", aria_label=say("people.take_out_of", name=one.name,
                                                  room=room.name))  # fmt: skip
        there = {one.id for one in members} | {room.teacher_id}
        others = {one.id: one.name for one in people if one.id not in there and not one.disabled}

        async def put_in(user_id):
            if user_id:
                await self._do(accounts.add_member, room.id, user_id)

        with tag("div", classes="row"):
            if others:
                choice(say("people.put_somebody"), {"": "–", **others}, "", put_in, seen=True)
            button(say("account.invite"), lambda: invite(self.viewer, self._base, room.id))

    def _show_shared(self, room, collections):
        say = self.viewer.say
        tag("h3", say("people.shared"))
        tag("p", say("people.shared_hint"), "soft small")
        with tag("div", classes="row"):
            for one in collections:
                shared_link(self.viewer, one, room)
            if not collections and room.teacher_id == self.viewer.id:
                button(say("people.make_shared"), lambda: self._make_shared(room))
            elif not collections:
                tag("p", say("people.not_shared"), "soft small")

    async def _make_shared(self, room):
        made = services().gallery.collections.create
        await tried(self.viewer, made, self.viewer.id, room.name, classroom_id=room.id)
        await self.show()

    def _show_changes(self, room):
        say, accounts = self.viewer.say, services().accounts
        tag("h3", say("people.changes"))
        with tag("div", classes="line"):
            field = Field(say("people.class_name"), value=room.name, maxlength=120)
            button(say("app.save"),
                   lambda: self._do(accounts.rename_classroom, room.id, field.value))  # fmt: skip
        with tag("div", classes="row"):
            if len(self._teachers) > 1:
                named = {room.teacher_id: room.teacher_name, **self._teachers}
                choice(say("people.teacher"), named, room.teacher_id,
                       lambda one: self._do(accounts.give_classroom, room.id, one),
                       seen=True)  # fmt: skip
            button(say("people.delete_class"), lambda: self._delete(room), "bare")

    async def _delete(self, room):
        say, accounts = self.viewer.say, services().accounts
        if await agreed(self.viewer, say("people.delete_class_sure", room=room.name),
                        say("people.delete_class_text"), say("people.delete_class")):  # fmt: skip
            await self._do(accounts.delete_classroom, room.id)

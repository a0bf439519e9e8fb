"""One's own account: room, name, language, password, classes, and how to leave."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.asking import agreed, worked
from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import Field, away, button, choice, tag, tried
from tfstyle.studio.pages.people_classes import shared_link
from tfstyle.studio.pages.quota import quota_bar
from tfstyle.studio.routes.csrf import FIELD
from tfstyle.studio.texts import NAMES


@page("/account")
async def account_page(request: Request) -> None:
    """Show one's account."""
    viewer = viewer_of(request)
    with frame(viewer, "account"), tag("div", classes="narrow stack account"):
        tag("h1", viewer.say("account.title"))
        if not services().settings.accounts:
            tag("p", viewer.say("account.alone"), "soft")
        await _show_room(viewer)
        _show_language(viewer)
        if services().settings.accounts:
            place = tag("div", classes="card stack")
            await _show_classes(viewer, place)
            _show_name(viewer)
            _show_password(viewer)
            _show_ends(viewer)


async def _show_room(viewer):
    pictures = services().pictures
    used, quota = await away(pictures.usage, viewer.id), await away(pictures.quota, viewer.id)
    with tag("div", classes="card stack"):
        tag("h2", viewer.user.name)
        tag("p", viewer.say(f"account.{viewer.user.role}"), "soft")
        quota_bar(viewer, used, quota)


def _show_language(viewer):
    say = viewer.say

    async def change(language):
        if await worked(viewer, services().accounts.set_language, viewer.id, language):
            # This browser's own choice would go before the account's.
            ui.run_javascript(f"studio.language('{language if language in NAMES else ''}')")

    with tag("div", classes="card"):
        kept = viewer.user.language if viewer.user.language in NAMES else ""
        choice(say("account.language"), {"": say("account.as_browser"), **NAMES}, kept, change,
               seen=True)  # fmt: skip


async def _show_classes(viewer, place):
    say, accounts = viewer.say, services().accounts
    rooms = [
        room for room in await away(accounts.classrooms, viewer.id)
        if not viewer.administers_all or room.teacher_id == viewer.id
    ]  # fmt: skip
    shared = await away(services().gallery.collections.list, viewer.id)

    async def leave(room):
        if await agreed(viewer, say("account.leave_sure", room=room.name),
                        say("account.leave_text"), say("account.leave")):  # fmt: skip
            await worked(viewer, accounts.remove_member, viewer.id, room.id, viewer.id)
            await _show_classes(viewer, place)

    place.clear()
    with place:
        tag("h2", say("account.classes"))
        if not rooms:
            tag("p", say("account.no_class"), "soft")
        for room in rooms:
            with tag("div", classes="line"):
                tag("span", say("account.class_of", room=room.name, teacher=room.teacher_name))
                with tag("div", classes="row"):
                    for one in shared:
                        if one.classroom_id == room.id:
                            shared_link(viewer, one, room)
                    if room.teacher_id != viewer.id:
                        button(say("account.leave"), lambda room=room: leave(room), "bare",
                               aria_label=f"{say('account.leave')}: {room.name}")  # fmt: skip


def _show_name(viewer):
    say = viewer.say
    with tag("div", classes="card line"):
        field = Field(say("account.user"), value=viewer.user.name, maxlength=64,
                      autocomplete="username", hint=say("account.name_hint"))  # fmt: skip

        async def change():
            if await tried(viewer, services().accounts.set_name, viewer.id, field.value):
                ui.navigate.reload()

        button(say("app.save"), change)


def _show_password(viewer):
    say = viewer.say
    with tag("div", classes="card"):
        tag("h2", say("account.password"))
        old = Field(say("account.old"), kind="password", autocomplete="current-password")
        new = Field(say("account.new"), kind="password", autocomplete="new-password",
                    hint=say("account.new_hint"))  # fmt: skip

        async def change():
            accounts = services().accounts
            if await worked(viewer, accounts.change_password, viewer.id, old.value, new.value):
                ui.navigate.to("/log-in?told=changed")

        button(say("account.change"), change)


def _show_ends(viewer):
    say = viewer.say
    with tag("form", method="post", action="/log-out"):
        tag("input", type="hidden", name=FIELD, value=viewer.csrf)
        tag("button", say("account.log_out"), "act", type="submit")
    with tag("details", classes="card"):
        tag("summary", say("account.delete"))
        tag("p", say("account.delete_text"))
        if viewer.administers:
            tag("p", say("account.delete_classes"))
        field = Field(say("account.password"), kind="password", autocomplete="current-password")

        async def leave():
            if not await agreed(viewer, say("app.sure"), say("account.delete_text"),
                                say("account.delete")):  # fmt: skip
                return
            if await worked(viewer, services().accounts.leave, viewer.id, field.value):
                ui.navigate.to("/log-in?told=gone")

        button(say("account.delete"), leave)

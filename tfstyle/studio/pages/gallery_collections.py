"""Collections: which one is shown, a new one, another name, gone."""

from nicegui import ui

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import Field, away, button, choice, named_dialog, sure, tag, tried


class CollectionBar:
    """All collections as links, and what may be done with the one that is shown.

    Args:
        page: a `GalleryPage`.
    """

    def __init__(self, page):
        self._page = page
        self._place = tag("nav", classes="collections",
                          aria_label=page.viewer.say("gallery_more.collections"))  # fmt: skip

    async def show(self) -> None:
        """Show the collections as they are."""
        page, say = self._page, self._page.viewer.say
        found = await away(services().gallery.collections.list, page.viewer.id)
        self._place.clear()
        with self._place:
            if found:
                _link(say("gallery_more.all"), "/gallery", page.collection is None)
            for one in found:
                here = page.collection is not None and one.id == page.collection.id
                name = f"{one.name} ({one.works})"
                if one.classroom_id:
                    name += f" · {say('library.class') if one.fills else one.classroom}"
                _link(name, f"/gallery?collection={one.id}", here)
            button(say("gallery_more.new"), self._make, "bare")
            if page.collection and page.collection.owner_id == page.viewer.id:
                button(say("gallery_more.rename"), self._rename, "bare")
                button(say("gallery_more.delete"), self._delete, "bare")

    async def _make(self):
        made = await ask_for_collection(self._page.viewer)
        if made is not None:
            ui.navigate.to(f"/gallery?collection={made.id}")

    async def _rename(self):
        collections, viewer = services().gallery.collections, self._page.viewer
        name = await ask_for_name(viewer, viewer.say("gallery_more.rename"),
                                  self._page.collection.name)  # fmt: skip
        if name is not None and await tried(viewer, collections.rename, self._page.collection.id,
                                            name, owner_id=viewer.id):  # fmt: skip
            await self._page.show()

    async def _delete(self):
        viewer, collection = self._page.viewer, self._page.collection
        if await sure(viewer, viewer.say("gallery_more.works_stay", name=collection.name)):
            delete = services().gallery.collections.delete
            await tried(viewer, delete, collection.id, owner_id=viewer.id)
            ui.navigate.to("/gallery")


def _link(text, to, here):
    tag("a", text, "chip", href=to, aria_current="page" if here else None)


async def ask_for_name(viewer, title: str, value: str = "", *, most: int = 120) -> str | None:
    """Ask for a name; `None` if it is to stay as it is.

    Args:
        viewer: who is asked.
        title: what is named.
        value: the name until now.
        most: letters.
    """
    with named_dialog(title) as dialog, ui.card().classes("panel sure"):
        tag("h2", title)
        field = Field(viewer.say("library.style_name"), value=value, maxlength=most,
                      autofocus="")  # fmt: skip
        field.element.on("keydown.enter", lambda: dialog.submit(field.value))
        with tag("div", classes="row"):
            button(viewer.say("app.save"), lambda: dialog.submit(field.value), "main")
            button(viewer.say("app.cancel"), lambda: dialog.submit(None))
    name = await dialog
    dialog.delete()
    return name


async def ask_for_collection(viewer):
    """Ask for a new collection's name, and which of one's classes it is for; return it."""
    rooms, say, wanted = services(), viewer.say, {"class": ""}
    taught = []
    if rooms.settings.accounts and viewer.user.role in ("teacher", "admin"):
        classes = await away(rooms.accounts.classrooms, viewer.id)
        taught = [one for one in classes if one.teacher_id == viewer.id]
    with named_dialog(say("gallery_more.new")) as dialog, ui.card().classes("panel sure"):
        tag("h2", say("gallery_more.new"))
        field = Field(say("library.style_name"), maxlength=120, autofocus="")
        field.element.on("keydown.enter", lambda: dialog.submit(field.value))
        if taught:
            named = {"": say("gallery_more.for_me")} | {one.id: one.name for one in taught}
            choice(say("gallery_more.for"), named, "", lambda one: wanted.update({"class": one}),
                   seen=True)  # fmt: skip
        with tag("div", classes="row"):
            button(say("app.save"), lambda: dialog.submit(field.value), "main")
            button(say("app.cancel"), lambda: dialog.submit(None))
    name = await dialog
    dialog.delete()
    if name is None:
        return None
    create = rooms.gallery.collections.create
    return await tried(viewer, create, viewer.id, name, classroom_id=wanted["class"] or None)

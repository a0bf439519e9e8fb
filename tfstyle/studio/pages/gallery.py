"""What was painted: how, again, as a zip, or gone."""

import json

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.database.visibility import VISIBILITIES
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import (
    Field,
    away,
    button,
    choice,
    complain,
    link,
    named_dialog,
    picture,
    sure,
    tag,
    tried,
)

_PAGE = 60
_WHOSE = ("mine", "class", "published")


@ui.page("/gallery")
async def gallery_page(request: Request) -> None:
    """Show the works."""
    viewer = viewer_of(request)
    with frame(viewer, "gallery"):
        await GalleryPage(viewer).show()


class GalleryPage:
    """One's works, the newest first."""

    def __init__(self, viewer):
        self.viewer, self._seen, self._whose = viewer, _PAGE, "mine"
        with tag("div", classes="head"):
            tag("h1", viewer.say("gallery.title"))
            if services().settings.accounts:
                named = {one: viewer.say(f"gallery.whose_{one}") for one in _WHOSE}
                choice(viewer.say("gallery.whose"), named, "mine", self._of)
            self._tools = tag("div", classes="row")
        self._wall = tag("div", classes="wall")
        self._more = tag("div", classes="row")

    async def show(self) -> None:
        """Show the works."""
        works = await away(services().gallery.list, self.viewer.id, whose=self._whose)
        self._tools.clear()
        with self._tools:
            if works:
                ids = ",".join(work.id for work in works[:500])
                link(self.viewer.say("gallery.zip"), f"/works.zip?ids={ids}", download="")
        self._wall.clear()
        with self._wall:
            if not works:
                tag("p", self.viewer.say("gallery.none"), "soft")
            for work in works[: self._seen]:
                self._show_work(work)
        self._more.clear()
        if len(works) > self._seen:
            with self._more:
                button("…", self._show_more)

    async def _of(self, whose):
        self._whose, self._seen = whose, _PAGE
        await self.show()

    async def _show_more(self):
        self._seen += _PAGE
        await self.show()

    def _show_work(self, work):
        title = title_of(work)
        with tag("article", classes="piece"):
            label = self.viewer.say("gallery.open", title=title)
            opened = tag("button", classes="pick", type="button", aria_label=label)
            with opened.on("click", lambda: self._open(work)):
                tag("img", src=f"/pictures/{work.picture_id}/thumb?size=640", alt="",
                    loading="lazy")  # fmt: skip
            tag("span", title, "title")
            tag("span", _asked(work), "about")

    async def _open(self, work):
        say = self.viewer.say
        with named_dialog(title_of(work)) as dialog, ui.card().classes("panel"):
            picture(f"/pictures/{work.picture_id}", title_of(work)).style(
                "max-width: 100%; max-height: 56vh; object-fit: contain"
            )
            tag("h2", title_of(work))
            if work.parent_id:
                tag("p", say("gallery.parent"), "soft small")
            self._show_actions(work, dialog)
            if services().settings.accounts:
                await self._show_people(work)
            with tag("details"):
                tag("summary", say("gallery.recipe"))
                tag("pre", json.dumps(work.recipe, indent=1, ensure_ascii=False), "recipe")
        dialog.value = True

    def _show_actions(self, work, dialog):
        say = self.viewer.say
        with tag("div", classes="row"):
            for kind in ("png", "jpeg", "webp", "tiff"):
                link(kind.upper(), f"/works/{work.id}/download?format={kind}", download="",
                     aria_label=f"{say('paint.download')} {kind.upper()}")  # fmt: skip
            if work.owner_id == self.viewer.id:
                button(say("gallery.again"), lambda: self._again(work), "main")
                button(say("app.delete"), lambda: self._delete(work, dialog), "bare")
            button(say("app.close"), dialog.close)

    async def _show_people(self, work):
        """Show who sees a work, and what they say of it."""
        say, gallery = self.viewer.say, services().gallery

        async def share(visibility):
            await tried(self.viewer, gallery.share, work.id, visibility, owner_id=self.viewer.id)

        if work.owner_id == self.viewer.id:
            seen = {one: say(f"library.{one}") for one in VISIBILITIES}
            choice(say("gallery.share"), seen, work.visibility, share, seen=True)
        tag("h3", say("gallery.comments"))
        place = tag("div", classes="stack")

        async def show():
            found = await away(gallery.comments.list, work.id, viewer_id=self.viewer.id)
            place.clear()
            with place:
                for one in found:
                    tag("p", f"{one.author_name}: {one.text}", "small")

        await show()
        with tag("div", classes="row") as line:
            self._comment_field(work, line, show)

    def _comment_field(self, work, line, show):
        say = self.viewer.say
        field = Field(say("gallery.comment"), maxlength=4000)

        async def send():
            comments = services().gallery.comments
            if await tried(self.viewer, comments.add, work.id, field.value,
                           author_id=self.viewer.id):  # fmt: skip
                line.clear()
                with line:
                    self._comment_field(work, line, show)
                await show()

        button(say("gallery.send"), send)

    async def _again(self, work):
        """Paint a work by its recipe, and compare every byte with what is kept."""
        say, rooms, viewer_id = self.viewer.say, services(), self.viewer.id

        def repaint():
            painted = rooms.painter.repaint(work.source_id, work.recipe, viewer_id=viewer_id)
            kept = rooms.pictures.image(work.picture_id, viewer_id=viewer_id)
            return _same_pixels(painted.png, kept)

        if work.source_id is None:
            complain(self.viewer, say("paint.photo"))
            return
        same = await tried(self.viewer, repaint)
        if same is not None:
            told = say("gallery.same") if same else say("gallery.other", why="")
            ui.notify(told, type="positive" if same else "warning")

    async def _delete(self, work, dialog):
        if await sure(self.viewer):
            await tried(self.viewer, services().gallery.delete, work.id, viewer_id=self.viewer.id)
            dialog.close()
            await self.show()


def title_of(work) -> str:
    """Return the names of the styles of a work."""
    return " + ".join(step.get("title", "") for step in work.recipe.get("steps", [])) or "–"


def _asked(work) -> str:
    options = work.recipe.get("options", {})
    told = [f"{options.get('strength', 1):.0%}"]
    told += [f"{options['size']} px"] if options.get("size") else []
    told += ["◩"] if any(step["options"]["mask"] for step in work.recipe.get("steps", [])) else []
    return " · ".join(told)


def _same_pixels(png, kept) -> bool:
    import io

    from tfstyle.images import read_image

    made = read_image(io.BytesIO(png))
    return made.shape == kept.shape and bool((made == kept).all())

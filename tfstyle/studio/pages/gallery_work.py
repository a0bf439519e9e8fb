"""One work: large, from what it was made and how, again, shared, talked about."""

import json

from nicegui import ui

from tfstyle.errors import NotFoundError
from tfstyle.studio.database.visibility import VISIBILITIES
from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.gallery_collections import ask_for_name
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
from tfstyle.studio.training import VideoOptions

_KINDS = ("png", "jpeg", "webp", "tiff")


async def open_work(page, work_id: str) -> None:
    """Show a work in a dialog.

    Args:
        page: a `GalleryPage`, or whatever has `viewer` and `show`.
        work_id: of the work.
    """
    line = await tried(page.viewer, services().gallery.lineage, work_id, viewer_id=page.viewer.id)
    if line is None:  # deleted meanwhile
        await page.show()
        return
    # Not where it was clicked: the wall may be drawn anew while the work is looked at.
    title = full_title(line[-1])
    with (
        ui.context.client.content,
        named_dialog(title) as dialog,
        ui.card().classes("panel work"),
    ):
        await _Work(page, line, dialog).show()
    dialog.on("hide", dialog.delete)
    dialog.value = True


class _Work:
    """A work in a dialog; `line` is what it goes on from, and at its end the work itself."""

    def __init__(self, page, line, dialog):
        self._page, self._line, self._dialog = page, line, dialog
        self._work, self._viewer = line[-1], page.viewer

    async def show(self):
        work, say = self._work, self._viewer.say
        show_large(work.picture_id, title_of(work), work.kind)
        with tag("div", classes="row"):
            tag("h2", title_of(work))
            if work.owner_id == self._viewer.id:
                button(say("gallery_more.rename"), self._rename, "bare")
        await self._show_chain()
        self._show_actions()
        self._told = tag("div", classes="soft small", role="status")
        if services().settings.accounts:
            await self._show_people()
        with tag("details"):
            tag("summary", say("gallery.recipe"))
            tag("pre", json.dumps(work.recipe, indent=1, ensure_ascii=False), "recipe")

    async def _show_chain(self):
        """Show the photograph, the works in between, and this one, each by a small picture."""
        say, source_id = self._viewer.say, self._line[0].source_id
        with tag("div", classes="chain", role="list", aria_label=say("gallery_more.made_from")):
            with tag("div", role="listitem", classes="link"):
                if source_id is None:
                    tag("span", say("gallery_more.source_gone"), "soft small")
                else:
                    with tag("a", href=f"/?picture={source_id}" if self._work.kind != "video"
                             else f"/videos?video={source_id}"):  # fmt: skip
                        picture(f"/pictures/{source_id}/thumb?size=160", say("paint.photo"))
            for one in self._line:
                tag("span", "→", "soft", aria_hidden="true")
                with tag("div", role="listitem", classes="link"):
                    here = "true" if one is self._work else None
                    title = say("gallery.open", title=full_title(one))
                    step = tag("button", type="button", aria_label=title, aria_current=here)
                    with step.on("click", lambda one=one: self._go(one)):
                        picture(f"/pictures/{one.picture_id}/thumb?size=160", "")
        if len(self._line) > 1:
            tag("p", say("gallery.parent"), "soft small")

    async def _go(self, one):
        if one is not self._work:
            self._dialog.close()
            await open_work(self._page, one.id)

    def _show_actions(self):
        work, say = self._work, self._viewer.say
        with tag("div", classes="row"):
            for kind in ("mp4",) if work.kind == "video" else _KINDS:
                link(kind.upper(), f"/works/{work.id}/download?format={kind}", download="",
                     aria_label=f"{say('paint.download')} {kind.upper()}")  # fmt: skip
            if work.owner_id == self._viewer.id:
                button(say("gallery.again"), self._again, "main")
                button(say("app.delete"), self._delete, "bare")
            elif services().gallery.may_delete(work.id, viewer_id=self._viewer.id):
                button(say("people.remove"), self._delete, "bare")
            button(say("app.close"), self._dialog.close)

    async def _rename(self):
        say, gallery = self._viewer.say, services().gallery
        name = await ask_for_name(self._viewer, say("gallery_more.rename"), title_of(self._work),
                                  most=200)  # fmt: skip
        if name is not None and await tried(self._viewer, gallery.rename, self._work.id, name,
                                            owner_id=self._viewer.id):  # fmt: skip
            self._dialog.close()
            await self._page.show()

    async def _again(self):
        """Paint a work by its recipe, and compare every pixel with what is kept."""
        work, say = self._work, self._viewer.say
        if work.source_id is None:
            complain(self._viewer, say("gallery_more.source_gone"))
            return
        if work.kind == "video":
            await self._again_in_the_background()
            return
        rooms, viewer_id = services(), self._viewer.id
        self._tell(say("gallery_more.painting"))

        def repaint():
            painted = rooms.painter.repaint(work.source_id, work.recipe, viewer_id=viewer_id)
            kept = rooms.pictures.image(work.picture_id, viewer_id=viewer_id)
            source = rooms.pictures.info(work.source_id, viewer_id=viewer_id)
            return same_pixels(painted.png, kept), source.title

        found = await tried(self._viewer, repaint)
        if found is None:
            self._told.clear()
            return
        same, title = found
        told = say("gallery.same") if same else say("gallery.other", why="")
        ui.notify(told, type="positive" if same else "warning")
        self._tell(say("gallery_more.again_from", photo=title or say("paint.photo"),
                       styles=styles_of(work)))  # fmt: skip

    def _tell(self, text):
        self._told.clear()
        with self._told:
            tag("p", text)

    async def _again_in_the_background(self):
        work, options = self._work, self._work.recipe.get("options", {})
        step = self._work.recipe.get("steps", [{}])[0]
        asked = VideoOptions(picture_id=work.source_id, style_id=step.get("style") or "-",
                             size=options.get("size") or 480)  # fmt: skip
        payload = asked.payload(title_of(work), again=work.id)
        if await tried(self._viewer, services().jobs.add, self._viewer.id, "video", payload):
            ui.notify(self._viewer.say("videos.began"), type="positive")

    async def _delete(self):
        if await sure(self._viewer):
            await tried(self._viewer, services().gallery.delete, self._work.id,
                        viewer_id=self._viewer.id)  # fmt: skip
            self._dialog.close()
            await self._page.show()

    async def _show_people(self):
        """Show who sees a work, and what they say of it."""
        work, say, gallery = self._work, self._viewer.say, services().gallery

        async def share(visibility):
            await tried(self._viewer, gallery.share, work.id, visibility, owner_id=self._viewer.id)

        if work.owner_id == self._viewer.id:
            seen = {one: say(f"library.{one}") for one in VISIBILITIES}
            choice(say("gallery.share"), seen, work.visibility, share, seen=True)
        tag("h3", say("gallery.comments"))
        self._comments = tag("div", classes="stack")
        await self._show_comments()
        self._writing = tag("div", classes="row")
        may_add = services().gallery.comments.may_add
        if await away(may_add, self._work.id, viewer_id=self._viewer.id):
            self._show_field()

    async def _show_comments(self):
        try:
            comments = services().gallery.comments
            found = await away(comments.list, self._work.id, viewer_id=self._viewer.id)
        except NotFoundError:
            found = []
        self._comments.clear()
        with self._comments:
            for one in found:
                with tag("div", classes="line"):
                    tag("span", f"{one.author_name}: {one.text}", "small")
                    if one.may_delete:
                        told = self._viewer.say("people.remove_comment", name=one.author_name)
                        button(self._viewer.say("app.delete"), lambda one=one: self._remove(one),
                               "bare", aria_label=told)  # fmt: skip

    async def _remove(self, comment):
        delete = services().gallery.comments.delete
        await tried(self._viewer, delete, comment.id, viewer_id=self._viewer.id)
        await self._show_comments()

    def _show_field(self):
        say = self._viewer.say
        self._writing.clear()
        with self._writing:
            field = Field(say("gallery.comment"), maxlength=4000)

            async def send():
                add = services().gallery.comments.add
                if await tried(self._viewer, add, self._work.id, field.value,
                               author_id=self._viewer.id):  # fmt: skip
                    self._show_field()
                    await self._show_comments()

            button(say("gallery.send"), send)


def show_large(picture_id: str, title: str, kind: str) -> None:
    """Show a picture, or play a video, as large as a dialog allows."""
    if kind == "video":
        tag("video", classes="large", src=f"/pictures/{picture_id}", controls="", playsinline="",
            preload="metadata", poster=f"/pictures/{picture_id}/thumb?size=1280",
            aria_label=title)  # fmt: skip
    else:
        picture(f"/pictures/{picture_id}", title, "large")


def title_of(work) -> str:
    """Return a work's own title, or the names of its styles."""
    return work.title or styles_of(work)


def full_title(work) -> str:
    """Return both: of ten paintings of one photograph each has another one."""
    return f"{work.title}: {styles_of(work)}" if work.title else styles_of(work)


def styles_of(work) -> str:
    """Return the names of the styles of a work."""
    return " + ".join(step.get("title", "") for step in work.recipe.get("steps", [])) or "–"


def about(work) -> str:
    """Return what was asked of a work, in a line."""
    options = work.recipe.get("options", {})
    told = [styles_of(work)] if work.title else []
    told += [f"{options.get('strength', 1):.0%}"]
    told += [f"{options['size']} px"] if options.get("size") else []
    masks = [step.get("options", {}).get("mask") for step in work.recipe.get("steps", [])]
    return " · ".join([*told, *(["◩"] if any(masks) else [])])


def same_pixels(png: bytes, kept) -> bool:
    """Return whether a PNG's pixels are those of an array."""
    import io

    from tfstyle.images import read_image

    made = read_image(io.BytesIO(png))
    return made.shape == kept.shape and bool((made == kept).all())

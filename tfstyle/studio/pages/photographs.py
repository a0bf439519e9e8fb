"""What one brought: photographs, masks and videos, how much room they take, other names, gone."""

from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.gallery_collections import ask_for_name
from tfstyle.studio.pages.paint_begin import drop_zone
from tfstyle.studio.pages.parts import away, button, choice, link, sure, tag, tried
from tfstyle.studio.pictures.limits import megabytes

_PAGE = 60
_KINDS = ("photo", "painting", "mask", "video")


@page("/photographs")
async def photographs_page(request: Request, kind: str = "photo") -> None:
    """Show one's photographs, or what the address names instead."""
    viewer = viewer_of(request)
    with frame(viewer, "gallery"):
        await PhotographsPage(viewer, kind if kind in _KINDS else "photo").show()


class PhotographsPage:
    """One's photographs, the newest first."""

    def __init__(self, viewer, kind="photo"):
        self.viewer, self._kind, self._shown = viewer, kind, 0
        say = viewer.say
        with tag("div", classes="head"):
            tag("h1", say("photographs.title"))
            kinds = {kind: say(f"photographs.{kind}") for kind in _KINDS}
            choice(say("photographs.kind"), kinds, kind, self._of)
            link(say("gallery.title"), "/gallery")
        self._used = tag("div", classes="used")
        with tag("details", classes="card bring"):
            tag("summary", say("photographs.add"))
            drop_zone(viewer, self._came, heading="h3")
        self._wall = tag("div", classes="wall")
        self._more = tag("div", classes="row more")

    async def show(self) -> None:
        """Show them from the first one on."""
        self._shown = 0
        await self._show_used()
        self._wall.clear()
        await self._show_page()
        if not self._shown:
            with self._wall:
                tag("p", self.viewer.say("photographs.none"), "soft")

    async def _came(self, picture_id):
        await self.show()

    async def _of(self, kind):
        self._kind = kind
        await self.show()

    async def _show_used(self):
        pictures, say = services().pictures, self.viewer.say
        used = await away(pictures.usage, self.viewer.id)
        quota = await away(pictures.quota, self.viewer.id)
        self._used.clear()
        taken = round(used / 2**20, 1)
        with self._used:
            if quota:
                told = say("account.used", used=taken, quota=round(quota / 2**20))
                tag("progress", max=quota, value=min(used, quota), aria_label=told)
            else:
                told = say("account.used_free", used=taken)
            tag("span", told, "soft small")

    async def _show_page(self):
        found = await away(
            services().pictures.list, self.viewer.id, kinds=(self._kind,), limit=_PAGE + 1,
            offset=self._shown, brought=True,
        )  # fmt: skip
        with self._wall:
            for one in found[:_PAGE]:
                self._show_one(one)
        self._shown += len(found[:_PAGE])
        self._more.clear()
        if len(found) > _PAGE:
            with self._more:
                button(self.viewer.say("gallery_more.more"), self._show_page)

    def _show_one(self, one):
        say, title = self.viewer.say, one.title or self.viewer.say("photographs.untitled")
        to = {"photo": f"/?picture={one.id}", "video": f"/videos?video={one.id}"}.get(one.kind)
        with tag("article", classes="piece"):
            label = f"{say('paint.again')}: {title}" if to else title
            with tag("a", href=to or f"/pictures/{one.id}", aria_label=label):
                tag("img", src=f"/pictures/{one.id}/thumb?size=320", alt="", loading="lazy")
            tag("span", title, "title")
            tag("span", f"{one.width} × {one.height} · {megabytes(one.size)}", "about")
            with tag("div", classes="row"):
                button(say("gallery_more.rename"), lambda: self._rename(one), "bare",
                       aria_label=f"{say('gallery_more.rename')}: {title}")  # fmt: skip
                button(say("app.delete"), lambda: self._delete(one), "bare",
                       aria_label=f"{say('app.delete')}: {title}")  # fmt: skip

    async def _rename(self, one):
        rename = services().pictures.rename
        name = await ask_for_name(self.viewer, self.viewer.say("gallery_more.rename"), one.title,
                                  most=200)  # fmt: skip
        if name is not None and await tried(self.viewer, rename, one.id, name,
                                            owner_id=self.viewer.id):  # fmt: skip
            await self.show()

    async def _delete(self, one):
        say, rooms = self.viewer.say, services()
        why = "photographs.with_style" if one.kind == "painting" else "photographs.works_stay"
        if await sure(self.viewer, say(why)):
            await tried(self.viewer, rooms.pictures.delete, one.id, viewer_id=self.viewer.id)
            rooms.painter.cache.forget(one.blob_sha256)
            await self.show()

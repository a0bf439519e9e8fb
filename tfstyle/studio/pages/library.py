"""Styles: found, added, shared, sent and taken as files, trained."""

from starlette.requests import Request

from tfstyle.studio.database.visibility import VISIBILITIES
from tfstyle.studio.library.library import ORDERS
from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.library_add import ask_for_painting, preset_input
from tfstyle.studio.pages.parts import (
    away,
    button,
    chips,
    choice,
    link,
    markup,
    sure,
    tag,
    tried,
    written,
)

_MOST_TAGS = 14


@page("/library")
async def library_page(request: Request) -> None:
    """Show the styles."""
    viewer = viewer_of(request)
    with frame(viewer, "library"):
        await LibraryPage(viewer).show()


class LibraryPage:
    """Which styles are seen, and in which order."""

    def __init__(self, viewer):
        self.viewer = viewer
        self._query, self._tags, self._order = "", [], "name"
        self._make_head()
        self._chips = tag("div")
        self._wall = tag("div", classes="wall")
        self._wall.style("margin-top: 18px")

    def _make_head(self):
        say = self.viewer.say
        with tag("div", classes="head"):
            tag("h1", say("library.title"))
            search = tag("input", classes="plain", type="search", placeholder=say("library.search"),
                         aria_label=say("library.search"))  # fmt: skip
            search.on("input", self._searched, js_handler="(e) => emit(e.target.value)",
                      throttle=0.2)  # fmt: skip
            orders = {order: say(f"library.{order}") for order in ORDERS}
            choice(say("library.order"), orders, self._order, self._ordered)
            button(say("library.add"), lambda: ask_for_painting(self), "main")
            preset_input(self)

    async def _searched(self, event):
        self._query = str(event.args)
        await self.show()

    async def _ordered(self, order):
        self._order = order
        await self.show()

    async def _tagged(self, name):
        self._tags = [] if name in self._tags else [name]
        await self.show()

    async def show(self) -> None:
        """Show the styles that are asked for."""
        viewer = self.viewer
        names, found, self._photo, self._removable = await away(
            _found, viewer.id, query=self._query, tags=self._tags, order=self._order
        )
        self._chips.clear()
        with self._chips:
            chips(names[:_MOST_TAGS], lambda name: name in self._tags, self._tagged)
        self._wall.clear()
        with self._wall:
            if not found:
                tag("p", viewer.say("library.none"), "soft")
            for style in found:
                self._show_style(style)

    def _show_style(self, style):
        say = self.viewer.say
        with tag("article", classes="piece card"):
            if self._photo:
                self._show_example(style)
            markup(
                written("span", style.name, "title")
                + written("span", " · ".join(style.tags), "about")
                + written("span", f"{say('library.licence')}: {style.licence}", "about")
                + written("span", f"{say('library.source')}: {style.source}", "about")
            )
            with tag("div", classes="row"):
                if style.kind != "painting":
                    link(say("library.export"), f"/styles/{style.id}/file", download="",
                         aria_label=f"{say('library.export')}: {style.name}")  # fmt: skip
                if style.owner_id == self.viewer.id:
                    self._show_own(style)
                elif style.id in self._removable:
                    button(self.viewer.say("people.remove"), lambda: self._delete(style), "bare")

    def _show_example(self, style):
        """Show one's newest photograph in the style: a click paints it at full size."""
        address = f"/?picture={self._photo}&style={style.id}"
        label = f"{self.viewer.say('library.use')}: {style.name}"
        shown = written("img", src=f"/pictures/{self._photo}/in/{style.id}", alt="",
                        loading="lazy")  # fmt: skip
        markup(shown, "", "a", href=address, aria_label=label)

    def _show_own(self, style):
        say = self.viewer.say

        async def share(visibility):
            await tried(self.viewer, services().library.share, style.id, self.viewer.id, visibility)

        if services().settings.accounts:
            with_whom = {one: say(f"library.{one}") for one in VISIBILITIES}
            choice(say("library.share"), with_whom, style.visibility, share)
        if style.kind == "painting":
            link(say("library.train"), f"/train?style={style.id}",
                 aria_label=f"{say('library.train')}: {style.name}")  # fmt: skip
        button(say("app.delete"), lambda: self._delete(style), "bare")

    async def _delete(self, style):
        if await sure(self.viewer, style.name):
            await tried(self.viewer, services().library.delete, style.id, self.viewer.id)
            await self.show()


def _found(viewer_id, **which) -> tuple:
    """Return all tags, the styles that are asked for, the newest photograph, what is removable."""
    library = services().library
    photos = services().pictures.list(viewer_id, kinds=("photo",), limit=1)
    return (
        library.tags(viewer_id), library.styles(viewer_id, **which),
        photos[0].id if photos else None, library.removable(viewer_id),
    )  # fmt: skip

"""What was painted: found, put together, chosen, and page after page."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.gallery_cards import show_cards
from tfstyle.studio.pages.gallery_collections import CollectionBar
from tfstyle.studio.pages.gallery_selection import Selection
from tfstyle.studio.pages.gallery_work import open_work
from tfstyle.studio.pages.parts import away, button, choice, link, tag, tried

_PAGE = 60
_ORDERS = ("newest", "liked")
_WHOSE = ("mine", "class", "published")


@page("/gallery")
async def gallery_page(request: Request, collection: str = "") -> None:
    """Show the works; those of one collection if the address names it."""
    viewer = viewer_of(request)
    with frame(viewer, "gallery"):
        await GalleryPage(viewer, collection).show()


class GalleryPage:
    """One's works, the newest or the most liked first, or those of a collection in its order.

    Attributes:
        viewer: who looks.
        collection: what is shown, as `Collections.get` tells it; `None` for all works.
        works: those that are shown, by their id, in their order.
        selection: those that are chosen.
    """

    def __init__(self, viewer, collection_id: str = ""):
        self.viewer, self._wanted, self.collection = viewer, collection_id, None
        self.works: dict = {}
        self._query, self._whose, self._order = "", "mine", "newest"
        self._ranked: list[str] = []  # of the most liked first: what is not shown yet
        self._turn = 0  # what is asked for, and shown no more once something else is
        self._make_head()
        self._bar = CollectionBar(self)
        self.selection = Selection(self)
        self._rests = tag("p", classes="soft small rests", role="status")
        self._wall = tag("div", classes="wall")
        self._more = tag("div", classes="row more")

    def _make_head(self):
        say = self.viewer.say
        with tag("div", classes="head"):
            tag("h1", say("gallery.title"))
            search = tag("input", classes="plain", type="search",
                         placeholder=say("library.search"),
                         aria_label=say("library.search"))  # fmt: skip
            search.on("input", self._searched, js_handler="(e) => emit(e.target.value)",
                      throttle=0.3)  # fmt: skip
            if services().settings.accounts and not self._wanted:
                named = {one: say(f"gallery.whose_{one}") for one in _WHOSE}
                choice(say("gallery.whose"), named, "mine", self._of)
            self._orders = tag("span")
            self._orders.set_visibility(False)
            link(say("photographs.title"), "/photographs")
            self._tools = tag("div", classes="row")

    async def show(self) -> None:
        """Show the works from the first one on."""
        if self._wanted:
            find = services().gallery.collections.get
            self.collection = await tried(self.viewer, find, self._wanted,
                                          viewer_id=self.viewer.id)  # fmt: skip
            if self.collection is None:  # another's, or deleted: all works are shown
                self._wanted = ""
        self._turn += 1
        turn = self._turn
        ranked = await self._rank()
        await self._bar.show()
        if turn != self._turn:  # somebody typed on
            return
        self._ranked, self.works = ranked, {}
        self._wall.clear()
        await self._show_page()
        if turn != self._turn:
            return
        if not self.works:
            self._show_nothing()
        self.selection.keep(self.works)
        self._show_tools()

    def _show_nothing(self):
        say, key = self.viewer.say, "gallery.none"
        if self._query:
            key = "gallery_more.nothing_found"
        elif self.collection:
            key = "gallery_more.empty"
        elif self._whose != "mine":
            key = "gallery_more.none_shared"
        with self._wall:
            tag("p", say(key), "soft")

    def _show_tools(self):
        self._tools.clear()
        with self._tools:
            if self.works and (self.collection or self._whose == "mine") and not self._query:
                which = f"?collection={self.collection.id}" if self.collection else ""
                link(self.viewer.say("gallery.zip"), f"/works.zip{which}", download="")

    async def _show_page(self):
        """Show the works behind the last one that is shown."""
        turn = self._turn
        found, more = await self._next_works()
        if turn != self._turn:
            return
        with self._wall:
            fresh = [work for work in found if work.id not in self.works]
            self.works |= {work.id: work for work in fresh}
            show_cards(self, fresh)
        self._more.clear()
        if more:
            with self._more:
                button(self.viewer.say("gallery_more.more"), self._show_page)

    async def _next_works(self) -> tuple[list, bool]:
        """Return the works behind those that are shown, and whether there are more."""
        gallery = services().gallery
        if self._order == "liked":
            # The order is that of the first page: votes that come meanwhile move nothing.
            some, self._ranked = self._ranked[:_PAGE], self._ranked[_PAGE:]
            found = await away(gallery.several, some, viewer_id=self.viewer.id)
            return list(found), bool(self._ranked)
        which = {"collection_id": self.collection.id} if self.collection else {}
        found = await away(
            gallery.list, self.viewer.id, whose=self._whose, query=self._query,
            limit=_PAGE + 1, before=next(reversed(self.works), None), **which,
        )  # fmt: skip
        return found[:_PAGE], len(found) > _PAGE

    async def _rank(self) -> list[str]:
        """Offer the order by liking where votes are enough; return the ids in it if chosen."""
        say, ranking = self.viewer.say, services().ranking
        basis = None
        if ranking is not None and not self._wanted:
            basis = await away(ranking.basis, self.viewer.id)
        if basis is None:
            self._order = "newest"
        if (basis is not None) != self._orders.visible:  # else whoever has chosen stays on it
            self._orders.set_visibility(basis is not None)
            self._orders.clear()
            named = {one: say(f"library.{one}") for one in _ORDERS}
            with self._orders:
                choice(say("library.order"), named, self._order, self._by)
        self._rests.clear()
        self._rests.set_visibility(self._order == "liked")
        if basis is None or self._order != "liked":
            return []
        with self._rests:
            key = "rests_own" if basis.own else "rests_all"
            tag("span", say(f"gallery_more.{key}", count=basis.votes) + " ")
            tag("a", say("nav.rate"), href="/rate")
        return await away(self._ranking)

    def _ranking(self):
        rooms, viewer = services(), self.viewer.id
        found = rooms.gallery.recipes(viewer, whose=self._whose, query=self._query)
        return rooms.ranking.order(viewer, found)

    async def _by(self, order):
        self._order = order
        await self.show()

    async def _of(self, whose):
        self._whose = whose
        await self.show()

    async def _searched(self, event):
        self._query = str(event.args)
        await self.show()

    async def open(self, work_id: str) -> None:
        """Show a work large."""
        await open_work(self, work_id)

    async def move(self, work_id: str, earlier: bool) -> None:
        """Let a work change places; whoever moves it by the keyboard stays on its button."""
        if self.collection is None:
            return
        move = services().gallery.collections.move
        await tried(self.viewer, move, self.collection.id, work_id, owner_id=self.viewer.id,
                    earlier=earlier)  # fmt: skip
        await self.show()
        where = f"{work_id} {'earlier' if earlier else 'later'}"
        with self._wall:  # the button that was pressed is another one by now
            ui.run_javascript(
                f"setTimeout(() => document.querySelector('[data-move=\"{where}\"]')?.focus(), 80)"
            )

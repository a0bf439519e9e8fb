"""Which of two is better, and how many stars."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.gallery_work import title_of
from tfstyle.studio.pages.parts import away, button, markup, tag, tried, written
from tfstyle.studio.pages.rate_learned import Learned, told_of


@page("/rate")
async def rate_page(request: Request) -> None:
    """Show two works of one photograph."""
    viewer = viewer_of(request)
    with frame(viewer, "rate"):
        await RatePage(viewer).next()


class RatePage:
    """Pairs, one after the other; keys choose, too."""

    def __init__(self, viewer):
        self.viewer, self._count, self._pair = viewer, 0, None
        self._skipped: set = set()
        with tag("div", classes="head"):
            tag("h1", viewer.say("rate.title"))
            self._told = tag("span", " ", "soft small", role="status")
        tag("p", viewer.say("rate.hint"), "soft small")
        self._place = tag("div")
        self._place.style("margin-top: 14px")
        self._learned = Learned(viewer)
        ui.keyboard(self._key)

    async def next(self) -> None:
        """Show the next two."""
        self._pair, told = await away(_next, self.viewer.id, self._skipped)
        self._learned.draw(told)
        self._place.clear()
        with self._place:
            if self._pair is None:
                tag("p", self.viewer.say("rate.few"), "soft")
                return
            self._show(*self._pair)

    def _show(self, left, right):
        say = self.viewer.say
        with tag("div", classes="pair"):
            for one, other, key in ((left, right, "rate.left"), (right, left, "rate.right")):
                with tag("div"):
                    chosen = tag("button", type="button", aria_label=f"{say(key)}: {title_of(one)}")
                    with chosen.on("click", lambda a=one, b=other: self._prefer(a, b)):
                        tag("img", src=f"/pictures/{one.picture_id}/thumb?size=1280", alt="")
                    self._show_stars(one)
        with tag("div", classes="row").style("justify-content: center; margin-top: 14px"):
            button(say("rate.skip"), self._skip)

    def _show_stars(self, work):
        buttons = "".join(
            written("button", "★", type="button", value=stars,
                    aria_label=self.viewer.say("rate.star", stars=stars))
            for stars in range(1, 6)
        )  # fmt: skip
        made = markup(buttons, "stars", role="group", aria_label=self.viewer.say("rate.stars"))
        made.on("click", lambda event: self._star(work, int(event.args)),
                js_handler="(e) => { if (e.target.value) emit(e.target.value) }")  # fmt: skip

    async def _skip(self):
        self._skipped.add(frozenset(work.id for work in self._pair))
        await self.next()

    async def _star(self, work, stars):
        await tried(self.viewer, services().ratings.rate, self.viewer.id, work.id, stars)
        await self._noted()
        await self._learned.show()

    async def _prefer(self, better, worse):
        ratings = services().ratings
        await tried(self.viewer, ratings.prefer, self.viewer.id, better.id, worse.id)
        await self._noted()
        await self.next()

    async def _noted(self):
        await tried(self.viewer, services().teaching.voted, self.viewer.id)
        self._count += 1
        self._told.set_content(self.viewer.say("rate.thanks", count=self._count))

    async def _key(self, event):
        if not event.action.keydown or self._pair is None:
            return
        left, right = self._pair
        if event.key.arrow_left:
            await self._prefer(left, right)
        elif event.key.arrow_right:
            await self._prefer(right, left)
        elif event.key.arrow_down:
            await self._skip()


def _next(viewer_id, skipped) -> tuple:
    """Return the two that are shown next, and what is told below them."""
    return _next_pair(viewer_id, skipped), told_of(viewer_id)


def _next_pair(viewer_id, skipped):
    """Return the two works whose comparison tells most, none of the pairs that were skipped."""
    rooms = services()
    works = rooms.ratings.to_compare(viewer_id)
    while pair := rooms.liking.next_pair(viewer_id, works):
        if frozenset(pair) not in skipped:
            return tuple(rooms.gallery.get(one, viewer_id=viewer_id) for one in pair)
        works = [work for work in works if work[0] != pair[0]]
    return None

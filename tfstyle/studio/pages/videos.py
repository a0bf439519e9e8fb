"""Videos: brought, painted in the background, played."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.gallery_work import about, full_title, open_work, title_of
from tfstyle.studio.pages.parts import (
    attribute,
    away,
    button,
    choice,
    complain,
    link,
    slider,
    tag,
    tick,
    tried,
)
from tfstyle.studio.pages.videos_jobs import VideoJobs
from tfstyle.studio.training import VideoOptions

_SIZES = (144, 240, 360, 480, 720, 1080)
_RECENT, _PAINTED = 12, 60


@page("/videos")
async def videos_page(request: Request, video: str = "") -> None:
    """Show one's videos; one to be painted may stand in the address."""
    viewer = viewer_of(request)
    ui.add_head_html('<script src="/studio-static/videos.js" defer></script>')
    with frame(viewer, "videos"):
        page = VideosPage(viewer)
        await page.show()
        if video:
            await page.arrived(video)


class VideosPage:
    """The video that is to be painted, what is asked of it, and those that are painted.

    Attributes:
        viewer: who looks.
    """

    def __init__(self, viewer):
        self.viewer, self._video = viewer, None
        self._asked = {"strength": 1.0, "preserve_color": False, "temporal": True}
        say = viewer.say
        with tag("div", classes="head"):
            tag("h1", say("videos.title"))
        with tag("div", classes="films") as self._chosen:
            self._player = tag("div", classes="film")
            self._options = tag("aside", classes="card", aria_label=say("paint.options"))
        self._chosen.set_visibility(False)
        self._bring()
        self._recent = tag("div", classes="brought")
        self._jobs = VideoJobs(viewer, self._show_painted)
        tag("h2", say("videos.painted"))
        self._wall = tag("div", classes="wall")

    def _bring(self):
        """Show where a video comes in."""
        say, most = self.viewer.say, services().settings
        place = tag("studio-video-drop", classes="bring")

        async def came(event):
            await self.arrived(event.args["id"])
            await self._show_recent()

        place.on("arrived", came, js_handler="(e) => emit(e.detail)")
        place.on("refused", lambda event: complain(self.viewer, str(event.args)),
                 js_handler="(e) => emit(e.detail)")  # fmt: skip
        with place:
            tag("h2", say("videos.drop"))
            tag("p", say("videos.limits", megabytes=most.max_video_bytes // 2**20,
                         seconds=round(most.max_video_seconds)), "soft small")  # fmt: skip
            with tag("div", classes="row"), tag("label", classes="act main"):
                tag("span", say("paint.choose"))
                tag("input", classes="unseen", type="file", accept="video/*,image/gif,.mkv")
            tag("progress", max=1, value=0, aria_label=say("videos.sending"), hidden="")

    async def show(self) -> None:
        """Show everything as it is."""
        await self._show_recent()
        await self._jobs.show()
        await self._show_painted()

    async def arrived(self, video_id: str) -> None:
        """Take a video that is to be painted."""
        info = services().pictures.info
        found = await tried(self.viewer, info, video_id, viewer_id=self.viewer.id)
        if found is None:
            return
        if found.kind != "video":
            complain(self.viewer, self.viewer.say("videos.is_picture"))
            return
        self._video = found
        shorter = min(found.width, found.height)
        fitting = [size for size in _SIZES if size <= max(shorter, _SIZES[0])]
        self._asked["size"] = min(480, fitting[-1])
        self._player.clear()
        with self._player:
            tag("video", src=f"/pictures/{found.id}", controls="", muted="", playsinline="",
                preload="metadata", poster=f"/pictures/{found.id}/thumb?size=1280",
                aria_label=found.title or self.viewer.say("photographs.untitled"))  # fmt: skip
            tag("p", f"{found.title} · {found.width} × {found.height}".strip(" ·"), "soft small")
        self._chosen.set_visibility(True)
        await self._show_options()

    async def _show_recent(self):
        """Show those that were brought before."""
        found = await away(services().pictures.list, self.viewer.id, kinds=("video",),
                           limit=_RECENT, brought=True)  # fmt: skip
        self._recent.clear()
        if not found:
            return
        say = self.viewer.say
        with self._recent:
            with tag("div", classes="row"):
                tag("h2", say("videos.brought"))
                link(say("videos.manage"), "/photographs?kind=video")
            with tag("div", classes="lineup films-brought"):
                for one in found:
                    name = one.title or say("photographs.untitled")
                    made = tag("button", type="button", aria_label=name)
                    with made.on("click", lambda one=one: self.arrived(one.id)):
                        tag("img", src=f"/pictures/{one.id}/thumb?size=320", alt="")

    async def _show_options(self):
        say = self.viewer.say
        styles = await away(services().library.styles, self.viewer.id)
        ids = [style.id for style in styles]
        if self._asked.get("style_id") not in ids:
            self._asked["style_id"] = ids[0] if ids else ""
        self._options.clear()
        with self._options:
            tag("h2", say("paint.options"))
            choice(say("videos.style"), {one.id: one.name for one in styles},
                   self._asked["style_id"], lambda one: self._set(style_id=one),
                   seen=True)  # fmt: skip
            slider(say("paint.strength"), self._asked["strength"],
                   lambda value: self._set(strength=value))  # fmt: skip
            sizes = [one for one in _SIZES if one <= max(min(
                self._video.width, self._video.height), self._asked["size"])]  # fmt: skip
            choice(say("paint.size"), {str(one): f"{one} px" for one in sizes},
                   str(self._asked["size"]), lambda one: self._set(size=int(one)),
                   seen=True)  # fmt: skip
            tick(say("paint.colors"), self._asked["preserve_color"],
                 lambda value: self._set(preserve_color=value))  # fmt: skip
            tick(say("videos.steady"), self._asked["temporal"],
                 lambda value: self._set(temporal=value))  # fmt: skip
            tag("p", say("videos.steady_hint"), "soft small")
            self._begin = button(say("videos.paint"), self._paint, "main")

    def _set(self, **values):
        self._asked |= values

    async def _paint(self):
        say, video = self.viewer.say, self._video
        attribute(self._begin, disabled="")
        try:
            asked = VideoOptions(picture_id=video.id, **self._asked)
            payload = asked.payload(video.title or say("photographs.untitled"))
            add = services().jobs.add
            if await tried(self.viewer, add, self.viewer.id, "video", payload):
                ui.notify(say("videos.began"), type="positive")
                await self._jobs.show()
        finally:
            attribute(self._begin, disabled=None)

    async def _show_painted(self):
        found = await away(services().gallery.list, self.viewer.id, kind="video", limit=_PAINTED)
        self._wall.clear()
        with self._wall:
            if not found:
                tag("p", self.viewer.say("videos.none"), "soft")
            for work in found:
                self._show_work(work)

    def _show_work(self, work):
        with tag("article", classes="piece"):
            opened = tag("button", classes="pick", type="button",
                         aria_label=self.viewer.say("gallery.open",
                                                    title=full_title(work)))  # fmt: skip
            with opened.on("click", lambda: open_work(self, work.id)):
                tag("img", src=f"/pictures/{work.picture_id}/thumb?size=640", alt="",
                    loading="lazy")  # fmt: skip
                tag("span", "▶", "plays")
            tag("span", title_of(work), "title")
            tag("span", about(work), "about")

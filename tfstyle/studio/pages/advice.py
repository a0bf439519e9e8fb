"""What can be measured in a picture, said in words, with three things to try."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import (
    attribute,
    away,
    choice,
    in_turn,
    link,
    tag,
    tried,
)


@page("/advice")
async def advice_page(request: Request, picture: str = "") -> None:
    """Show the advice for a picture."""
    viewer = viewer_of(request)
    photos, masters = await away(_listed, viewer.id)
    with frame(viewer, "advice"):
        page = AdvicePage(viewer, photos, masters, picture)
    # What is measured comes by itself: the page is there before.
    with page.place:
        ui.timer(0.05, page.show, once=True)


class AdvicePage:
    """A picture, perhaps a master's beside it, and what is said of them."""

    def __init__(self, viewer, photos, masters, picture):
        self.viewer = viewer
        photographs = [one for one in photos if one.kind == "photo"] or photos
        self._picture = picture or (photographs[0].id if photographs else "")
        self._master, self._round = "", 0
        with tag("div", classes="head"):
            tag("h1", viewer.say("advice.room.title"))
            if photos:
                choice(viewer.say("advice.room.choose"), _titles(photos), self._picture,
                       self._choose)  # fmt: skip
                named = {"": viewer.say("advice.room.none_master"), **_titles(masters)}
                choice(viewer.say("advice.room.master"), named, "", self._beside)
        tag("p", viewer.say("advice.room.hint"), "soft small")
        self.place = tag("div", classes="advice")
        with self.place:
            self._look = tag("div", classes="look")
            self._words = tag("div", classes="stack", aria_live="polite")

    async def _choose(self, picture_id):
        self._picture = picture_id
        await self.show()

    async def _beside(self, picture_id):
        self._master = picture_id
        await self.show()

    async def show(self) -> None:
        """Show what is said of the picture."""
        self._words.clear()
        if not self._picture:
            with self._words:
                tag("p", self.viewer.say("advice.room.empty"), "soft")
                link(self.viewer.say("app.back"), "/")
            return
        self._show_look()
        with self._words:
            tag("progress", aria_label=self.viewer.say("advice.room.measuring"))
        self._round += 1
        number = self._round

        def gone():  # another picture was chosen meanwhile, or the page is closed
            return number != self._round or self.place.is_deleted

        def measure(picture, master):
            if gone():
                return None
            return services().advice.sections(
                picture, master, self.viewer.language, viewer_id=self.viewer.id
            )

        wanted = self._picture, self._master or None
        sections = await tried(self.viewer, measure, *wanted, by=in_turn)
        if gone():
            return
        self._words.clear()
        with self._words:
            for section in sections or ():
                if section["changes"]:
                    self._show_changes(section)
                else:
                    self._show_section(section)

    def _show_look(self):
        self._look.clear()
        self._shown = {}
        with self._look:
            for side, picture_id in (("mine", self._picture), ("master", self._master)):
                if picture_id:
                    with tag("figure"):
                        address = f"/pictures/{picture_id}/thumb?size=1280"
                        self._shown[side] = (tag("img", src=address, alt=""), address)

    def _show_section(self, section):
        say = self.viewer.say
        with tag("section", classes="card"):
            tag("h2", section["title"])
            for text in section["sentences"]:
                tag("p", text)
            if section["master"]:
                theirs = " ".join(section["master"])
                tag("p", f"{say('advice.room.theirs')}: {theirs}", "soft small")
            if section["drawn"]:
                label = f"{say('advice.room.overlay')}: {section['title']}"
                made = tag("button", say("advice.room.overlay"), "chip", type="button",
                           aria_pressed="false", aria_label=label)  # fmt: skip
                made.on("click", lambda: self._draw(section, made))
            if section["numbers"]:
                with tag("details"):
                    tag("summary", say("advice.room.numbers"), "soft small")
                    for row in section["numbers"]:
                        tag("p", row, "small soft")

    def _draw(self, section, pressed):
        """Draw a finding over the pictures, or take it away again."""
        on = pressed.props["aria-pressed"] == "false"
        attribute(pressed, aria_pressed="true" if on else "false")
        for side, (image, address) in self._shown.items():
            drawn = section["overlays"].get(side)
            attribute(image, src=drawn if on and drawn else address,
                      alt=section["drawn"] if on else "")  # fmt: skip

    def _show_changes(self, section):
        tag("h2", section["title"])
        for text in section["sentences"]:
            tag("p", text, "soft small")
        for change in section["changes"]:
            with tag("section", classes="card stack"):
                tag("h3", change["title"])
                tag("p", change["how"])
                tag("img", src=change["preview"], alt=self.viewer.say("advice.room.preview"))
                tag("p", change["why"], "soft small")


def _listed(viewer_id) -> tuple:
    """Return what advice may be asked for, and what may lie beside it."""
    of = services().pictures.list
    return of(viewer_id, kinds=("photo", "result", "painting")), of(viewer_id, kinds=("painting",))


def _titles(pictures) -> dict[str, str]:
    return {one.id: one.title or f"{one.width} × {one.height}" for one in pictures}

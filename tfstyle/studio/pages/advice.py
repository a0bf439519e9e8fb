"""What can be measured in a picture, said in words, with three things to try."""

import base64

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import button, choice, link, tag, tried

_SIZE = 768  # pixels of the longer side that are measured; more tells nothing else


@ui.page("/advice")
async def advice_page(request: Request, picture: str = "") -> None:
    """Show the advice for a picture."""
    viewer = viewer_of(request)
    with frame(viewer, "advice"):
        page = AdvicePage(viewer)
    await page.choose(picture)


class AdvicePage:
    """A picture, perhaps a master's beside it, and what is said of them."""

    def __init__(self, viewer):
        self.viewer, self._picture, self._master, self._seen = viewer, "", "", ""
        pictures = services().pictures
        self._photos = pictures.list(viewer.id, kinds=("photo", "result", "painting"))
        masters = pictures.list(viewer.id, kinds=("painting",))
        with tag("div", classes="head"):
            tag("h1", viewer.say("advice.title"))
            if self._photos:
                choice(viewer.say("advice.choose"), _titles(self._photos), "", self.choose)
                named = {"": viewer.say("advice.none_master"), **_titles(masters)}
                choice(viewer.say("advice.master"), named, "", self._beside)
        tag("p", viewer.say("advice.hint"), "soft small")
        with tag("div", classes="advice").style("margin-top: 14px"):
            self._look = tag("div", classes="look")
            self._words = tag("div", classes="stack")

    async def choose(self, picture_id: str) -> None:
        """Measure a picture; the newest if none is named."""
        self._picture = picture_id or (self._photos[0].id if self._photos else "")
        if not self._picture:
            with self._words:
                tag("p", self.viewer.say("advice.empty"), "soft")
                link(self.viewer.say("app.back"), "/")
            return
        self._seen = ""
        await self._show()

    async def _beside(self, picture_id):
        self._master = picture_id
        await self._show()

    async def _show(self):
        told = await tried(self.viewer, _measured, self.viewer, self._picture, self._master)
        if told is None:
            return
        self._show_look()
        self._words.clear()
        with self._words:
            for finding in told["findings"]:
                self._show_finding(finding)
            if told["suggestions"]:
                tag("h2", self.viewer.say("advice.suggestions"))
            for one in told["suggestions"]:
                self._show_suggestion(one)

    def _show_look(self, instead: str = ""):
        self._look.clear()
        with self._look:
            for picture_id in filter(None, (self._picture, self._master)):
                address = f"/pictures/{picture_id}/thumb?size=1280"
                shown = instead if instead and picture_id == self._picture else address
                with tag("figure"):
                    tag("img", src=shown, alt="")

    def _show_finding(self, finding):
        with tag("section", classes="card"):
            tag("h3", finding["title"])
            tag("p", finding["text"])

            async def show():
                self._seen = "" if self._seen == finding["key"] else finding["key"]
                image = None
                if self._seen:
                    image = await tried(
                        self.viewer, _overlay, self.viewer, self._picture, finding["key"]
                    )
                self._show_look(image or "")

            text = self.viewer.say("advice.overlay")
            button(text, show, "bare", aria_label=f"{text}: {finding['title']}")

    def _show_suggestion(self, one):
        with tag("section", classes="card"):
            tag("p", one["text"])
            tag("img", src=one["preview"], alt=self.viewer.say("advice.preview")).style(
                "max-width: 100%; margin-top: 8px; border-radius: 6px"
            )


def _titles(pictures) -> dict[str, str]:
    return {one.id: one.title or f"{one.width} × {one.height}" for one in pictures}


def _image(viewer, picture_id):
    import numpy as np
    from PIL import Image

    from tfstyle.images import to_rgb

    image = to_rgb(services().pictures.image(picture_id, viewer_id=viewer.id))
    small = Image.fromarray(image)
    small.thumbnail((_SIZE, _SIZE))
    return np.asarray(small)


def _measured(viewer, picture_id, master_id) -> dict:
    from tfstyle.studio.pages.advice_words import findings_of, suggestions_of

    image = _image(viewer, picture_id)
    master = _image(viewer, master_id) if master_id else None
    return {
        "findings": findings_of(image, viewer),
        "suggestions": suggestions_of(image, master, viewer, inline),
    }


def _overlay(viewer, picture_id, key) -> str:
    from tfstyle.studio.pages.advice_words import overlay_of

    return inline(overlay_of(_image(viewer, picture_id), key))


def inline(image) -> str:
    """Return a small picture as an address that holds it."""
    from tfstyle.studio.painting.encoding import thumbnail

    return "data:image/jpeg;base64," + base64.b64encode(thumbnail(image)).decode()

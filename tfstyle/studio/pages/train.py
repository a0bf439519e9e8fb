"""Train: a style from a painting, or a translator from two folders of pictures."""

from urllib.parse import quote

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.parts import away, button, sure, tag
from tfstyle.studio.pages.train_domains import DomainsForm
from tfstyle.studio.pages.train_parts import delete_pictures, radios
from tfstyle.studio.pages.train_style import StyleForm

_MOST_KEPT = 10_000


@page("/train")
async def train_page(request: Request, style: str = "", what: str = "style") -> None:
    """Show what can be trained; a style whose painting is meant may stand in the address."""
    viewer = viewer_of(request)
    ui.add_head_html('<script src="/studio-static/train.js" defer></script>')
    with frame(viewer, "train"):
        await TrainPage(viewer, style).show("domains" if what == "domains" else "style")


class TrainPage:
    """Which of the two, its form, and what of earlier ones is still kept."""

    def __init__(self, viewer, style: str = ""):
        self.viewer, self._style = viewer, style
        with tag("div", classes="train") as self._place:
            tag("h1", viewer.say("train.title"))
            self._what = tag("div")
            self._forms = {one: tag("div", classes="form") for one in ("style", "domains")}
            self._kept = tag("div", classes="row")

    async def show(self, what: str) -> None:
        """Show the page with one of the two chosen."""
        say = self.viewer.say
        with self._what:
            radios(say("train.what"), "what", {
                one: (say(f"train.{one}"), say(f"train.{one}_hint")) for one in self._forms
            }, what, self._go)  # fmt: skip
        self._asking = StyleForm(self.viewer, self._style), DomainsForm(self.viewer)
        for form, one in zip(self._asking, self._forms, strict=True):
            with self._forms[one]:
                await form.show()
        self._choose(what)
        await self._show_kept()

    def _go(self, what):
        """Show the other form, and have a reload show it, too."""
        self._choose(what)
        style = f"&style={quote(self._style)}" if self._style else ""
        ui.navigate.history.replace(f"/train?what={what}{style}")

    def _choose(self, what):
        for one, form in self._forms.items():
            form.set_visibility(one == what)

    async def _show_kept(self):
        kept = await away(_kept, self.viewer.id)
        self._kept.clear()
        if not kept:
            return
        say = self.viewer.say
        size = sum(one.size for one in kept) / 1e6
        with self._kept:
            tag("span", say("train.kept", count=len(kept), size=f"{size:,.1f}"), "soft small")
            button(say("train.kept_delete"), self._delete_kept, "bare")

    async def _delete_kept(self):
        if not await sure(self.viewer, self.viewer.say("train.kept_text")):
            return
        kept = await away(_kept, self.viewer.id)
        count = await away(delete_pictures, [one.id for one in kept], self.viewer.id)
        ui.notify(self.viewer.say("train.kept_gone", count=count))
        for form in self._asking:
            await form.reload()
        await self._show_kept()


def _kept(viewer_id):
    """Return pictures that were brought for training alone."""
    return services().pictures.list(viewer_id, kinds=("training",), limit=_MOST_KEPT)

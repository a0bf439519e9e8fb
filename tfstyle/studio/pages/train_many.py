"""Many pictures at once: brought, counted, kept for whichever page is opened next."""

import asyncio
import html

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import away, button, tag, tried
from tfstyle.studio.pages.train_parts import delete_pictures

_THUMBS = 24


class Many:
    """Pictures that are brought to be learned from, any number at once.

    Args:
        viewer: who brings them.
        heading: what they are.
        side: as what they are kept, of `pictures.brought.SIDES`: a page opened later has them.
        least: how many there must be.
        most: how many are taken.

    Attributes:
        ids: of those that came in.
        busy: whether more are coming.
    """

    def __init__(self, viewer, heading: str, side: str, least: int, most: int):
        self.viewer, self._side, self.least, self.most = viewer, side, least, most
        self._order = asyncio.Lock()  # what is told later is taken later
        self.ids: list[str] = []
        self.busy = False
        self._refused: list[tuple[str, str]] = []
        say = viewer.say
        with tag("div"):
            with tag("studio-many", kind="training") as place:
                place.on("sent", self._sent, js_handler="(e) => emit(e.detail)")
                tag("h3", heading)
                tag("p", say("train.drop_many"), "soft small")
                with tag("div", classes="row"):
                    for text, folder in (("train.many_files", None), ("train.many_folder", "")):
                        with tag("label", classes="act"):
                            tag("span", say(text))
                            tag("span", heading, "unseen")
                            tag("input", classes="unseen", type="file", multiple="",
                                accept=None if folder == "" else "image/*",
                                webkitdirectory=folder)  # fmt: skip
            with tag("div", classes="brought", aria_live="polite"):
                self._progress = tag("progress", max=1, value=0, aria_label=heading)
                self._told = tag("p", " ", "small")
                self._thumbs = tag("div", classes="thumbs")
                self._left_out = tag("div", classes="small")
                self._forget = button(say("train.forget"), self._forget_all, "bare")
        self._show(0, 0, 0, "")

    async def reload(self) -> None:
        """Show what was brought earlier, and is still there."""
        async with self._order:
            self.ids = await away(services().brought.of, self.viewer.id, self._side)
            self._refused = []
            self._thumbs.clear()
            self._show_thumbs(self.ids[:_THUMBS])
            self._show(0, 0, 0, "")

    async def chosen(self) -> list[str]:
        """Return the ids of what there is now, on whichever page it was brought."""
        return await away(services().brought.of, self.viewer.id, self._side)

    async def _sent(self, event):
        async with self._order:
            await self._take(event.args)

    async def _take(self, told):
        came = [one for one in told["ids"] if isinstance(one, str)]
        keep = services().brought.add
        new = await tried(self.viewer, keep, self.viewer.id, self._side, came, most=self.most)
        new = new or []
        self._show_thumbs(new[: max(_THUMBS - len(self.ids), 0)])
        self.ids += new
        self._refused += [(str(name), str(why)) for name, why in told["refused"]]
        self.busy = not told["over"]
        stopped = str(told["stopped"])
        if len(came) > len(new) and not stopped:
            stopped = self.viewer.say("train.too_many", most=self.most)
        elif stopped:
            stopped = self.viewer.say("train.stopped", why=stopped)
        self._show(int(told["done"]), int(told["all"]), int(told["others"]), stopped)

    def _show_thumbs(self, ids):
        with self._thumbs:
            for one in ids:
                tag("img", src=f"/pictures/{one}/thumb?size=96", alt="", loading="lazy")

    def _show(self, done, all_, others, stopped):
        say = self.viewer.say
        self._progress.set_visibility(self.busy)
        self._progress.props["value"] = done / all_ if all_ else 0
        self._progress.update()
        if self.busy:
            text = say("train.sending", done=done, all=all_)
        elif not self.ids:
            text = say("train.none_came", least=self.least)
        else:
            text = say("train.came", count=len(self.ids))
            if len(self.ids) < 50:
                text += " · " + say("train.enough")
        self._told.set_content(html.escape(text))
        self._forget.set_visibility(bool(self.ids) and not self.busy)
        if self.busy and not stopped:
            return
        self._left_out.clear()
        with self._left_out:
            if stopped:
                tag("p", stopped, "told-wrong")
            if others:
                tag("p", say("train.others", count=others), "soft")
            if self._refused:
                with tag("details"):
                    tag("summary", say("train.skipped", count=len(self._refused)))
                    with tag("ul"):
                        for name, why in self._refused[:200]:
                            tag("li", say("train.skipped_one", name=name, why=why))

    async def _forget_all(self):
        """Take out what came, and delete it: it was brought for this alone."""
        await away(delete_pictures, await self.chosen(), self.viewer.id)
        await self.reload()

"""Where a photograph comes in: dropped, pasted, chosen, from the camera, or one that is there."""

from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import complain, tag

_RECENT = 12


class Begin:
    """What is seen before there is a photograph.

    Args:
        page: that the photograph goes to.
    """

    def __init__(self, page):
        self._page, viewer = page, page.viewer
        with tag("div", classes="begin") as self._place:
            drop_zone(viewer, page.arrived, heading="h1")
            self._recent = tag("div")
        self._show_recent()

    def set_visibility(self, seen: bool) -> None:
        """Show it or hide it."""
        self._place.set_visibility(seen)
        if seen:
            self._show_recent()

    def _show_recent(self):
        viewer = self._page.viewer
        pictures = services().pictures.list(viewer.id, kinds=("photo",))[:_RECENT]
        self._recent.clear()
        if not pictures:
            return
        with self._recent:
            tag("p", viewer.say("paint.recent"), "soft small")
            with tag("div", classes="lineup"):
                for one in pictures:
                    made = tag("button", type="button", aria_label=one.title or one.id)
                    with made.on("click", lambda one=one: self._page.arrived(one.id)):
                        tag("img", src=f"/pictures/{one.id}/thumb?size=320", alt="")


def drop_zone(viewer, arrived, *, kind: str = "photo", heading: str = "h2", text: str = "") -> None:
    """Show a place to drop a picture on.

    Args:
        viewer: who drops.
        arrived: called with the id of what came in.
        kind: of picture.
        heading: its tag.
        text: of the heading.
    """

    async def came(event):
        await arrived(event.args["id"])

    place = tag("studio-drop", kind=kind)
    place.on("arrived", came, js_handler="(e) => emit(e.detail)")
    place.on("refused", lambda event: complain(viewer, str(event.args)),
             js_handler="(e) => emit(e.detail)")  # fmt: skip
    with place:
        tag(heading, text or viewer.say("paint.drop"))
        tag("p", viewer.say("paint.drop_hint"), "soft")
        with tag("div", classes="row"):
            with tag("label", classes="act main"):
                tag("span", viewer.say("paint.choose"))
                tag("input", classes="unseen", type="file", accept="image/*")
            tag("button", viewer.say("paint.camera"), "act", type="button", data_camera="",
                data_shutter=viewer.say("paint.shutter"),
                data_cancel=viewer.say("app.cancel"))  # fmt: skip

"""The contact sheet: the photograph in every style, each as soon as it is painted."""

from nicegui import ui

from tfstyle.errors import TfstyleError
from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.parts import at_length, attribute, tag

_END = object()


class Sheet:
    """All styles; a strip of them once one is chosen.

    Args:
        page: see `PaintPage`.
    """

    def __init__(self, page):
        self._page = page
        self._tiles: dict = {}
        self._round = 0
        with tag("div", classes="head") as self._head:
            tag("h1", page.viewer.say("paint.sheet"))
            tag("span", page.viewer.say("paint.sheet_hint"), "soft small")
        self._place = tag("div", classes="sheet", role="group",
                          aria_label=page.viewer.say("paint.sheet"))  # fmt: skip

    def fill(self) -> None:
        """Make a tile for each style, and begin to paint them."""
        self._place.clear()
        self._tiles = {}
        with self._place:
            for style in self._page.styles.values():
                self._tiles[style.id] = self._tile(style)
        self._round += 1
        with self._place:
            ui.timer(0.01, lambda number=self._round: self._paint(number), once=True)

    def _tile(self, style):
        page, say = self._page, self._page.viewer.say
        with tag("div", classes="tile") as tile:
            pick = tag("button", classes="pick", type="button", aria_label=style.name)
            pick.on(
                "click", lambda event, one=style.id: page.choose(one, bool(event.args)),
                js_handler="(e) => emit(e.ctrlKey || e.metaKey || e.shiftKey)",
            )  # fmt: skip
            with pick:
                tile.image = tag("img", classes="thumb", alt="")
                tag("span", style.name, "name")
                tag("span", style.tags[0] if style.tags else "", "who")
            label = f"{say('paint.add')}: {style.name}"
            tile.add = tag("button", "+", "add", type="button", aria_label=label, title=label)
            tile.add.on("click", lambda one=style.id: page.choose(one, True))
            tile.add.set_visibility(False)
        return tile

    async def _paint(self, number):
        page = self._page
        sheet = services().painter.contact_sheet(
            page.easel.photo.id, viewer_id=page.viewer.id, styles=list(page.styles.values())
        )
        photo = page.easel.photo.id
        try:
            while (found := await at_length(next, sheet, _END)) not in (_END, None):
                if number != self._round or self._place.is_deleted:
                    return  # another photograph, or the page is closed: nobody waits
                style_id, _ = found
                address = f"/pictures/{photo}/in/{style_id}"
                attribute(self._tiles[style_id].image, src=address)
        except TfstyleError:
            return  # the photograph was deleted meanwhile

    def show(self) -> None:
        """Mark what is chosen."""
        chosen = {layer.style_id for layer in self._page.easel.wish.layers}
        self._head.set_visibility(not chosen and not self._page.easel.attempts)
        for style_id, tile in self._tiles.items():
            here = style_id in chosen
            tile.classes(remove="chosen", add="chosen" if here else "")
            tile.add.set_visibility(bool(chosen) and not here)

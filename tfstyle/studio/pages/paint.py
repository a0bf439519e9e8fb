"""Paint: a photograph, all styles at once, one of them at full size."""

from nicegui import ui
from starlette.requests import Request

from tfstyle.studio.pages.at import page
from tfstyle.studio.pages.context import Viewer, services, viewer_of
from tfstyle.studio.pages.frame import frame
from tfstyle.studio.pages.paint_begin import Begin
from tfstyle.studio.pages.paint_sheet import Sheet
from tfstyle.studio.pages.paint_side import Side
from tfstyle.studio.pages.paint_stage import Stage
from tfstyle.studio.pages.paint_state import Attempt, Easel
from tfstyle.studio.pages.parts import at_length, away, complain, tag, tried
from tfstyle.studio.texts.refusals import refusal_in


@page("/")
def paint_page(request: Request, picture: str = "", style: str = "") -> None:
    """Show the easel; a picture and a style may stand in the address."""
    viewer = viewer_of(request)
    with frame(viewer, "paint"):
        page = PaintPage(viewer)

        async def begin():
            await page.arrived(picture)
            if style and page.easel.photo:
                await page.choose(style)

        if picture:  # once the browser listens: no answer waits for a painting
            ui.timer(0.01, begin, once=True)


class PaintPage:
    """The parts of the page, and what happens between them.

    Attributes:
        viewer: who paints.
        easel: what they have on it.
        styles: of the library, by their id.
    """

    def __init__(self, viewer: Viewer):
        self.viewer, self.easel = viewer, Easel()
        self.styles: dict = {}
        self.begin = Begin(self)
        with tag("div", classes="paint choose") as self.place:
            with tag("div", classes="stage"):
                self.stage = Stage(self)
                self.sheet = Sheet(self)
            self.side = Side(self)
        self.place.set_visibility(False)

    async def arrived(self, picture_id: str) -> None:
        """Take a photograph that has come in, and show it in every style."""
        pictures = services().pictures
        photo = await tried(self.viewer, pictures.info, picture_id, viewer_id=self.viewer.id)
        if photo is None:
            return
        self.easel.begin(photo)
        found = await away(services().library.styles, self.viewer.id)
        self.styles = {style.id: style for style in sorted(found, key=_rank)}
        self.begin.set_visibility(False)
        self.place.set_visibility(True)
        self.show()
        self.sheet.fill()

    def another(self) -> None:
        """Ask for another photograph."""
        self.easel.begin(None)
        self.place.set_visibility(False)
        self.begin.set_visibility(True)

    async def choose(self, style_id: str, adding: bool = False) -> None:
        """Paint in a style, or add it to the blend."""
        if style_id not in self.styles:
            return
        if adding and self.easel.wish.layers:
            self.easel.add(style_id)
            self.show()
            return
        liking, offered = services().liking, self.styles[style_id].strength
        if liking is not None:
            offered = await away(liking.strength, self.viewer.id, style_id, offered)
        self.easel.choose(style_id, round(offered, 2))
        await self.paint()

    async def paint(self) -> None:
        """Paint what is asked for, at full size."""
        if self.stage.busy:
            return
        self.show()
        self.stage.begin()
        try:
            attempt = await self._painted()
        except Exception as error:  # shown in any case, or the page would wait for ever
            complain(self.viewer, refusal_in(error, self.viewer.language))
            attempt = None
        finally:
            self.stage.end()
        if attempt is not None:
            self.easel.painted(attempt)
        self.show()

    async def _painted(self) -> Attempt | None:
        wish, photo, viewer_id = self.easel.wish, self.easel.photo, self.viewer.id
        before = self.easel.attempt
        options = wish.options()

        def work():
            rooms = services()
            painted = rooms.painter.paint(
                photo.id, options, viewer_id=viewer_id, progress=self.stage.told
            )
            return rooms.gallery.keep(
                viewer_id, painted.png, painted.recipe, photo.id,
                before.work_id if before else None,
            )  # fmt: skip

        kept = await at_length(work)
        if kept is None or self.easel.photo is not photo:  # another photograph came meanwhile
            return None
        return Attempt(kept.id, kept.picture_id, wish, self.title(wish))

    def title(self, wish) -> str:
        """Return the names of the styles that are asked for."""
        names = [self.styles[layer.style_id].name for layer in wish.layers
                 if layer.style_id in self.styles]  # fmt: skip
        return " + ".join(names)

    def show(self) -> None:
        """Let every part show what is on the easel."""
        begun = bool(self.easel.wish.layers or self.easel.attempts)
        self.place.classes(remove="choose begun", add="begun" if begun else "choose")
        self.stage.show()
        self.sheet.show()
        self.side.show()

    def go(self, number: int) -> None:
        """Go to an earlier attempt."""
        self.easel.show(number)
        self.show()

    def undo(self) -> None:
        """Take back the last thing."""
        self.easel.undo()
        self.show()


def _rank(style) -> tuple:
    """One's own come first, and what is another network's second version of a painting last."""
    return style.owner_id is None, bool({"blends", "phone"} & set(style.tags))

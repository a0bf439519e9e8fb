"""Works that are chosen, and what is done with all of them at once."""

from nicegui import ui

from tfstyle.errors import TfstyleError
from tfstyle.studio.pages.context import services
from tfstyle.studio.pages.gallery_collections import ask_for_collection
from tfstyle.studio.pages.parts import away, button, choice, complain, link, sure, tag
from tfstyle.studio.texts.refusals import refusal_in

_NEW = "new"


class Selection:
    """Which works are chosen.

    Args:
        page: a `GalleryPage`.
    """

    def __init__(self, page):
        self._page, self._ids = page, {}
        label = page.viewer.say("gallery_more.chosen_works")
        self._bar = tag("div", classes="chosen row", role="region", aria_label=label)
        self._bar.set_visibility(False)

    def keep(self, works) -> None:
        """Forget those that are not shown any more, and show the bar."""
        self._ids = {one: None for one in self._ids if one in works}
        self._changed()

    def __contains__(self, work_id: str) -> bool:
        return work_id in self._ids

    def ticked(self, work_id: str, chosen: bool) -> None:
        """Choose a work that is shown, or not any more."""
        if chosen and work_id in self._page.works:
            self._ids[work_id] = None
        else:
            self._ids.pop(work_id, None)
        self._changed()

    def _changed(self):
        self._bar.set_visibility(bool(self._ids))
        self._bar.clear()
        if self._ids:
            with self._bar:
                self._fill()

    def _fill(self):
        page, say = self._page, self._page.viewer.say
        tag("strong", say("gallery_more.chosen", count=len(self._ids)), role="status")
        place = tag("div", classes="row")
        button(say("gallery_more.every"), lambda: self._all(True), "bare")
        button(say("gallery_more.no_one"), lambda: self._all(False), "bare")
        link(say("gallery_more.zip"), f"/works.zip?ids={','.join(self._ids)}", download="")
        if page.collection and page.collection.fills:
            button(say("gallery_more.take_out"), self._take_out)
        if all(page.works[one].owner_id == page.viewer.id for one in self._ids):
            button(say("app.delete"), self._delete, "bare")
        ui.timer(0, lambda: self._show_targets(place), once=True)

    async def _show_targets(self, place):
        """Show the collections that the works can go into."""
        say, viewer = self._page.viewer.say, self._page.viewer
        found = await away(services().gallery.collections.list, viewer.id)
        if place.is_deleted:  # another box was ticked meanwhile
            return
        named = {"": say("gallery_more.add")} | {one.id: one.name for one in found if one.fills}
        with place:
            choice(say("gallery_more.add"), named | {_NEW: say("gallery_more.new")}, "", self._add)

    def _all(self, chosen):
        ticks = "true" if chosen else "false"
        ui.run_javascript(
            f"document.querySelectorAll('.choose-box').forEach(box => box.checked = {ticks})"
        )
        self._ids = dict.fromkeys(self._page.works) if chosen else {}
        self._changed()

    async def _add(self, target):
        viewer, collections = self._page.viewer, services().gallery.collections
        if not target:
            return
        if target == _NEW:
            made = await ask_for_collection(viewer)
            if made is None:
                self._changed()
                return
            target = made.id
        done = await self._each(lambda one: collections.add(target, one, viewer_id=viewer.id))
        if done:
            ui.notify(viewer.say("gallery_more.added", count=done), type="positive")
        self._ids = {}
        await self._page.show()

    async def _take_out(self):
        viewer, collections = self._page.viewer, services().gallery.collections
        here = self._page.collection.id
        await self._each(lambda one: collections.remove(here, one, viewer_id=viewer.id))
        await self._page.show()

    async def _delete(self):
        viewer, say = self._page.viewer, self._page.viewer.say
        if await sure(viewer, say("gallery_more.delete_all", count=len(self._ids))):
            delete = services().gallery.delete
            await self._each(lambda one: delete(one, viewer_id=viewer.id))
            await self._page.show()

    async def _each(self, act) -> int:
        """Do something with each work; say the first reason of those it does not work with."""

        def all_of(ids):
            done, why = 0, ""
            for one in ids:
                try:
                    act(one)
                    done += 1
                except TfstyleError as error:
                    why = why or refusal_in(error, self._page.viewer.language)
            return done, why

        done, why = await away(all_of, list(self._ids))
        if why:
            complain(self._page.viewer, why)
        return done

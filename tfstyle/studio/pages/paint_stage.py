"""The picture itself: before and after, beside an earlier attempt, and how far the painting is."""

import time

from nicegui import ui

from tfstyle.studio.pages.parts import attribute, button, choice, picture, tag

# Until a machine's pace is known: seconds for a million pixels in one style.
_PACE = 4.0


class Stage:
    """Shows the easel's picture.

    Args:
        page: see `PaintPage`.

    Attributes:
        busy: a painting is being made.
    """

    def __init__(self, page):
        self._page, self.busy = page, False
        self._told, self._begun, self._pace, self._expected = 0.0, 0.0, _PACE, 1.0
        with tag("div", classes="easel") as self._easel:
            self._picture = tag("div", classes="unseen")
        self._make_working()
        self._under = tag("div", classes="under")
        self._timer = ui.timer(0.12, self._tick, active=False)

    def _make_working(self):
        with tag("div", classes="working", role="status", aria_live="polite") as self._working:
            self._text = tag("span", self._page.viewer.say("paint.painting"))
            self._bar = tag("progress", max=1, value=0, aria_label=self._text.content)
        self._working.move(self._easel)
        self._working.set_visibility(False)

    def begin(self) -> None:
        """Show that a painting is being made."""
        photo, wish = self._page.easel.photo, self._page.easel.wish
        scale = 1.0 if wish.size is None else (wish.size / min(photo.width, photo.height)) ** 2
        self._pixels = photo.width * photo.height * scale / 1e6 * (len(wish.layers) + wish.restore)
        self.busy, self._told, self._begun = True, 0.0, time.monotonic()
        self._expected = max(0.4, self._pace * self._pixels)
        self._working.set_visibility(True)
        self._timer.activate()
        self._tick()

    def told(self, done: float) -> None:
        """Note how far the painter says it is; called from its thread."""
        self._told = done

    def end(self) -> None:
        """Show that it is done, and note how long it took for the next one."""
        self._pace = (time.monotonic() - self._begun) / max(self._pixels, 0.05)
        self.busy = False
        self._timer.deactivate()
        self._working.set_visibility(False)

    def _tick(self):
        # A network says nothing while it computes: what is expected fills the time between.
        passed = (time.monotonic() - self._begun) / self._expected
        attribute(self._bar, value=round(max(self._told, passed / (passed + 0.25)) * 0.98, 3))

    def show(self) -> None:
        """Show what is on the easel."""
        easel = self._page.easel
        self._picture.delete()
        beside = easel.beside is not None and easel.beside != easel.shown
        with self._easel:
            self._picture = self._two() if beside and easel.attempt else self._one()
        self._picture.move(self._easel, target_index=0)
        self._show_under()

    def _one(self):
        easel, viewer = self._page.easel, self._page.viewer
        photo, attempt = easel.photo, easel.attempt
        wish = easel.wish
        mix = 1.0
        if attempt and attempt.wish.strength and wish.strength < attempt.wish.strength:
            mix = wish.strength / attempt.wish.strength
        title = attempt.title if attempt else viewer.say("paint.photo")
        return tag(
            "studio-compare", photo=f"/pictures/{photo.id}",
            painted=f"/pictures/{attempt.picture_id}" if attempt else None,
            label=f"{viewer.say('paint.compare')}: {title}", mix=mix,
            ratio=f"{photo.width} / {photo.height}",
        )  # fmt: skip

    def _two(self):
        easel = self._page.easel
        with tag("div", classes="beside") as made:
            for number in (easel.beside, easel.shown):
                one = easel.attempts[number]
                with tag("figure"):
                    picture(f"/pictures/{one.picture_id}", one.title)
                    tag("figcaption", f"{number + 1} · {one.title}")
        return made

    def preview(self, strength: float) -> None:
        """Show a strength while it is being chosen: the browser mixes the two pictures."""
        attempt = self._page.easel.attempt
        if attempt and attempt.wish.strength and "mix" in self._picture.props:
            attribute(self._picture, mix=min(1.0, strength / attempt.wish.strength))

    def _show_under(self):
        page, easel, say = self._page, self._page.easel, self._page.viewer.say
        self._under.clear()
        with self._under:
            told = easel.attempt.title if easel.attempt else page.title(easel.wish)
            tag("span", told or say("paint.photo"), "told")
            button(say("paint.undo"), page.undo, disabled=None if easel.attempts or
                   easel.wish.layers else True)  # fmt: skip
            if easel.attempt:
                self._show_download(easel.attempt)
            button(say("paint.replace"), page.another)

    def _show_download(self, attempt):
        say = self._page.viewer.say

        def fetch(kind):
            if kind:
                ui.navigate.to(f"/works/{attempt.work_id}/download?format={kind}")

        kinds = {"": say("paint.download"), "png": "PNG", "jpeg": "JPEG", "webp": "WebP",
                 "tiff": "TIFF"}  # fmt: skip
        choice(say("paint.download"), kinds, "", fetch)

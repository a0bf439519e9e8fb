"""Beside the picture: how strongly, how large, where, in which blend, and what was tried before."""

from nicegui import ui

from tfstyle.studio.pages.parts import attribute, button, complain, slider, tag, tick

_SIZES = (None, 256, 384, 512, 720, 1024, 1440, 2048)


class Side:
    """The options.

    Args:
        page: see `PaintPage`.
    """

    def __init__(self, page):
        self._page = page
        self._masking = ""
        label = page.viewer.say("paint.options")
        with tag("aside", classes="side card", aria_label=label) as self._place:
            self._styles = tag("section")
            self._options = tag("section")
            self._attempts = tag("section")
        self._make_mask_receiver()

    def show(self) -> None:
        """Show what is asked for."""
        for place, fill in (
            (self._styles, self._show_styles), (self._options, self._show_options),
            (self._attempts, self._show_attempts),
        ):  # fmt: skip
            place.clear()
            with place:
                fill()

    def _show_styles(self):
        page, say = self._page, self._page.viewer.say
        layers = page.easel.wish.layers
        if len(layers) > 1:
            tag("h2", say("paint.blend"))
        with tag("div", classes="brushes"):
            for layer in layers:
                self._show_layer(layer, several=len(layers) > 1)
        again = button(say("paint.again"), page.paint, "main")
        again.style("width: 100%; margin-top: 12px")
        attribute(again, disabled=None if page.easel.unpainted and not page.stage.busy else True)
        self._again = again

    def _show_layer(self, layer, several):
        page, say = self._page, self._page.viewer.say
        name = page.styles[layer.style_id].name
        with tag("div", classes="one"):
            tag("span", name)
            mark = "◩" if layer.mask_id else "◻"
            button(f"{mark} {say('paint.mask')}", lambda one=layer: self._open_mask(one), "bare",
                   aria_label=say("paint.mask_of", style=name))  # fmt: skip
            if several:
                button("✕", lambda one=layer.style_id: self._remove(one), "bare",
                       aria_label=say("paint.remove", style=name))  # fmt: skip
                if layer.mask_id is None:
                    self._show_share(layer, name)

    def _show_share(self, layer, name):
        label = self._page.viewer.say("paint.share_of", style=name)
        tag("input", type="range", min=0, max=2, step=0.1, value=layer.weight,
            aria_label=label).on(
            "change", lambda event: self._do(
                lambda: self._page.easel.weigh(layer.style_id, float(event.args))),
            js_handler="(e) => emit(e.target.value)")  # fmt: skip

    def _show_options(self):
        page, say, wish = self._page, self._page.viewer.say, self._page.easel.wish
        tag("h2", say("paint.options"))
        slider(say("paint.strength"), wish.strength, lambda value: self._set(strength=value),
               moving=page.stage.preview)  # fmt: skip
        step = _SIZES.index(wish.size) if wish.size in _SIZES else 0
        slider(
            say("paint.size"), step, lambda value: self._set(size=_SIZES[int(value)]), step=1,
            most=len(_SIZES) - 1, shown=self._size,
        )  # fmt: skip
        if any(layer.mask_id for layer in wish.layers):
            slider(say("paint.feather"), wish.feather, lambda value: self._set(feather=value),
                   most=40, step=1, shown=lambda value: f"{value:.0f} px")  # fmt: skip
        tick(say("paint.colors"), wish.preserve_color,
             lambda value: self._set(preserve_color=value))  # fmt: skip
        tick(say("paint.restore"), wish.restore, lambda value: self._set(restore=value))

    def _size(self, step) -> str:
        size = _SIZES[int(step)]
        return self._page.viewer.say("paint.size_own") if size is None else f"{size} px"

    def _show_attempts(self):
        page, say, easel = self._page, self._page.viewer.say, self._page.easel
        tag("h2", say("paint.earlier"))
        if not easel.attempts:
            tag("p", say("paint.earlier_none"), "soft small")
            return
        with tag("div", classes="attempts"):
            for number, attempt in enumerate(easel.attempts):
                here = "true" if number == easel.shown else None
                made = tag("button", type="button", aria_current=here,
                           aria_label=f"{number + 1}: {attempt.title}")  # fmt: skip
                with made.on("click", lambda number=number: page.go(number)):
                    tag("img", src=f"/pictures/{attempt.picture_id}/thumb?size=160", alt="")
        if len(easel.attempts) > 1 and easel.shown is not None:
            on = easel.beside is not None
            tag("button", say("paint.beside"), "chip", type="button",
                aria_pressed="true" if on else "false").on("click", self._beside)  # fmt: skip

    def _beside(self):
        easel = self._page.easel
        before = easel.shown - 1 if easel.shown else len(easel.attempts) - 1
        easel.beside = before if easel.beside is None else None
        self._page.show()

    def _set(self, **values):
        """Note an option without drawing its slider anew, which would take the keyboard off it."""
        self._page.easel.change(**values)
        attribute(self._again, disabled=None if self._page.easel.unpainted else True)

    def _do(self, act):
        act()
        attribute(self._again, disabled=None if self._page.easel.unpainted else True)

    def _remove(self, style_id):
        self._page.easel.remove(style_id)
        self._page.show()

    def _make_mask_receiver(self):
        self._receiver = tag("span", classes="unseen")
        self._receiver.on("arrived", self._masked, js_handler="(e) => emit(e.detail)")
        self._receiver.on(
            "refused", lambda event: complain(self._page.viewer, str(event.args)),
            js_handler="(e) => emit(e.detail)",
        )  # fmt: skip

    def _open_mask(self, layer):
        import json

        say, photo = self._page.viewer.say, self._page.easel.photo
        self._masking = layer.style_id
        name = self._page.styles[layer.style_id].name
        texts = {key: say(f"paint.{key}") for key in ("brush", "erase", "clear", "fill", "done")}
        texts |= {"title": say("paint.mask_of", style=name), "hint": say("paint.mask_hint"),
                  "cancel": say("app.cancel")}  # fmt: skip
        options = {
            "picture": f"/pictures/{photo.id}", "width": photo.width, "height": photo.height,
            "mask": f"/pictures/{layer.mask_id}" if layer.mask_id else None, "texts": texts,
        }  # fmt: skip
        target = f"document.getElementById('{self._receiver.html_id}')"
        ui.run_javascript(f"studio.mask({target}, {json.dumps(options)})")

    async def _masked(self, event):
        self._page.easel.mask(self._masking, event.args["id"])
        await self._page.paint()

"""Buttons, sliders, fields: plain HTML, which every keyboard and screen reader knows."""

import asyncio
import functools
import html
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nicegui import ui
from nicegui.element import Element

from tfstyle.errors import TfstyleError
from tfstyle.studio.texts.refusals import refusal_in

# NiceGUI's own pool has six threads on two cores, and six paintings would stop every page.
_SHORT = ThreadPoolExecutor(32, "studio-page")
_LONG = ThreadPoolExecutor(16, "studio-paint")  # they wait for the process that paints
_TURNS = ThreadPoolExecutor(4, "studio-turns")
_EMPTY = ("img", "input", "br")  # tags without an end


def tag(name: str, /, text: str = "", classes: str = "", **attributes: Any) -> Element:
    """Return an element of HTML.

    Args:
        name: of the tag.
        text: that it holds; escaped.
        classes: of the style sheet.
        **attributes: of HTML; `_` stands for `-`, and a `None` is left out.
    """
    made = ui.html(html.escape(text), sanitize=False, tag=name) if text else ui.element(name)
    if classes:
        made.classes(classes)
    return attribute(made, **attributes)


def written(name: str, /, text: str = "", classes: str = "", inner: str = "", **attributes) -> str:
    """Return HTML of what `tag` would show, where nothing happens to it later.

    Many elements that only stand there are one for the server this way, see `markup`: each that
    NiceGUI keeps costs a fifth of a millisecond, and a gallery has hundreds.

    Args:
        name: of the tag.
        text: that it holds; escaped.
        classes: of the style sheet.
        inner: HTML behind the text, as other calls return it.
        **attributes: as of `tag`; escaped.

    Example:
        >>> written("a", "R & D", "act", href="/x", title=None)
        '<a class="act" href="/x">R &amp; D</a>'
    """
    given = {"class": classes or None} | {
        key.strip("_").replace("_", "-"): value for key, value in attributes.items()
    }
    told = "".join(
        f' {key}="{html.escape(str(value))}"' for key, value in given.items() if value is not None
    )
    end = "" if name in _EMPTY else f"</{name}>"
    return f"<{name}{told}>{html.escape(text)}{inner}{end}"


def markup(inner: str, classes: str = "as-one", name: str = "div", **attributes: Any) -> Element:
    """Return one element that holds HTML of `written`; with `as-one` it has no box of its own."""
    made = ui.html(inner, sanitize=False, tag=name)
    made.classes(classes)
    return attribute(made, **attributes) if attributes else made


def attribute(element: Element, /, **attributes: Any) -> Element:
    """Set attributes of an element; `None` takes one away."""
    for name, value in attributes.items():
        key = name.strip("_").replace("_", "-")
        if value is None:
            element.props.pop(key, None)
        else:
            element.props[key] = value
    element.update()
    return element


def button(text: str, act: Callable, style: str = "", **attributes: Any) -> Element:
    """Return a button; `style` is `main` for the one thing to do, `bare` for what stands back."""
    return tag("button", text, f"act {style}", type="button", **attributes).on("click", act)


def link(text: str, to: str, style: str = "", **attributes: Any) -> Element:
    """Return a link that looks like a button."""
    return tag("a", text, f"act {style}", href=to, **attributes)


def slider(
    text: str, value: float, act: Callable[[float], Any], *, least: float = 0, most: float = 1,
    step: float = 0.05, shown: Callable[[float], str] = lambda value: f"{value:.0%}",
    moving: Callable[[float], Any] | None = None,
) -> Element:  # fmt: skip
    """Return a slider with its name and its value.

    Args:
        text: its name.
        value: where it stands.
        act: called with where it was let go.
        least: of its values.
        most: of its values.
        step: between them.
        shown: how a value is written.
        moving: called while it moves.
    """
    with tag("label", classes="slide") as made:
        tag("span", text)
        out = tag("span", shown(value), "value")  # an output would take the label's name

        def moved(event):
            number = float(event.args)
            out.set_content(html.escape(shown(number)))
            if moving:
                moving(number)

        tag("input", type="range", min=least, max=most, step=step, value=value).on(
            "input", moved, js_handler="(e) => emit(e.target.value)", throttle=0.05
        ).on("change", lambda event: act(float(event.args)),
             js_handler="(e) => emit(e.target.value)")  # fmt: skip
    return made


def tick(text: str, value: bool, act: Callable[[bool], Any]) -> Element:
    """Return a box to tick."""
    box = written("input", type="checkbox", checked="" if value else None)
    made = markup(box + written("span", text), "tick", "label")
    return made.on("change", lambda event: act(bool(event.args)),
                   js_handler="(e) => emit(e.target.checked)")  # fmt: skip


class Field:
    """A line to fill in.

    Args:
        text: its name.
        hint: below it.
        kind: of HTML's `<input>`; `"textarea"` for several lines.
        value: what it holds at first.
        act: called with what it holds once it is left.

    Attributes:
        value: what it holds.
    """

    def __init__(
        self, text: str, *, hint: str = "", kind: str = "text", value: str = "",
        act: Callable[[str], Any] | None = None, **attributes: Any,
    ):  # fmt: skip
        self.value = value
        with tag("label", classes="field"):
            tag("span", text, "name")
            name = "textarea" if kind == "textarea" else "input"
            given = {} if kind == "textarea" else {"type": kind}
            self.element = tag(name, value=value or None, **given, **attributes)
            self.element.on("input", self._typed, js_handler="(e) => emit(e.target.value)")
            if act:
                self.element.on("change", lambda event: act(str(event.args)),
                                js_handler="(e) => emit(e.target.value)")  # fmt: skip
            if hint:
                tag("span", hint, "hint")

    def _typed(self, event):
        self.value = str(event.args)


def choice(
    text: str, options: Mapping[str, str], value: str, act: Callable[[str], Any], *,
    seen: bool = False,
) -> Element:  # fmt: skip
    """Return a list to choose from; its name is read out, and written where it is to be `seen`."""
    listed = "".join(
        written("option", name, value=key, selected="" if key == value else None)
        for key, name in options.items()
    )
    made = markup(
        written("span", text, "name" if seen else "unseen")
        + written("select", "", "" if seen else "plain", listed),
        "field" if seen else "row", "label",
    )  # fmt: skip
    return made.on("change", lambda event: act(str(event.args)),
                   js_handler="(e) => emit(e.target.value)")  # fmt: skip


def picture(address: str, text: str, classes: str = "", **attributes: Any) -> Element:
    """Return a picture with what it shows in words."""
    return tag("img", classes=classes, src=address, alt=text, loading="lazy", **attributes)


async def away(function: Callable, *arguments: Any, **named: Any) -> Any:
    """Return what a function returns that takes longer than a moment; others go on meanwhile."""
    return await _in(_SHORT, function, arguments, named)


async def at_length(function: Callable, *arguments: Any, **named: Any) -> Any:
    """Return what a function returns that computes: `away`, in threads of its own.

    A class that paints at once fills these; what others' pages ask the tables is not behind it.
    """
    return await _in(_LONG, function, arguments, named)


async def in_turn(function: Callable, *arguments: Any, **named: Any) -> Any:
    """Return what a function returns that computes for seconds, four at once: `at_length`, behind
    what others of its kind began. It asks first whether its page is still there."""
    return await _in(_TURNS, function, arguments, named)


async def _in(pool, function, arguments, named):
    work = functools.partial(function, *arguments, **named)
    return await asyncio.get_running_loop().run_in_executor(pool, work)


async def tried(
    viewer, function: Callable, *arguments: Any, by: Callable = away, **named: Any
) -> Any:  # fmt: skip
    """Return what a function returns; where it refuses, say why and return `None`.

    Args:
        viewer: who is told.
        function: called by `away`, or what `by` says.
        *arguments: of it.
        by: `away`, `at_length` or `in_turn`.
        **named: of it.
    """
    try:
        return await by(function, *arguments, **named)
    except TfstyleError as error:
        complain(viewer, refusal_in(error, viewer.language))
        return None


def complain(viewer, why: str) -> None:
    """Say that something did not work, for as long as it takes to read."""
    ui.notify(viewer.say("app.failed", why=why), type="negative", timeout=8000, close_button="✕")


def named_dialog(name: str) -> ui.dialog:
    """Return a dialog, closed, whose name is read out when it opens; fill it in a `with` block."""
    made = ui.dialog()
    made.props["aria-label"] = name
    return made


async def sure(
    viewer, text: str = "", names: Sequence[str] = ("app.sure", "app.delete", "app.cancel")
) -> bool:
    """Ask before something is deleted.

    Args:
        viewer: who is asked.
        text: what will be gone.
        names: keys of the question, of yes and of no.
    """
    with named_dialog(viewer.say(names[0])) as dialog, ui.card().classes("panel sure"):
        tag("h2", viewer.say(names[0]))
        tag("p", text or viewer.say("app.sure_text"))
        with tag("div", classes="row"):
            button(viewer.say(names[1]), lambda: dialog.submit(True), "main")
            button(viewer.say(names[2]), lambda: dialog.submit(False))
    return bool(await dialog)


def chips(names: Sequence[str], chosen: Callable[[str], bool], act: Callable[[str], Any]) -> None:
    """Show words of which any number are chosen."""
    with tag("div", classes="chips"):
        for name in names:
            pressed = "true" if chosen(name) else "false"
            tag("button", name, "chip", type="button", aria_pressed=pressed).on(
                "click", lambda name=name: act(name)
            )

"""What is around every page: the rooms, light and dark, the language."""

import contextlib
import html
from collections.abc import Iterator

from nicegui import ui

from tfstyle.studio.pages import STATIC
from tfstyle.studio.pages.context import Viewer, services
from tfstyle.studio.pages.parts import markup, tag, written
from tfstyle.studio.pages.staying import end_with_session
from tfstyle.studio.texts import LANGUAGES

ROOMS = {
    "paint": "/", "library": "/library", "gallery": "/gallery", "videos": "/videos",
    "rate": "/rate", "advice": "/advice", "train": "/train", "jobs": "/jobs",
}  # fmt: skip
# `studio.css` first: those of single rooms go on from it.
STYLES = ("studio.css", *sorted(
    path.name for path in STATIC.glob("*.css") if path.name != "studio.css"
))  # fmt: skip


@contextlib.contextmanager
def frame(viewer: Viewer, room: str) -> Iterator[None]:
    """Put what is made in the `with` block into the page of a room.

    Args:
        viewer: who looks.
        room: a key of `nav` in the texts.
    """
    ui.page_title(f"{viewer.say(f'nav.{room}')} · tfstyle")
    ui.add_head_html(
        f'<meta name="csrf" content="{html.escape(viewer.csrf)}">'
        + "".join(f'<link rel="stylesheet" href="/studio-static/{name}">' for name in STYLES)
        + '<script src="/studio-static/studio.js"></script>'
    )
    language = "zh-CN" if viewer.language == "zh" else viewer.language
    ui.add_head_html(f'<script>document.documentElement.lang = "{language}"</script>')
    ui.dark_mode(viewer.dark)
    end_with_session(viewer)
    brand = '<a class="brand" href="/">tfstyle <b>studio</b></a>'
    markup(
        written("a", viewer.say("app.skip"), "skip", href="#content")
        + written("header", classes="top", inner=brand + _rooms(viewer, room) + _tools(viewer))
    )
    with tag("div", id="content", tabindex="-1"):  # the page around it is a `main` already
        yield


def _rooms(viewer, room) -> str:
    rooms = {}
    if viewer.user:
        rooms = ROOMS | ({"people": "/people"} if viewer.administers else {})
        rooms |= {"account": "/account"} if services().settings.accounts else {}
    links = "".join(
        written("a", viewer.say(f"nav.{name}"), href=address,
                aria_current="page" if name == room else None)
        for name, address in rooms.items()
    )  # fmt: skip
    return written("nav", classes="rooms", inner=links, aria_label=viewer.say("app.menu"))


def _tools(viewer) -> str:
    other = next(code for code in LANGUAGES if code != viewer.language)
    theme = viewer.say("app.theme")
    return written("div", classes="tools", inner=written(
        "button", viewer.say("app.language"), "act bare", type="button", lang=other,
        onclick=f"studio.language('{other}')",
    ) + written(
        "button", "◐", "act bare", type="button", aria_label=theme, title=theme,
        onclick="studio.theme()",
    ))  # fmt: skip

"""What is around every page: the rooms, light and dark, the language."""

import contextlib
import html
from collections.abc import Iterator

from nicegui import ui

from tfstyle.studio.pages import STATIC
from tfstyle.studio.pages.context import Viewer, services
from tfstyle.studio.pages.parts import tag
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
    tag("a", viewer.say("app.skip"), "skip", href="#content")
    with tag("header", classes="top"):
        brand = ui.html("tfstyle <b>studio</b>", sanitize=False, tag="a").classes("brand")
        brand.props["href"] = "/"
        _rooms(viewer, room)
        _tools(viewer)
    with tag("div", id="content", tabindex="-1"):  # the page around it is a `main` already
        yield


def _rooms(viewer, room):
    with tag("nav", classes="rooms", aria_label=viewer.say("app.menu")):
        if not viewer.user:
            return
        rooms = ROOMS | ({"people": "/people"} if viewer.administers else {})
        rooms |= {"account": "/account"} if services().settings.accounts else {}
        for name, address in rooms.items():
            here = "page" if name == room else None
            tag("a", viewer.say(f"nav.{name}"), href=address, aria_current=here)


def _tools(viewer):
    other = next(code for code in LANGUAGES if code != viewer.language)
    with tag("div", classes="tools"):
        tag("button", viewer.say("app.language"), "act bare", type="button", lang=other,
            onclick=f"studio.language('{other}')")  # fmt: skip
        tag("button", "◐", "act bare", type="button", aria_label=viewer.say("app.theme"),
            title=viewer.say("app.theme"), onclick="studio.theme()")  # fmt: skip

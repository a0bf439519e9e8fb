"""What pages ask of people before something happens, and whether it did."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from tfstyle.studio.pages.parts import button, named_dialog, tag, tried


async def agreed(viewer, title: str, text: str, act: str) -> bool:
    """Ask whether something is wanted; return whether it is.

    Args:
        viewer: whose language it is asked in.
        title: the question.
        text: what will happen.
        act: what the button says that does it.
    """
    with named_dialog(title) as dialog, ui.card().classes("panel sure"):
        tag("h2", title)
        tag("p", text)
        with tag("div", classes="row"):
            button(act, lambda: dialog.submit(True), "main")
            button(viewer.say("app.cancel"), lambda: dialog.submit(False))
    return bool(await dialog)


async def worked(viewer, function: Callable, *arguments: Any, **named: Any) -> bool:
    """Do what returns nothing; say why where it is refused, and return whether it was done."""

    def done():
        function(*arguments, **named)
        return True

    return await tried(viewer, done) is True

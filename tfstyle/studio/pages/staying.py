"""A page that is open ends with its session: a socket is asked who it is only when it is made."""

from nicegui import ui

from tfstyle.studio.pages.context import Viewer, services
from tfstyle.studio.pages.parts import away

EVERY = 10.0  # seconds: so long may somebody go on who was kept out, or whose password was changed


def end_with_session(viewer: Viewer) -> None:
    """Send the page that is being made to the log-in once its session is over.

    The page's elements are deleted, too: a browser that does not go reaches nothing by them.
    """
    if not viewer.user or not services().settings.accounts:
        return
    client = ui.context.client

    async def look():
        there = await away(services().accounts.user_of, viewer.session, renew=False)
        if there is None:
            timer.cancel()
            ui.navigate.to("/log-in")
            ui.timer(1.0, client.remove_all_elements, once=True)

    timer = ui.timer(EVERY, look, immediate=False)

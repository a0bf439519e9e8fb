"""Where no page is."""

from fastapi import Request
from starlette.routing import Route

from tfstyle.studio.routes.refusing import refuse
from tfstyle.studio.texts.telling import Told


async def _nowhere(request: Request):
    return refuse(request, Told("refused.no_such_page"), 404)


_ROUTE = Route(
    "/{address:path}", _nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    include_in_schema=False,
)  # fmt: skip


def show_nowhere(shown) -> None:
    """Answer what no page answers, in the studio's words and the language of who asked.

    Args:
        shown: NiceGUI's application, of which all pages are.
    """
    if _ROUTE in shown.router.routes:
        shown.router.routes.remove(_ROUTE)
    shown.router.routes.append(_ROUTE)  # the last one: whatever is there answers itself

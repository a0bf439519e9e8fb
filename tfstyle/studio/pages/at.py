"""Where a page is found."""

from collections.abc import Callable

from nicegui import ui

# NiceGUI answers 500 after three, which a busy machine takes to read a full gallery.
_SECONDS = 60.0


def page(address: str) -> Callable:
    """Return what makes a function the page of an address, e.g. `@page("/gallery")`."""
    return ui.page(address, response_timeout=_SECONDS)

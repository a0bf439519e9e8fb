"""Rooms that look like those of one process, and work in a child."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tfstyle.errors import BusyError
from tfstyle.studio.advice.shown import Advice
from tfstyle.studio.apart.calls import Calls
from tfstyle.studio.painting import Painted, Painter, PaintOptions


class PainterApart(Painter):
    """A `Painter` that has no model: what is not in its cache is painted by the child.

    Args:
        calls: of the child.
        painter: of this process, whose rooms and cache are used.
    """

    def __init__(self, calls: Calls, painter: Painter):
        super().__init__(painter.library, painter.pictures, painter.blobs, painter.cache)
        self._calls = calls

    def paint(
        self, picture_id: str, options: PaintOptions, *, viewer_id: str,
        progress: Callable[[float], object] = lambda done: None,
    ) -> Painted:  # fmt: skip
        """Paint a picture; see `Painter.paint`."""
        return self._calls.call("paint", picture_id, options, viewer_id=viewer_id, told=progress)

    def repaint(
        self, picture_id: str, recipe: Mapping[str, Any], *, viewer_id: str,
        progress: Callable[[float], object] = lambda done: None,
    ) -> Painted:  # fmt: skip
        """Paint by a recipe; see `Painter.repaint`."""
        return self._calls.call(
            "repaint", picture_id, dict(recipe), viewer_id=viewer_id, told=progress
        )

    def warm(self, viewer_id: str) -> None:
        """Let the child load what the contact sheet of a viewer needs."""
        with contextlib.suppress(BusyError):  # the studio ends, or paints a little later
            self._calls.call("warm", viewer_id)

    def paint_missing(
        self, picture_id: str, viewer_id: str, size: int, styles: list
    ) -> Iterator[tuple[str, bytes]]:  # fmt: skip
        """Yield tiles of a sheet as the child sends them."""
        return self._calls.each(
            "sheet", picture_id, viewer_id=viewer_id, size=size, styles=styles
        )


class AdviceApart(Advice):
    """`Advice`, measured by the child.

    Args:
        calls: of the child.
        pictures: `Pictures`.
        painter: see `Advice`.
    """

    def __init__(self, calls: Calls, pictures: Any, painter: Any):
        super().__init__(pictures, painter)
        self._calls = calls

    def measure(
        self, picture_id: str, master_id: str | None, language: str, *, viewer_id: str
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Return what is said of a picture; see `Advice.measure`."""
        return self._calls.call("sections", picture_id, master_id, language, viewer_id=viewer_id)


@contextlib.contextmanager
def computing_apart(services: Any, *, worker: bool) -> Iterator[Calls]:
    """Let a studio's rooms compute in a child within the `with` block.

    Args:
        services: of the studio; its `painter` and `advice` are replaced.
        worker: let the child do jobs, too.
    """
    from tfstyle.studio.apart.child import main

    before = services.painter, services.advice
    cache = services.painter.cache
    with Calls(main, services.settings, worker) as calls:
        painter = PainterApart(calls, services.painter)

        def forget(blob):
            with contextlib.suppress(BusyError):  # a child that begins has nothing to forget
                calls.call("forget", blob)

        cache.forgotten = forget
        services.painter = painter
        services.advice = AdviceApart(calls, services.pictures, painter)
        try:
            yield calls
        finally:
            services.painter, services.advice = before
            cache.forgotten = lambda blob: None

"""What the child can do: paint, measure, and the jobs, each with rooms of its own."""

import contextlib
import logging
import os
import signal
from functools import partial
from typing import Any


def main(pipe: Any, settings: Any, worker: bool) -> None:
    """Answer calls until the parent is gone; the process of `Calls`.

    Args:
        pipe: to the parent.
        settings: `StudioSettings`.
        worker: do jobs, too.
    """
    from tfstyle.native_output import kept_apart
    from tfstyle.studio.apart.answering import answer
    from tfstyle.studio.priority import COMPUTES, stand_back

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends this
    signal.signal(signal.SIGTERM, _end)
    stand_back(COMPUTES)
    # It says at length that networks are compiled for another size, as pictures have them.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    with contextlib.ExitStack() as stack:
        stack.enter_context(kept_apart())
        services = _opened(settings)
        stack.callback(services.db.close)
        if worker:
            from tfstyle.studio.running import start_worker

            stack.callback(start_worker(services))
        answer(pipe, functions(services))
    # What still computes would keep the process until it is done, for nobody.
    os._exit(0)


def functions(services: Any) -> dict[str, tuple]:
    """Return what can be called, see `answering.answer`."""
    painter, advice = services.painter, services.advice
    return {
        "paint": (partial(_paint, painter.paint), 4),
        "repaint": (partial(_paint, painter.repaint), 2),
        "sheet": (partial(_sheet, painter), 4),
        "warm": (lambda send, viewer_id: painter.warm(viewer_id), 1),
        "forget": (lambda send, blob: painter.cache.forget(blob), 1),
        "sections": (lambda send, *which, **named: advice.measure(*which, **named), 2),
    }


def _opened(settings):
    """Return the rooms; the parent has brought the tables up to date."""
    from tfstyle.studio.accounts import Accounts
    from tfstyle.studio.blobs import open_blobs
    from tfstyle.studio.database import open_database
    from tfstyle.studio.jobs import Jobs
    from tfstyle.studio.services import Services, library_rooms
    from tfstyle.studio.settings import secret_of

    db = open_database(settings.database_url)
    rooms = library_rooms(settings, db, open_blobs(settings.storage_place))
    return Services(
        settings=settings, secret=secret_of(settings.home), db=db, accounts=Accounts(db),
        jobs=Jobs(db), **rooms,
    )  # fmt: skip


def _end(number, frame):
    """End as when the parent is gone: the job at hand is given back."""
    raise EOFError


def _paint(paint, send, *which, **named):
    return paint(*which, progress=send, **named)


def _sheet(painter, send, picture_id, *, viewer_id, size, styles):
    for one in painter.contact_sheet(picture_id, viewer_id=viewer_id, size=size, styles=styles):
        send(one)

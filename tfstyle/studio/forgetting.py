"""What is on the disk of somebody who is no more, or of nobody: removed at once, or once a day."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tfstyle.errors import TfstyleError

_LOG = logging.getLogger("tfstyle.studio")
_AN_HOUR, _HOURS = 3600.0, 24  # between looks; between sweeps
_SWEPT = "swept_in_hour"  # hours since 1970


def forget_files(home: Path, jobs: Any, rooms: dict[str, Any], left: Any) -> None:
    """Remove the files of a deleted user.

    Their rows are gone already, and so nobody is told of an error: it is logged, and `sweep` tries
    again within a day.

    Args:
        home: of the studio.
        jobs: the `Jobs`.
        rooms: with `pictures` and `painter`, as `services.library_rooms` returns them.
        left: the `accounts.leaving.Left`.
    """
    from tfstyle.studio.library.unpacked import forget
    from tfstyle.studio.training.folder import sweep as sweep_runs

    try:
        gone = rooms["pictures"].ledger.release(left.sha256s)
        forget(home / "presets", gone)
        for sha256 in gone:
            rooms["painter"].cache.forget(sha256)
        if left.jobs:
            sweep_runs(home, jobs)
    except Exception as error:
        _LOG.error("Files of a deleted user stay for a day: %s", error)


def sweep(db: Any, pictures: Any, home: Path) -> None:
    """Remove bytes that nobody has: what was being written, or deleted, when a studio was killed.

    Args:
        db: the `Database`.
        pictures: the `Pictures`.
        home: of the studio.
    """
    from tfstyle.studio.library.unpacked import tidy
    from tfstyle.studio.training.samples import forget_samples

    try:
        forget_samples(db, pictures)
        swept = pictures.ledger.sweep()
        tidy(db, home / "presets")
    except TfstyleError as error:
        _LOG.warning("The store was not swept: %s", error)
        return
    if swept.missing:
        _LOG.error("The store has lost %d files: restore a backup.", len(swept.missing))


def sweep_daily(
    sweep: Callable[[], object], facts: Any, wait: Callable[[float], bool],
    clock: Callable[[], float] = time.time,
) -> None:  # fmt: skip
    """Sweep at once, and then once a day, whichever of a studio's processes comes to it.

    Two at once are no error: each content has its lock. They would only do the work twice.

    Args:
        sweep: what is done.
        facts: the `Facts`, where the processes of one studio see when it was done last.
        wait: waits for so many seconds; returns whether this is to end.
        clock: seconds since 1970.
    """
    due = True
    while True:
        try:
            due = facts.raised(_SWEPT, int(clock() // _AN_HOUR), _HOURS) or due
            if due:
                sweep()
        except Exception as error:  # a database that is away, say: the next hour does
            _LOG.warning("The store was not swept: %s", error)
        due = False
        if wait(_AN_HOUR):
            return

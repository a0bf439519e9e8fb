"""What is on the disk of somebody who is no more, or of nobody: removed at once, or at a start."""

import logging
from pathlib import Path
from typing import Any

from tfstyle.errors import TfstyleError

_LOG = logging.getLogger("tfstyle.studio")


def forget_files(home: Path, jobs: Any, rooms: dict[str, Any], left: Any) -> None:
    """Remove the files of a deleted user.

    Their rows are gone already, and so nobody is told of an error: it is logged, and `sweep` tries
    again at the studio's next start.

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
        _LOG.error("Files of a deleted user stay until the next start: %s", error)


def sweep(db: Any, pictures: Any, home: Path) -> None:
    """Remove bytes that nobody has: what was being written, or deleted, when a studio was killed.

    Args:
        db: the `Database`.
        pictures: the `Pictures`.
        home: of the studio.
    """
    from tfstyle.studio.library.unpacked import tidy

    try:
        swept = pictures.ledger.sweep()
        tidy(db, home / "presets")
    except TfstyleError as error:
        _LOG.warning("The store was not swept: %s", error)
        return
    if swept.missing:
        _LOG.error("The store has lost %d files: restore a backup.", len(swept.missing))

"""What an engine could not do is remembered, so that not every start ends in the same crash.

Not for ever: another version of the engine or another processor may do better, and what hung may
have waited for a busy machine.
"""

import json
import time
from importlib import metadata
from pathlib import Path

from tfstyle import processor
from tfstyle.engine_names import package
from tfstyle.errors import RefusedError

DAYS = 7
_DAY = 24 * 3600  # seconds


def refusal(engine: str, why: str) -> dict:
    """Return what `proof.json` has instead of a proof.

    Args:
        engine: that could not do it.
        why: a sentence or several.
    """
    return {
        "engine": engine,
        "version": metadata.version(package(engine)),
        "processor": processor.model(),
        "at": time.time(),
        "refused": why,
    }


def remembered(path: Path, engine: str) -> str | None:
    """Return why an export is not tried again, `None` if it may be tried.

    Args:
        path: of its `proof.json`, there or not.
        engine: that is to run it.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
        now = {"version": metadata.version(package(engine)), "processor": processor.model()}
        # One of the future was written under a wrong clock, and would never end.
        recent = 0 <= time.time() - told["at"] < DAYS * _DAY
        if recent and all(told[key] == value for key, value in now.items()):
            return str(told["refused"])
    except (OSError, ValueError, TypeError, KeyError, metadata.PackageNotFoundError):
        return None
    return None


def refused(engine: str, why: str, directory: Path) -> RefusedError:
    """Return the error for somebody who asked for this engine.

    Args:
        engine: that could not do it.
        why: as it is remembered.
        directory: where it is remembered.
    """
    return RefusedError(
        f"{why} Leave out engine {engine!r}, or take another one. It is tried again after "
        f"{DAYS} days, with another version of it, or when {directory} is removed."
    )

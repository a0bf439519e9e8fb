"""Preset files unpacked on the disk: gone with the file, and swept where a kill left them."""

import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

_AN_HOUR = 3600.0


def forget(folder: Path, sha256s: Iterable[str]) -> None:
    """Remove what preset files were unpacked to.

    Args:
        folder: of the library; each file's is under its SHA-256.
        sha256s: of files that are gone from the store.
    """
    for sha256 in sha256s:
        shutil.rmtree(Path(folder, sha256), ignore_errors=True)


def tidy(db, folder: Path, older_than: float = _AN_HOUR) -> list[str]:
    """Remove unpacked preset files of no style: what a killed studio left.

    Args:
        db: the `Database`.
        folder: of the library.
        older_than: seconds; what is younger may be of a style that is just coming in.

    Returns:
        Their SHA-256s.
    """
    from sqlalchemy import select

    from tfstyle.studio.database.schema import Style

    before = time.time() - older_than
    there = [
        path.name for path in sorted(Path(folder).glob("*"))
        if re.fullmatch("[0-9a-f]{64}", path.name) and path.stat().st_mtime <= before
    ]  # fmt: skip
    with db.reading() as session:
        named = set(session.scalars(select(Style.preset_sha256)))
    left = [name for name in there if name not in named]
    forget(folder, left)
    return left

"""Exports that nobody has used for a season make room, so that the cache does not grow for ever.

New weights, a new version of tfstyle or of an engine make new exports beside the old ones, and who
else may still want those cannot be known. When one was used last can: whenever an export is found,
the time of its proof is set to now.
"""

import contextlib
import os
import shutil
import time
from pathlib import Path

KEPT_DAYS = 90
_DAY = 24 * 3600  # seconds


def mark_used(proof: Path) -> None:
    """Remember that an export is used; a cache that cannot be written forgets it.

    Args:
        proof: the export's `proof.json`.
    """
    with contextlib.suppress(OSError):
        if time.time() - proof.stat().st_mtime > _DAY:  # no write for each picture
            os.utime(proof)


def remove_unused(models: Path, proof_name: str) -> list[Path]:
    """Remove the exports that have not been used for `KEPT_DAYS` days; return their directories.

    Of a model without exports everything goes. What cannot be removed stays, without a word.

    Args:
        models: directory with a directory for each model, and in it one for each export.
        proof_name: of the file whose time says when an export was used.
    """
    oldest = time.time() - KEPT_DAYS * _DAY
    gone = []
    for proof in models.glob(f"*/*/{proof_name}"):
        with contextlib.suppress(OSError):
            if proof.stat().st_mtime < oldest:
                # The proof first: what is removed by half counts as not there.
                proof.unlink()
                shutil.rmtree(proof.parent)
                gone.append(proof.parent)
    for model in {directory.parent for directory in gone}:
        with contextlib.suppress(OSError):
            if not any(path.is_dir() for path in model.iterdir()):
                shutil.rmtree(model)
    return gone

"""What an earlier export in the same directory leaves to the next one.

An export replaces what it writes and keeps the rest: the other format, TFLite files of other sizes,
precisions and directions, other versions of the SavedModel. What is kept is proven again, with the
model that is exported now, so that one directory never holds the pictures of two models.
"""

import json
import shutil
from pathlib import Path

from tfstyle.errors import ExportError, StorageError

# The first line of every README that is written here; another one is a user's own.
MARK = "<!-- Written by tfstyle export; the next export replaces it. -->"
SIDECARS = ("model.json", "latents.json")


def check_readme(directory) -> None:
    """Raise if the README of an export directory is a user's own.

    Raises:
        StorageError: it is.
    """
    path = Path(directory, "README.md")
    if path.is_file() and not path.read_text("utf-8", errors="replace").startswith(MARK):
        raise StorageError(
            f"{path} was not written by an export and would be replaced. Name another directory, "
            "or give the file another name."
        )


def take_over(earlier, new) -> dict | None:
    """Copy what `new` does not have from an earlier export.

    Args:
        earlier: directory of the earlier export; it need not exist.
        new: directory with what is exported now.

    Returns:
        The earlier report, as in `parity.json`, `rows` being those of what was copied; `None` if
        nothing was.
    """
    earlier, new = Path(earlier), Path(new)
    copied = []
    for kind in ("saved_model", "tflite"):
        for entry in sorted(earlier.glob(f"{kind}/*")):
            place = new / kind / entry.name
            if place.exists():
                continue
            place.parent.mkdir(exist_ok=True)
            if entry.is_dir():
                shutil.copytree(entry, place)
            else:
                shutil.copy2(entry, place)
            copied.append(f"{kind}/{entry.name}")
    for sidecar in SIDECARS:
        _merge(earlier / "tflite" / sidecar, new / "tflite" / sidecar)
    report = read_json(earlier / "parity.json")
    names = {"saved_model" if name == "saved_model/1" else Path(name).name for name in copied}
    rows = [row for row in report.get("rows", []) if row["artefact"].split(" ")[0] in names]
    return {**report, "rows": rows} if rows else None


def refuse(directory, rows) -> None:
    """Raise if what an earlier export left is not this model's.

    Args:
        directory: of the export.
        rows: those of the new report on what was kept.

    Raises:
        ExportError: naming what is another model's.
    """
    foreign = sorted({row["artefact"].split(" ")[0] for row in rows if not row["passed"]})
    if foreign:
        raise ExportError(
            f"{directory} holds {', '.join(foreign)} of an earlier export, which this model does "
            "not give: other weights, another style or another model. Nothing was written. Name "
            "another directory, or replace all that is there with overwrite=True (--overwrite)."
        )


def _merge(earlier, new):
    """Add to a sidecar the files that an earlier one lists and that are there."""
    if not (earlier.exists() and new.exists()):
        return
    mine, theirs = read_json(new), read_json(earlier)
    written = {entry["file"] for entry in mine["files"]}
    mine["files"] += [
        entry for entry in theirs.get("files", [])
        if entry["file"] not in written and (new.parent / entry["file"]).exists()
    ]
    new.write_text(json.dumps(mine, indent=2) + "\n", encoding="utf-8")


def read_json(path) -> dict:
    """Return the object in a JSON file; an empty one if there is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}

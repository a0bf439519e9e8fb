"""Works as one zip: the pictures, a sheet that shows all of them, and how each was made."""

import dataclasses
import io
import json
import re
import time
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

import numpy as np
from PIL import Image

from tfstyle.errors import DataError
from tfstyle.images import grid, resize
from tfstyle.studio.gallery.works import WorkInfo
from tfstyle.studio.pictures import Pictures
from tfstyle.studio.texts.telling import Told

_CELL, _MOST_COLUMNS = 240, 6  # pixels, pictures
_SUFFIXES = {
    "image/jpeg": ".jpg", "image/png": ".png", "video/mp4": ".mp4", "video/ogg": ".ogv",
    "video/quicktime": ".mov", "video/webm": ".webm", "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
}  # fmt: skip


def write_zip(
    works: Sequence[WorkInfo], file: BinaryIO, pictures: Pictures, viewer_id: str
) -> None:
    """Write works, as they are shown to a viewer, into a zip.

    Pictures are stored as they are, which they are compressed by already. `recipes.json` names each
    file with its recipe and its parents.

    Raises:
        DataError: there is no work.
    """
    if not works:
        raise DataError(Told("refused.choose_work"))
    cells, told = [], []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for number, work in enumerate(works, 1):
            info = pictures.info(work.picture_id, viewer_id=viewer_id)
            name = f"{number:03d}_{_slug(work.title)}{_SUFFIXES[info.media_type]}"
            _write(archive, name, pictures.read(work.picture_id, viewer_id=viewer_id), work.created)
            told.append({"file": name, **dataclasses.asdict(work)})
            cells.append(_cell(pictures.poster(work.picture_id, viewer_id=viewer_id)))
        _write(archive, "contact_sheet.jpg", _sheet(cells), works[0].created)
        recipes = json.dumps(told, indent=1, ensure_ascii=False).encode("utf-8")
        _write(archive, "recipes.json", recipes, works[0].created)


def _write(archive, name, data, when):
    about = zipfile.ZipInfo(name, time.gmtime(max(when, 315_619_200.0))[:6])  # a zip begins in 1980
    about.external_attr = 0o644 << 16
    archive.writestr(about, data)


def _slug(title: str) -> str:
    """Return a title as part of a file's name: letters, digits and hyphens of ASCII."""
    stem = title.rpartition(".")[0] if re.search(r"\.\w{2,5}$", title) else title
    return re.sub("[^A-Za-z0-9]+", "-", stem)[:40].strip("-").lower() or "work"


def _cell(image: np.ndarray) -> np.ndarray:
    """Return a picture that fits into a cell, in its middle, on white."""
    height, width = image.shape[:2]
    scale = min(_CELL / max(height, width), 1.0)
    small = resize(image, (max(1, round(height * scale)), max(1, round(width * scale))))
    cell = np.full((_CELL, _CELL, 3), 255, np.uint8)
    top, left = ((_CELL - side) // 2 for side in small.shape[:2])
    cell[top : top + small.shape[0], left : left + small.shape[1]] = small
    return cell


def _sheet(cells) -> bytes:
    columns = min(_MOST_COLUMNS, max(1, round(len(cells) ** 0.5)))
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    file = io.BytesIO()
    Image.fromarray(grid(rows, gap=8)).save(file, "JPEG", quality=90)
    return file.getvalue()

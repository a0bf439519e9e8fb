"""Contact sheets: pictures of any shape in rows of equal width, each under its title."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Pixels of a sheet's width, which pages show as it is; between pictures; and of a title's band.
WIDTH, _GAP, _BAND = 840, 4, 16
_BYTES = 115_000  # of a sheet, so that all of them are a few megabytes
_SAMPLE_BYTES = 900_000
_WORST = 55  # of JPEG's qualities, to reach that by


@dataclass(frozen=True)
class Cell:
    """What a model made of one picture.

    Attributes:
        name: of its file at full size, without suffix.
        pictures: one above the other, of one shape; what was made is the last.
        title: written above them.
        on_sheet: False for what is shown at full size only.
    """

    name: str
    pictures: Sequence[np.ndarray]
    title: str = ""
    on_sheet: bool = True


def sheet(cells: Sequence[Cell], across: int) -> np.ndarray:
    """Lay cells out, `across` in a row; every row is as high as its pictures need to fill it.

    Args:
        cells: those on the sheet, in their order.
        across: how many in a row.

    Returns:
        uint8 (H, `WIDTH`, 3), white between the pictures.

    Example:
        >>> square = np.zeros((8, 8, 3), "uint8")
        >>> sheet([Cell("a", [square])] * 4, across=2).shape
        (844, 840, 3)
    """
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    return np.concatenate([_row(row, len(row) < across) for row in rows])


def _row(cells, unfinished) -> np.ndarray:
    """Return one row; the last one, if it is not full, is no higher than if it were."""
    shapes = [cell.pictures[-1].shape for cell in cells]
    wide = sum(width / height for height, width, _ in shapes)
    height = (WIDTH - _GAP * (len(cells) - 1)) / wide
    if unfinished:
        height = min(height, WIDTH / 4)
    titled = any(cell.title for cell in cells)
    parts = [_column(cell, round(height), titled) for cell in cells]
    tall = max(part.shape[0] for part in parts) + _GAP
    row = np.full((tall, WIDTH, 3), 255, np.uint8)
    left = 0
    for part in parts:
        part = part[:, : WIDTH - left]  # widths are rounded
        row[: part.shape[0], left : left + part.shape[1]] = part
        left += part.shape[1] + _GAP
    return row


def _column(cell, height, titled) -> np.ndarray:
    from tfstyle import images

    parts = [_band(cell.title, cell.pictures[-1].shape, height)] if titled else []
    for picture in cell.pictures:
        picture = images.to_rgb(picture)
        width = max(round(picture.shape[1] * height / picture.shape[0]), 1)
        parts.append(images.resize(picture, (height, width)))
    narrow = min(part.shape[1] for part in parts)
    return np.concatenate([part[:, :narrow] for part in parts])


def _band(text, shape, height) -> np.ndarray:
    from PIL import Image, ImageDraw, ImageFont

    width = max(round(shape[1] * height / shape[0]), 1)
    band = Image.new("RGB", (width, _BAND), "white")
    ImageDraw.Draw(band).text((1, 1), text, fill="black", font=ImageFont.load_default(11))
    return np.asarray(band)


def write_jpeg(
    path, picture: np.ndarray, most: int = _BYTES, best: int = 85, colors: str = "4:2:0"
) -> None:
    """Write a sheet small enough for a repository, whole or not at all.

    Args:
        path: to write.
        picture: uint8 (H, W, 3).
        most: bytes, for which quality is given up.
        best: JPEG's quality where it stays below that.
        colors: how they are sampled: "4:4:4" is each pixel's own.
    """
    from PIL import Image

    from tfstyle.files import atomic_file

    image = Image.fromarray(picture)
    for quality in range(best, _WORST - 1, -5):
        encoded = io.BytesIO()
        image.save(
            encoded, "JPEG", quality=quality, subsampling=colors, optimize=True, progressive=True
        )
        if encoded.tell() <= most:
            break
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(path) as temporary:
        temporary.write_bytes(encoded.getvalue())


def write_samples(folder, picture: np.ndarray) -> None:
    """Write the sample picture of a card, `samples.jpg`: finer than a sheet, still below 1 MB."""
    write_jpeg(Path(folder, "samples.jpg"), picture, most=_SAMPLE_BYTES, best=90, colors="4:4:4")

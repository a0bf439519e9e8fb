"""Sample pictures side by side, large enough to see and with a word above each."""

from collections.abc import Sequence

import numpy as np

from tfstyle import images

# Pixels: what a picture is enlarged to at least, and the height of the words.
_SMALLEST, _BAND = 128, 16


def strips(rows: Sequence[Sequence[np.ndarray]], names: Sequence[str]) -> np.ndarray:
    """Return rows of pictures of one size under their names, uint8 (H, W, 3).

    Args:
        rows: uint8 (H, W, C) pictures; small ones are enlarged by whole numbers.
        names: of the columns; as much of each is shown as fits.
    """
    rows = [[_enlarged(picture) for picture in row] for row in rows]
    width = max(picture.shape[1] for row in rows for picture in row)
    heads = [_word(name, width) for name in names]
    pictures = images.grid(rows)
    words = images.grid([heads])
    band = np.full((_BAND, pictures.shape[1], 3), 255, np.uint8)
    band[:, : words.shape[1]] = words[:, : band.shape[1]]
    return np.concatenate([band, pictures])


def _enlarged(picture):
    times = -(-_SMALLEST // picture.shape[1])
    return picture.repeat(times, axis=0).repeat(times, axis=1)


def _word(text, width):
    """Return black letters on white, uint8 (16, width, 3)."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default()
    # The font that Pillow brings may have Latin letters only.
    text = text.encode("latin-1", "replace").decode("latin-1")
    sheet = Image.new("RGB", (width, _BAND), "white")
    ImageDraw.Draw(sheet).text((2, 2), text, fill="black", font=font)
    return np.asarray(sheet)

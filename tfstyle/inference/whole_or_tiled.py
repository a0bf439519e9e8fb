"""Pictures through a model's functions, whole or in tiles, and blended into results."""

import numpy as np

from tfstyle.inference.open_picture import check_float_copies
from tfstyle.inference.padding import call_padded
from tfstyle.inference.tiling import AUTOMATIC_TILE, WHOLE_PIXELS, tiled_rows

# Rows blended at a time: float32 copies of a whole picture would not fit where it fits itself.
_ROWS = 256


def automatic_tile(picture):
    """Return the tile size for a picture of this size, `None` if it can go through whole."""
    return AUTOMATIC_TILE if picture.height * picture.width > WHOLE_PIXELS else None


def translate_whole(functions, pictures, blend, *, multiple: int, minimum: int):
    """Translate pictures of one size as a batch.

    Args:
        functions: maps of float32 (B, H, W, C) to (B, H, W, D), one for each style.
        pictures: list of `OpenPicture`.
        blend: a `Blend`.
        multiple: what H and W must be multiples of.
        minimum: the smallest H and W.

    Returns:
        The results, each of its picture's kind.

    Raises:
        ImageError: a picture whose float32 copies take more memory than allowed.
    """
    for picture in pictures:
        check_float_copies(picture, copies=4)  # the batch, mirrored, the result and its blend
    batch = np.stack([picture.pixels() for picture in pictures])
    outs = [
        np.asarray(call_padded(function, batch, multiple=multiple, minimum=minimum))
        for function in functions
    ]
    for index, picture in enumerate(pictures):
        _write(picture, 0, [out[index] for out in outs], blend)
    return [picture.result() for picture in pictures]


def translate_tiled(functions, picture, blend, **tiling):
    """Translate one picture in tiles.

    Args:
        functions: see `translate_whole`.
        picture: an `OpenPicture`.
        blend: a `Blend`.
        **tiling: `tile`, `margin`, `multiple`, `minimum` and `joint` of `tiled_rows`.

    Returns:
        The result, of the picture's kind.
    """
    streams = []
    for index, function in enumerate(functions):
        shows = None
        if blend.masks is not None:
            def shows(first, last, index=index):
                return blend.shows(first, last)[index]

        streams.append(tiled_rows(function, picture, shows=shows, **tiling))
    for parts in zip(*streams, strict=True):
        _write(picture, parts[0][0], [rows for _, rows in parts], blend)
    return picture.result()


def leave(picture):
    """Return the picture itself, to the last bit, with the channels the network takes."""
    for first in range(0, picture.height, _ROWS):
        rows = picture.before(slice(first, first + _ROWS))
        picture.write(first, rows, np.ones(rows.shape[:2], bool))
    return picture.result()


def _write(picture, first, translations, blend):
    for start in range(0, translations[0].shape[0], _ROWS):
        rows = slice(first + start, first + min(start + _ROWS, translations[0].shape[0]))
        parts = [after[start : start + _ROWS] for after in translations]
        mixed, untouched = blend.mix(picture.before(rows), parts, first + start)
        picture.write(first + start, mixed, untouched)

"""Pictures of the kind a model will see: `int8_full` takes its ranges of activations from them."""

import os
from pathlib import Path

from tfstyle import images as image_files
from tfstyle.errors import ExportError
from tfstyle.export.parity import comparison_pictures, fit
from tfstyle.listing import list_files

# Ranges hardly change after so many, and each takes a run of the network.
_MOST = 32


def shown(model, direction: str, size, pictures=None) -> list:
    """Return representative pictures as a network takes them: uint8 (H, W, C) of one size.

    Args:
        model: the model.
        direction: a name in `model.directions`.
        size: (height, width).
        pictures: a folder, of which at most 32 count, from all over it, or a list of uint8
            (H, W, C); those of the comparison with Keras if not given.

    Raises:
        ExportError: a folder without pictures.
        DataError: no folder, or one that cannot be read.
        ImageError: a picture that cannot be read.
    """
    if isinstance(pictures, str | os.PathLike):
        pictures = [image_files.read_image(path) for path in _of_folder(Path(pictures))]
    channels, _ = model.channels(direction)
    return [
        image_files.resize(fit(picture, channels), size)
        for picture in pictures or comparison_pictures()
    ]


def _of_folder(folder):
    found = list_files(folder, image_files.IMAGE_SUFFIXES).files
    if not found:
        raise ExportError(f"representative: {folder} holds no pictures.")
    return found[:: -(-len(found) // _MOST)]

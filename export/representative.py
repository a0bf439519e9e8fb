"""Pictures of the kind a model will see: `int8_full` takes its ranges of activations from them."""

import itertools
import os
from pathlib import Path

import numpy as np

from tfstyle import images as image_files
from tfstyle.errors import ExportError
from tfstyle.export.looks import comparison_pictures, fit, resized, weight_rows
from tfstyle.export.signatures import predict_function
from tfstyle.listing import list_files
from tfstyle.models.shared.style_input import style_input
from tfstyle.tflite_facts import NAMES

# Ranges hardly change after so many, and each takes a run of the network.
_MOST = 32


class Shown:
    """What a model's networks are shown for their ranges.

    Args:
        model: the model.
        size: (height, width).
        pictures: a folder, of which at most 32 count, from all over it, or a list of uint8
            (H, W, C); those of the comparison with Keras if not given.

    Raises:
        ExportError: a folder without pictures.
        DataError: no folder, or one that cannot be read.
        ImageError: a picture that cannot be read.
    """

    def __init__(self, model, size, pictures=None):
        if isinstance(pictures, str | os.PathLike):
            pictures = [image_files.read_image(path) for path in _of_folder(Path(pictures))]
        self._model, self._size = model, size
        self._pictures = pictures or comparison_pictures()

    def pictures(self, direction: str) -> list:
        """Return uint8 pictures (H, W, C) of one size, where the style is an input each with a row.

        Args:
            direction: a name in `model.directions`.
        """
        channels, _ = self._model.channels(direction)
        labels = self._model.label_colours
        fitted = [resized(fit(p, channels), self._size, labels) for p in self._pictures]
        style = style_input(self._model)
        if style is None:
            return fitted
        if style.kind == NAMES:
            rows = [*np.eye(style.length, dtype="float32"), *weight_rows(style.length)]
        else:
            predict = predict_function(self._model)
            rows = [
                np.asarray(predict(picture[None].astype("float32") / 255))[0]
                for picture in self.styles(style.predicted_size(self._size))
            ]
        count = max(len(fitted), len(rows))
        return list(itertools.islice(
            zip(itertools.cycle(fitted), itertools.cycle(rows)), min(count, _MOST)
        ))  # fmt: skip

    def styles(self, size) -> list:
        """Return uint8 style pictures (H, W, 3) of one size: those of the comparison, and these.

        Args:
            size: (height, width).
        """
        both = [*comparison_pictures(), *self._pictures]
        return [image_files.resize(fit(picture, 3), size) for picture in both][:_MOST]


def _of_folder(folder):
    found = list_files(folder, image_files.IMAGE_SUFFIXES).files
    if not found:
        raise ExportError(f"representative: {folder} holds no pictures.")
    return found[:: -(-len(found) // _MOST)]

"""Label maps as classes: a plane for each colour, and one for the outlines (pix2pixHD)."""

import keras
from keras import ops

from tfstyle.layers.bounds import shown
from tfstyle.layers.label_edges import differs_from_neighbours
from tfstyle.layers.reach import window
from tfstyle.palette import problem


@keras.saving.register_keras_serializable("tfstyle")
class LabelPlanes(keras.layers.Layer):
    """Turns the colours of a label map into a plane of 0 and 1 for each class, and their outlines.

    `y_n = 1 where n = argmin_m |x - label_m|^2, else 0`, so that a colour which JPEG moved a little
    is of the class it was; the first of two equally near ones counts. The last plane is 1 where
    a pixel's class is not that of a pixel left, right, above or below (Wang et al. 2018, section
    3.3). As colours, classes would be as alike as their colours happen to be.

    It stands in front of a network, so that pictures stay pictures everywhere else: in files, in
    batches, in tiles, on a server.

    Args:
        labels: N colours, one a class, each a list of whole numbers from 0 to 255; 2 to 256.

    Input: (B, H, W, C) in [-1, 1]; the first channels are the label map's, further ones, e.g. of
    the picture that a discriminator judges beside it, pass. Output: (B, H, W, N + 1 + further).

    Raises:
        ValueError: colours that are none, too few, or the same twice.

    Example:
        >>> import numpy as np
        >>> row = np.array([-0.9, -1.0, 0.1, 0.9], "float32").reshape(1, 1, 4, 1)
        >>> LabelPlanes([[0], [128], [255]])(row).numpy()[0, 0].astype(int).tolist()
        [[1, 0, 0, 0], [1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1]]
    """

    reach = window(3, padding=1)

    def __init__(self, labels, **kwargs):
        # Half precision cannot tell all neighbours among 256 values: colours come as they are.
        super().__init__(**{"autocast": False, **kwargs})
        check_labels("LabelPlanes", labels)
        self.labels = tuple(tuple(int(value) for value in colour) for colour in labels)

    def call(self, x):
        """Split `x` (B, H, W, C) into planes."""
        channels = len(self.labels[0])
        distance = 0.0
        for channel in range(channels):
            # As `images.to_float` has them. One channel at a time: no product rounds them.
            levels = [colour[channel] / 127.5 - 1.0 for colour in self.labels]
            value = ops.cast(x[..., channel : channel + 1], "float32")
            distance = distance + ops.square(value - ops.array(levels, "float32"))  # (B, H, W, N)
        # By comparisons: `ops.argmin` looks at bits, which TFLite cannot.
        numbers = ops.arange(len(self.labels), dtype="float32")
        least = ops.min(distance, axis=-1, keepdims=True)
        nearest = ops.where(distance <= least, numbers, float(len(self.labels)))
        nearest = ops.min(nearest, axis=-1, keepdims=True)  # (B, H, W, 1)
        parts = nearest == numbers, differs_from_neighbours(nearest, 0.5), x[..., channels:]
        return ops.concatenate([ops.cast(part, self.compute_dtype) for part in parts], axis=-1)

    def compute_output_shape(self, input_shape):
        """Return (B, H, W, N + 1 + further)."""
        further = input_shape[-1] - len(self.labels[0])
        return (*input_shape[:-1], len(self.labels) + 1 + further)

    def compute_output_spec(self, x):
        """Return the planes' shape, in the layer's own type whatever the colours' is."""
        return keras.KerasTensor(self.compute_output_shape(x.shape), dtype=self.compute_dtype)

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "labels": [list(colour) for colour in self.labels]}


def check_labels(owner: str, labels, channels=None, at_least=None):
    """Check the colours that stand for classes.

    Args:
        owner: what the error names.
        labels: as of `LabelPlanes`, or `None` for pictures that are no label maps.
        channels: that each colour has, if known.
        at_least: channels of which the first are the colours'.

    Raises:
        ValueError: something is wrong with them.
    """
    if labels is None:
        return
    wrong = problem(labels, channels)
    if wrong is None and at_least is not None and len(labels[0]) > at_least:
        wrong = f"colours of at most {at_least} numbers. Received: labels={shown(labels)}"
    if wrong:
        raise ValueError(f"{owner} needs labels, {wrong}")


def label_planes(x, labels):
    """Return what a network sees of a symbolic picture: planes, if its colours are labels."""
    return x if labels is None else LabelPlanes(labels, name="labels")(x)

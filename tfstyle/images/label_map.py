"""Pictures in the colours of classes."""

import numpy as np


def to_labels(picture: np.ndarray, labels) -> np.ndarray:
    """Return a picture in the colours of classes: for each pixel the nearest, the first of two.

    Args:
        picture: uint8 (H, W, C).
        labels: N colours, each C whole numbers from 0 to 255.

    Example:
        >>> to_labels(np.array([[[10], [200]]], "uint8"), [[0], [128], [255]]).ravel().tolist()
        [0, 255]
    """
    colours = np.asarray(labels, "int32")
    distances = [((picture.astype("int32") - colour) ** 2).sum(-1) for colour in colours]
    return colours[np.argmin(distances, axis=0)].astype(np.uint8)

"""The classes of pictures, as folders say them, and a look at whatever says them."""

import os
from pathlib import Path

import numpy as np

from tfstyle.errors import DataError


def folder_labels(files) -> np.ndarray:
    """Return the class of each picture of `folders.Files`: the first folder below the common one.

    Classes are numbered by name: `train/coat/1.png` and `train/shirt/2.png` are 0 and 1.
    """
    places = [path.parent for (path,) in files.items]
    common = Path(os.path.commonpath(places))
    names = [str(place.relative_to(common)).split(os.sep)[0] for place in places]
    classes = sorted(set(names))
    return np.array([classes.index(name) for name in names])


def check_labels(labels, num_classes: int, title: str) -> np.ndarray:
    """Return labels as int32 after a look at them.

    Raises:
        DataError: there are none, or they are not 0 to `num_classes - 1`.
    """
    if labels is None:
        raise DataError(
            f"{title} has no labels, and data.num_classes is {num_classes}. Set it to 0."
        )
    labels = np.asarray(labels)
    found = np.unique(labels)
    right = np.issubdtype(labels.dtype, np.integer) and found.min() >= 0
    if not right or found.max() >= num_classes or len(found) < 2:
        listed = ", ".join(map(str, found[:10])) + (", ..." if len(found) > 10 else "")
        raise DataError(
            f"{title} must have labels from 0 to {num_classes - 1} (data.num_classes = "
            f"{num_classes}), whole numbers of at least two classes. Received: {listed}."
        )
    return labels.astype("int32")

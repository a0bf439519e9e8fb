"""How well label maps agree, and through them how real pictures look to who finds labels in them.

The FCN-score of pix2pix (Isola et al. 2017, section 3.4): a network that was trained to label real
photographs labels pictures that were made of label maps; what it finds should be those maps.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tfstyle.errors import DataError
from tfstyle.metrics.confusion import ConfusionMatrix
from tfstyle.metrics.registry import metric

_FACTS: dict[str, Any] = {"unit": "", "direction": "higher", "digits": 3, "compares": "labels"}


@metric(
    title="pixel accuracy", **_FACTS,
    protocol="Share of the labelled pixels that have the reference's label.",
)  # fmt: skip
def pixel_accuracy(reference, labels, *, ignore=None) -> float:
    """Return the share of pixels with the right label, 0 to 1.

    Args:
        reference: the true labels, whole numbers (H, W) of 0 to 1023.
        labels: those found, of the same kind and shape.
        ignore: label of the reference whose pixels don't count, e.g. 255.

    Example:
        >>> pixel_accuracy(np.array([[0, 0, 1, 255]]), np.array([[0, 1, 1, 0]]), ignore=255)
        0.6666666666666666
    """
    return _of_one(reference, labels, ignore)["pixel_accuracy"]


@metric(
    title="class accuracy", **_FACTS,
    protocol="Share of each class' pixels that have its label, the mean over the classes that "
    "the reference has.",
)  # fmt: skip
def class_accuracy(reference, labels, *, ignore=None) -> float:
    """Return the mean over classes of the share of their pixels with the right label, 0 to 1.

    Args:
        reference: see `pixel_accuracy`. Classes that it has not don't count.
        labels: see `pixel_accuracy`.
        ignore: see `pixel_accuracy`.

    Example:
        >>> class_accuracy(np.array([[0, 0, 0, 1]]), np.array([[0, 0, 0, 0]]))
        0.5
    """
    return _of_one(reference, labels, ignore)["class_accuracy"]


@metric(
    title="IoU", **_FACTS,
    protocol="Of each class the pixels that both label so, over those that either does; the mean "
    "over the classes that the reference has.",
)  # fmt: skip
def iou(reference, labels, *, ignore=None) -> float:
    """Return the mean over classes of intersection over union, 0 to 1.

    Args:
        reference: see `class_accuracy`.
        labels: see `pixel_accuracy`.
        ignore: see `pixel_accuracy`.

    Example:
        >>> iou(np.array([[0, 0, 0, 1]]), np.array([[0, 0, 0, 0]]))
        0.375
    """
    return _of_one(reference, labels, ignore)["iou"]


def segmentation_scores(
    segment: Callable[[np.ndarray], np.ndarray],
    pictures: Iterable[np.ndarray],
    labels: Iterable[np.ndarray],
    num_classes: int,
    *,
    ignore: int | None = None,
) -> dict[str, float]:
    """Return how well a segmenter finds in pictures the labels that they were made of.

    Over all pixels of all pictures at once, as the paper does; a mean over pictures would weigh
    what is rare in each. One deviation: a class that no reference has is left out of the means,
    where the paper's code counts it as 0 (in Cityscapes' validation set there is none).

    Args:
        segment: function from a picture to its label map, whole numbers (H, W): any network.
        pictures: what it is given, one by one.
        labels: the true label map of each, of the shape that `segment` returns.
        num_classes: labels are 0 to `num_classes - 1`.
        ignore: label of the true maps whose pixels don't count, e.g. 255.

    Returns:
        `pixel_accuracy`, `class_accuracy` and `iou`, each 0 to 1.

    Raises:
        DataError: no pictures, more of one than of the other, label maps of other shapes or with
            other labels, or nothing labelled.

    Example:
        >>> dark_and_bright = np.array([[[10], [200]], [[250], [90]]], np.uint8)
        >>> truth = np.array([[0, 1], [1, 1]])
        >>> segment = lambda picture: (picture[..., 0] > 127).astype(int)
        >>> segmentation_scores(segment, [dark_and_bright], [truth], num_classes=2)
        {'pixel_accuracy': 0.75, 'class_accuracy': 0.8333333333333333, 'iou': 0.5833333333333333}
    """
    matrix, ends = ConfusionMatrix(num_classes, ignore), object()
    pictures, labels = iter(pictures), iter(labels)
    for count, picture in enumerate(pictures):
        reference = next(labels, ends)
        if reference is ends:
            raise DataError(f"Each picture needs its label map. Received: {count} label maps only")
        matrix.add(reference, segment(picture))
    if next(labels, ends) is not ends:
        raise DataError("Each label map needs its picture. Received more label maps than pictures")
    return matrix.scores()


def _of_one(reference, labels, ignore):
    matrix = ConfusionMatrix(ignore=ignore)
    matrix.add(reference, labels)
    return matrix.scores()

"""Which labels are taken for which."""

import numpy as np

from tfstyle.errors import DataError

_MOST = 1024  # classes: 8 MB of counts


class ConfusionMatrix:
    """Counts how often pixels of each class are labelled as each class, over any number of maps.

    Args:
        num_classes: labels are 0 to `num_classes - 1`; 1 to 1024.
        ignore: label of the reference whose pixels don't count, e.g. 255; `None` if all do.

    Attributes:
        counts: int64 (num_classes, num_classes), from the true class to the one found.

    Raises:
        ValueError: `num_classes` out of range.

    Example:
        >>> matrix = ConfusionMatrix(3, ignore=255)
        >>> matrix.add(np.array([[0, 0], [1, 255]]), np.array([[0, 2], [1, 1]]))
        >>> matrix.counts.tolist()
        [[1, 0, 1], [0, 1, 0], [0, 0, 0]]
        >>> matrix.scores()["class_accuracy"]
        0.75
    """

    def __init__(self, num_classes: int = _MOST, ignore: int | None = None):
        if not 1 <= num_classes <= _MOST:
            raise ValueError(f"num_classes must be 1 to {_MOST}. Received: {num_classes}")
        self.num_classes = int(num_classes)
        self.ignore = ignore
        self.counts = np.zeros((num_classes, num_classes), "int64")

    def add(self, reference, labels) -> None:
        """Count the pixels of one picture.

        Args:
            reference: the true labels, whole numbers (H, W).
            labels: those found, of the same shape.

        Raises:
            DataError: another type or shape, or a label that is no class.
        """
        reference, labels = np.asarray(reference), np.asarray(labels)
        for name, one in (("reference", reference), ("labels", labels)):
            if one.dtype.kind not in "iu" or one.ndim != 2:
                raise DataError(
                    f"{name} must be a label map, whole numbers (height, width). Received: "
                    f"{one.dtype} {one.shape}"
                )
        if reference.shape != labels.shape:
            raise DataError(
                "Both label maps must have one size. Received (height, width): "
                f"{reference.shape} and {labels.shape}"
            )
        if self.ignore is not None:
            counted = reference != self.ignore
            reference, labels = reference[counted], labels[counted]
        for name, one in (("reference", reference), ("labels", labels)):
            self._check_range(name, one)
        both = reference.astype("int64") * self.num_classes + labels.astype("int64")
        found = np.bincount(both.ravel(), minlength=self.num_classes**2)
        self.counts += found.reshape(self.counts.shape)

    def scores(self) -> dict[str, float]:
        """Return `pixel_accuracy`, `class_accuracy` and `iou`, each 0 to 1, see `segmentation`.

        Raises:
            DataError: no pixel was counted.
        """
        right, true, found = np.diag(self.counts), self.counts.sum(1), self.counts.sum(0)
        there = true > 0
        if not there.any():
            raise DataError("No pixel has a label that counts. Check the label maps and `ignore`.")
        return {
            "pixel_accuracy": float(right.sum() / true.sum()),
            "class_accuracy": float((right[there] / true[there]).mean()),
            "iou": float((right[there] / (true + found - right)[there]).mean()),
        }

    def _check_range(self, name, labels):
        if labels.size and not 0 <= labels.min() <= labels.max() < self.num_classes:
            wrong = labels.min() if labels.min() < 0 else labels.max()
            raise DataError(
                f"{name} has the label {wrong}, which is no class: labels are 0 to "
                f"{self.num_classes - 1}. A label that only marks what does not count is given as "
                "`ignore`, of the reference alone."
            )

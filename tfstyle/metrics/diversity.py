"""How different the pictures of a set look from each other."""

import numpy as np

from tfstyle.errors import DataError
from tfstyle.metrics.lpips import LAYERS
from tfstyle.metrics.registry import metric
from tfstyle.metrics.style import features_of


class Spread:
    """The mean squared distance of all pairs, of features that come batch by batch.

    `mean_(i<j) |f_i - f_j|^2 = 2 n / (n - 1) (mean |f|^2 - |mean f|^2)`: two sums are enough, and
    no pair is left out.

    Example:
        >>> spread = Spread()
        >>> for value in (0, 1, 2):  # |0 - 1|^2, |0 - 2|^2 and |1 - 2|^2
        ...     spread.add([np.full((1, 2, 2, 1), value, "float32")])
        >>> round(spread.gathered().of_pairs(), 6)
        2.0
    """

    def __init__(self):
        self.count = 0
        self._sums: list[np.ndarray] = []
        self._squares = 0.0

    def add(self, features) -> None:
        """Add the features of B pictures.

        Args:
            features: of each layer, (B, h, w, C).

        Raises:
            DataError: those of pictures of another size than before.
        """
        if not self.count:
            self._sums = [np.zeros(one.shape[1:]) for one in features]
        for total, one in zip(self._sums, features, strict=True):
            if one.shape[1:] != total.shape:
                raise DataError(
                    "The pictures of a set whose diversity is measured must have one size. "
                    f"Received features of {total.shape[:2]} and {one.shape[1:3]}"
                )
            total += one.sum(axis=0, dtype="float64")
            self._squares += np.square(one, dtype="float64").sum() / total[..., 0].size
        self.count += len(features[0])

    def gathered(self) -> "Spread":
        """Return itself."""
        return self

    def of_pairs(self) -> float:
        """Return the sum over layers of the mean over places, the mean over all pairs.

        Raises:
            DataError: less than 2 pictures.
        """
        if self.count < 2:
            raise DataError(f"Diversity is that of 2 pictures or more. Received: {self.count}")
        centre = sum(np.square(one / self.count).sum() / one[..., 0].size for one in self._sums)
        return float(max(2 * (self._squares - self.count * centre) / (self.count - 1), 0))


@metric(
    title="diversity", unit="", direction="higher", digits=3, compares="set",
    network="lpips_squeeze", layers=LAYERS["squeeze"], keeps=features_of, gathers=Spread,
    protocol="LPIPS 0.1 through SqueezeNet 1.1 of two pictures of the set at their own size, the "
    "mean over all pairs: 0 where all are one picture. Compare it with that of real pictures.",
)  # fmt: skip
def diversity(pictures) -> float:
    """Return the mean LPIPS of all pairs of a set of pictures, of one size.

    Exact: LPIPS is a sum of squared distances, so the mean over pairs is a variance, and memory
    and time do not grow with the number of pairs.

    Args:
        pictures: what `Spread` gathered of their features by LPIPS' network.

    Raises:
        DataError: less than 2 pictures.
    """
    return pictures.of_pairs()

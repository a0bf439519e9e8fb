"""Mean and covariance of features that pass once, in memory that does not grow with them."""

import numpy as np

from tfstyle.errors import DataError

# Rows collected at least before they are folded in.
_ROWS = 256
# Rows drawn at random that are kept, for intervals.
_KEPT = 1000


class Moments:
    """Count, mean and scatter of the rows added, in float64.

    Rows are kept as they are until there are as many as features: of so few, distances are had
    from the rows themselves (`factor`), without the rounding of a matrix that has no full rank.
    Then they are folded into mean and scatter, block by block (Chan, Golub and LeVeque 1979,
    section 2): 2,048 features take 34 MB for the scatter, and as much for a block.

    Example:
        >>> moments = Moments()
        >>> moments.add(np.array([[0.0], [2.0]]))
        >>> len(moments), moments.mean, moments.covariance()
        (2, array([1.]), array([[2.]]))
    """

    def __init__(self):
        self._folded = 0
        self._mean: np.ndarray | None = None
        self._scatter: np.ndarray | None = None
        self._block: np.ndarray | None = None
        self._filled = 0
        self._sample = Reservoir()
        self._factor: tuple[int, np.ndarray] | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._folded + self._filled

    def add(self, rows: np.ndarray) -> None:
        """Take features of some pictures, (B, D).

        Raises:
            DataError: a feature is not finite.
        """
        rows = np.asarray(rows, "float64")
        if not np.isfinite(rows).all():
            raise DataError(
                "Features of a picture are not finite: the weights of the network that metrics "
                "look through are damaged, or another network's. Get them again."
            )
        self._sample.add(rows)
        if self._block is None:
            self._block = np.empty((max(rows.shape[1], _ROWS), rows.shape[1]))
        while len(rows):
            if self._filled == len(self._block):
                self._fold()
            part = rows[: len(self._block) - self._filled]
            self._block[self._filled : self._filled + len(part)] = part
            self._filled += len(part)
            rows = rows[len(part) :]

    def gathered(self) -> "Moments":
        """Return itself: it is what metrics take."""
        return self

    @property
    def mean(self) -> np.ndarray:
        """The mean, (D,)."""
        self._check()
        block = self._rows().sum(0)
        return (block + self._folded * self._mean if self._folded else block) / len(self)

    def factor(self) -> np.ndarray:
        """Return a matrix F of at most D rows (or of all of few), with `F^T F` the covariance."""
        if not self._folded:
            return (self._rows() - self.mean) / np.sqrt(len(self) - 1)
        if self._factor is None or self._factor[0] != len(self):
            self._factor = len(self), _root(self.covariance())
        return self._factor[1]

    @property
    def few(self) -> bool:
        """Whether there are no more rows than features, so that `factor` is the rows."""
        return not self._folded

    def covariance(self) -> np.ndarray:
        """Return the covariance, (D, D), with N - 1 below.

        Raises:
            DataError: less than two rows have none.
        """
        self._check()
        if self._filled and self._folded:
            self._fold()
        if self._folded:
            return self._scatter / (self._folded - 1)
        factor = self.factor()
        return factor.T @ factor

    def sample(self) -> np.ndarray:
        """Return at most 1,000 of the rows, drawn at random, the same each time."""
        return self._sample.rows()

    def _rows(self):
        return self._block[: self._filled]

    def _check(self):
        if len(self) < 2:
            raise DataError(f"A covariance needs 2 pictures or more. Received: {len(self)}")

    def _fold(self):
        from scipy.linalg.blas import dgemm

        block, count = self._rows(), self._filled
        mean = block.mean(0)
        block -= mean
        if self._scatter is None:
            self._scatter = np.zeros((len(mean), len(mean)), order="F")
            self._mean = np.zeros_like(mean)
        # In place: another matrix of that size would double what it takes.
        self._scatter = dgemm(1, block.T, block.T, 1, self._scatter, trans_b=1, overwrite_c=1)
        total = self._folded + count
        step = mean - self._mean
        weight = np.sqrt(self._folded * count / total)
        column = (weight * step)[:, None]
        self._scatter = dgemm(1, column, column, 1, self._scatter, trans_b=1, overwrite_c=1)
        self._mean += step * (count / total)
        self._folded, self._filled = total, 0


def _root(covariance):
    """Return F with `F^T F = C`: Cholesky's, or by eigenvalues where a feature never moves."""
    try:
        return np.linalg.cholesky(covariance).T
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(covariance)
        return np.sqrt(np.clip(values, 0, None))[:, None] * vectors.T


class Reservoir:
    """Rows drawn at random from all that pass, each with the same chance (Vitter 1985, R)."""

    def __init__(self, size=_KEPT, seed=0):
        self._size = size
        self._random = np.random.default_rng(seed)
        self._kept: list[np.ndarray] = []
        self._passed = 0

    def add(self, rows: np.ndarray) -> None:
        """Take rows (B, D)."""
        for row in rows:
            self._passed += 1
            if len(self._kept) < self._size:
                self._kept.append(row.copy())
            elif (place := self._random.integers(self._passed)) < self._size:
                self._kept[place] = row.copy()

    def rows(self) -> np.ndarray:
        """Return those kept, (min(N, size), D)."""
        return np.stack(self._kept)

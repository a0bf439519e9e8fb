"""Whose mean and variance instance normalization takes: each picture's, or a whole picture's.

A picture too large for the memory goes through a network in tiles. Were every tile normalized by
its own statistics, each would come back with a brightness of its own. So the statistics of the
whole picture are taken first, and every tile is then normalized by them:

    with collect() as statistics:                   # a guess, from one joint batch of tiles,
        network(sample)
    with refine(statistics) as sweep:               # compared with all tiles, one by one,
        for tile in tiles:
            network(tile)
    with collect(corrections=sweep.corrections()) as statistics:  # and corrected
        network(sample)
    with use(statistics):
        network(tile)

Why the sample twice: statistics of one layer depend on those of all before it. Taking over what
the sweep measured layer by layer makes errors grow with the depth; correcting the sample's own,
which fit together, by how far it differs from the whole picture lets them fade (deferred
correction): of a trained CycleGAN, each round left from a half to a twentieth of the error.

Outside of these blocks every picture is normalized by itself, as always. A block belongs to the
thread that entered it, and works where layers run one by one, not in a compiled graph.
"""

import collections
import contextlib
import contextvars
import dataclasses

from keras import ops

# Beside what no channel varies: instance norm's own epsilon.
_SMALL = 1e-5
# Deviations up to 4,000 stay squares that 16 bits hold; what vanishes is below epsilon.
_SCALE = 1 / 16
_source = contextvars.ContextVar("instance_statistics", default=None)


def instance_moments(x, key):
    """Return mean and biased variance over H and W, those that instance normalization should take.

    Args:
        x: tensor (B, H, W, C) of any range.
        key: what remembers them: the layer, or any other name that can be a dictionary's key.

    Returns:
        `(mean, variance)`, float32, each (B, 1, 1, C), or (1, 1, 1, C) inside `collect` and `use`.

    Example:
        >>> import numpy as np
        >>> pictures = np.array([1.0, 3.0], "float32").reshape(2, 1, 1, 1)
        >>> instance_moments(pictures, "norm")[1].numpy().ravel().tolist()
        [0.0, 0.0]
        >>> with collect():
        ...     instance_moments(pictures, "norm")[1].numpy().ravel().tolist()
        [1.0]
    """
    x = ops.cast(x, "float32")
    source = _source.get()
    return _own_moments(x) if source is None else source.moments(x, key)


@contextlib.contextmanager
def apart():
    """Normalize every picture of a batch by its own statistics inside the block.

    What instance norm does anyway, batch norm by batch statistics does in here, too: `active()` is
    true. Unlike in the other blocks, what is traced in here stays right in a compiled graph.
    """
    with _entered(_Apart()):
        yield


@contextlib.contextmanager
def collect(cores=None, corrections=None):
    """Normalize the batch by the joint statistics of its pictures inside the block; keep them.

    Args:
        cores: for every picture of the batch `(top, bottom, left, right)`, the part that counts,
            in fractions of its height and width; everything if `None`. Each core weighs the same.
        corrections: how the whole differs from this batch, from `Sweep.corrections`.

    Yields:
        A dictionary, filled by what runs in the block, for `refine` and `use`.
    """
    with _entered(_Collecting(cores, corrections)) as source:
        yield source.statistics


@contextlib.contextmanager
def refine(statistics):
    """Normalize inside the block by `statistics`, and measure those of all that passes.

    Args:
        statistics: what `collect` kept.

    Yields:
        A `Sweep`: set its `cores` (as for `collect`) and `weight` (how many pixels these stand
        for) before each call.
    """
    with _entered(Sweep(statistics)) as source:
        yield source


@contextlib.contextmanager
def use(statistics):
    """Normalize everything inside the block by what `collect` or `refine` found.

    Args:
        statistics: of a block that ran the same layers in the same order.
    """
    with _entered(_Using(statistics)):
        yield


def active() -> bool:
    """True inside one of the blocks."""
    return _source.get() is not None


def exact_mean(x):
    """Return the mean over H and W, (B, 1, 1, C), of rows first and then of their means.

    Adding up all pixels of a 256x256 picture in float32, as the kernels of TensorFlow and TFLite
    do, loses three digits: nine blocks later the pictures of the two differ by 8e-4. Each row on
    its own keeps both within 3e-5 of float64, at the same speed. The reshapes, rather than two
    axes one after the other, let TFLite use its fast kernel.
    """
    _, height, width, channels = ops.shape(x)
    rows = ops.mean(ops.reshape(x, (-1, 1, width, channels)), axis=(1, 2))  # (B H, C)
    return ops.mean(ops.reshape(rows, (-1, height, 1, channels)), axis=(1, 2), keepdims=True)


@contextlib.contextmanager
def _entered(source):
    token = _source.set(source)
    try:
        yield source
    finally:
        _source.reset(token)


def _own_moments(x):
    mean = exact_mean(x)
    return mean, exact_mean(ops.square(x - mean))


class _Apart:
    """Takes each picture's own statistics, in a way that also 16 bits hold, and keeps nothing.

    Phone GPUs compute in half precision, which ends at 65,504; a row's squared deviations sum up to
    more. They are scaled before they are squared: by a power of two, which changes no digit in
    float32.
    """

    def moments(self, x, key):
        mean = exact_mean(x)
        scaled = exact_mean(ops.square((x - mean) * _SCALE))
        return mean, scaled * (1 / _SCALE**2)


@dataclasses.dataclass(frozen=True)
class _Moments:
    """What one call of a layer normalizes by, and what its batch alone would have said."""

    mean: object
    variance: object
    sample_mean: object
    sample_variance: object


class _Collecting:
    """Takes joint statistics, and keeps them by key in the order they are asked for."""

    def __init__(self, cores, corrections):
        self.cores = cores
        self.corrections = corrections or {}
        self.statistics = {}

    def moments(self, x, key):
        mean, variance = sample = joint_moments(x, self.cores)
        kept = self.statistics.setdefault(key, [])
        if key in self.corrections:
            shift, factor = self.corrections[key][len(kept)]
            mean = mean + shift * ops.sqrt(variance + _SMALL)
            variance = ops.maximum((variance + _SMALL) * factor - _SMALL, 0.0)
        kept.append(_Moments(mean, variance, *sample))
        return mean, variance


class _Using:
    """Hands out kept statistics; a layer called several times gets them in the same order."""

    def __init__(self, statistics):
        self._known = statistics
        self._asked = collections.Counter()

    def moments(self, x, key):
        known = self._recall(key)[1]
        return known.mean, known.variance

    def _recall(self, key):
        kept = self._known[key]
        call = self._asked[key] % len(kept)
        self._asked[key] += 1
        return call, kept[call]


class Sweep(_Using):
    """Hands out known statistics and adds up those of what passes.

    Attributes:
        cores: of the next batch, see `collect`.
        weight: of the next batch.
    """

    def __init__(self, statistics):
        super().__init__(statistics)
        self.cores, self.weight = None, 1.0
        self._sums = {key: [(0.0, 0.0, 0.0)] * len(kept) for key, kept in statistics.items()}

    def moments(self, x, key):
        """Return the known moments of a layer's call, and measure those of x."""
        call, known = self._recall(key)
        mean, variance = joint_moments(x, self.cores)
        # Around the known mean: differences of large numbers would lose their digits.
        offset = mean - known.mean
        terms = (1.0, offset, variance + ops.square(offset))
        self._sums[key][call] = tuple(
            total + self.weight * term
            for total, term in zip(self._sums[key][call], terms, strict=True)
        )
        return known.mean, known.variance

    def corrections(self):
        """Return how all that passed differs from the sample, for `collect`."""
        corrections = {}
        for key, known, mean, variance in self._measured():
            shift = (mean - known.sample_mean) / ops.sqrt(known.sample_variance + _SMALL)
            factor = (variance + _SMALL) / (known.sample_variance + _SMALL)
            corrections.setdefault(key, []).append((shift, factor))
        return corrections

    def error(self) -> float:
        """Return how far the known statistics were off: the mean, over channels, in deviations."""
        errors = [
            ops.mean(ops.abs(mean - known.mean) / ops.sqrt(known.variance + _SMALL))
            for _, known, mean, _ in self._measured()
        ]
        return float(sum(errors) / len(errors))

    def _measured(self):
        for key, calls in self._sums.items():
            for known, (weight, first, second) in zip(self._known[key], calls, strict=True):
                offset = first / weight
                variance = ops.maximum(second / weight - ops.square(offset), 0.0)
                yield key, known, known.mean + offset, variance


def joint_moments(x, cores=None):
    """Return mean and variance, (1, 1, 1, C), over all pictures of a batch.

    Args:
        x: float32 (B, H, W, C).
        cores: see `collect`.
    """
    parts = [x]
    if cores is not None:
        height, width = x.shape[1:3]
        parts = [
            x[i : i + 1, _part(top, bottom, height), _part(left, right, width)]
            for i, (top, bottom, left, right) in enumerate(cores)
        ]
    mean = _mean_of_means(parts)
    # Around the joint mean, not around each picture's own.
    return mean, _mean_of_means([ops.square(part - mean) for part in parts])


def _mean_of_means(parts):
    means = [exact_mean(part) for part in parts]  # (B, 1, 1, C)
    return ops.mean(ops.concatenate(means), axis=0, keepdims=True)


def _part(start, stop, size):
    """The pixels of a fraction, at least one."""
    first = min(round(start * size), size - 1)
    return slice(first, max(round(stop * size), first + 1))

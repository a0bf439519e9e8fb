"""What a metric is, and the register of all of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tfstyle.errors import UnknownMetricError, did_you_mean
from tfstyle.metrics.gathering import Gatherer

# What a metric compares: the arguments of its function, and the same in words.
KINDS = {
    "picture": ("picture",),
    "change": ("source", "picture"),
    "pair": ("reference", "picture"),
    "stylized": ("photograph", "painting", "result"),
    "set": ("pictures",),
    "sets": ("reference", "pictures"),
    "labels": ("reference", "labels"),
}
IN_WORDS = {
    "picture": "nothing: it looks at each picture alone",
    "change": "a picture with what it was made of",
    "pair": "a picture with its target",
    "stylized": "a result with its photograph and its painting",
    "set": "the pictures of a set with each other",
    "sets": "a set of pictures with a set of real ones",
    "labels": "the label map that a segmenter finds in a picture with the true one",
}
# Those whose value is of a whole set; of all others it is of one picture, and a set has the mean.
OF_SETS = ("set", "sets")
# Short names for the protocol that is meant by default, in recipes and on the command line.
ALIASES = {
    "fid": "fid_clean",
    "fid768": "fid768_clean",
    "kid": "kid_clean",
    "kid768": "kid768_clean",
    "lpips": "lpips_squeeze",
}


@dataclass(frozen=True)
class Metric:
    """A number that says how good pictures are, with all that cards and curves must know of it.

    Attributes:
        name: its protocol's: whoever measures something else gives it another name.
        title: of a column in a table.
        protocol: a sentence that says what exactly is computed.
        unit: behind a number, e.g. `" dB"`.
        direction: what is better: `"lower"` or `"higher"`.
        digits: behind the point, in a table.
        compares: what its function takes, one of `KINDS`.
        function: of uint8 pictures (H, W, C), or of what `keeps` made of each; returns a float.
        network: the network it looks through, e.g. `"vgg19"`; `None` for one of pixels.
        layers: of that network.
        keeps: function of `{layer: features float32 (B, h, w, C)}` of B pictures that returns what
            is compared of them. Of `OF_SETS` it is an array (B, ...), and the metric's function
            takes those of all pictures in one, or what `gathers` made of them.
        prepares: function of a uint8 picture (H, W, 3) that returns what the network sees of it,
            float32 (h, w, 3) in [-1, 1]; the picture as it is if not given. It runs in threads.
        gathers: of `OF_SETS`, a class whose objects take what was kept of one batch after the
            other, see `gathering.Gatherer`; so a set needs no memory of its size.
        interval: of `OF_SETS`, function of what `function` takes, and of `value` and `seed`, that
            returns the 95 % interval `(low, high)` of the value.
        note: of `OF_SETS`, function of what `function` takes that returns a sentence to show
            beside the value, or `None`.
        seeded: `function` takes a `seed`, too, and a value can be had again only with it.
        found: of an artefact, the value from which on it can be seen.
    """

    name: str
    title: str
    protocol: str
    unit: str
    direction: str
    digits: int
    compares: str
    function: Callable[..., float]
    network: str | None = None
    layers: tuple[str, ...] = ()
    keeps: Callable[[dict], object] | None = None
    prepares: Callable[[np.ndarray], np.ndarray] | None = None
    gathers: Callable[[], Gatherer] | None = None
    interval: Callable[..., tuple[float, float]] | None = None
    note: Callable[..., str | None] | None = None
    seeded: bool = False
    found: float | None = None

    def __post_init__(self):
        if self.compares not in KINDS:
            raise ValueError(f"compares must be one of {', '.join(KINDS)}. Got: {self.compares!r}")
        if self.direction not in ("lower", "higher"):
            raise ValueError(f"direction must be 'lower' or 'higher'. Got: {self.direction!r}")
        if not bool(self.network) == bool(self.layers) == bool(self.keeps):
            raise ValueError(f"{self.name}: network, layers and keeps belong together.")
        if self.prepares and not self.network:
            raise ValueError(f"{self.name}: prepares is for what looks through a network.")
        if self.compares not in OF_SETS and (
            self.gathers or self.interval or self.note or self.seeded
        ):
            raise ValueError(f"{self.name}: gathers, interval, note and seeded are for sets.")

    def better(self, value: float, than: float | None) -> bool:
        """True if a value is better than another, or the first; NaN is never."""
        if than is None:
            return value == value
        return value < than if self.direction == "lower" else value > than

    def shown(self, value: float, spread: float | None = None) -> str:
        """Return a value as a table shows it, with its standard deviation if there is one.

        Example:
            >>> get_metric("psnr").shown(21.234, 1.5)
            '21.23 ± 1.50 dB'
        """
        beside = "" if spread is None else f" ± {spread:.{self.digits}f}"
        return f"{value:.{self.digits}f}{beside}{self.unit}"


_METRICS: dict[str, Metric] = {}


def metric(*, name: str | None = None, **facts) -> Callable:
    """Return a decorator that registers a function as a metric, and leaves it as it is.

    Args:
        name: the function's own if not given. Of a metric with parameters each value is another
            one, with its name: `metric(name="kid100", ...)(functools.partial(kid, size=100))`.
        **facts: the other attributes of `Metric`.

    Raises:
        ValueError: a name twice, or facts that do not fit.
    """

    def register(function):
        one = Metric(name=name or function.__name__, function=function, **facts)
        if one.name in _METRICS or one.name in ALIASES:
            raise ValueError(f"There is a metric {one.name!r} already. A name is one protocol's.")
        _METRICS[one.name] = one
        return function

    return register


def get_metric(name: str) -> Metric:
    """Return a metric by its name, or by a short one of `ALIASES`.

    Raises:
        UnknownMetricError: there is none; with the nearest names.
    """
    try:
        return _METRICS[ALIASES.get(name, name)]
    except (KeyError, TypeError):
        known = [*_METRICS, *(alias for alias, whole in ALIASES.items() if whole in _METRICS)]
        near = did_you_mean(str(name), known) or f" There are: {', '.join(_METRICS)}."
        raise UnknownMetricError(f"No metric {name!r}.{near}") from None


def list_metrics(*compares: str) -> list[str]:
    """Return the names of all metrics, or of those that compare something.

    Args:
        *compares: of `KINDS`; all if not given.

    Example:
        >>> "psnr" in list_metrics("pair"), "psnr" in list_metrics("sets")
        (True, False)
    """
    return [one.name for one in _METRICS.values() if not compares or one.compares in compares]

"""What metrics keep of pictures that they look at through a network."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from tfstyle.metrics.gathering import Everything, Gatherer
from tfstyle.metrics.registry import Metric
from tfstyle.metrics.sights import Sight, prepared

# Pixels looked at in one go: VGG19 takes half a gigabyte for as many.
_PIXELS = 2**19
# Bytes of what is kept of single pictures that may come again.
_ROOM = 2**30


def needed_layers(metrics: Iterable[Metric]) -> dict[str, tuple[str, ...]]:
    """Return the layers that metrics look at, by network; what to load for them.

    Example:
        >>> from tfstyle.metrics import get_metric
        >>> needed_layers([get_metric("l1"), get_metric("frechet")])
        {'vgg19': ('relu3_1',)}
    """
    needed = {}
    for one in metrics:
        if one.network:
            known = needed.get(one.network, ())
            needed[one.network] = tuple(dict.fromkeys((*known, *one.layers)))
    return needed


class Encoder(Protocol):
    """A network from float32 (B, H, W, 3) in [-1, 1] to a list of features, one for each name.

    It may say in `pixels_at_once` how many pixels it is shown in one go, and in `min_size` how many
    a side of a picture needs.
    """

    @property
    def layer_names(self) -> Sequence[str]:
        """The layers whose features it returns."""

    def __call__(self, pictures: Any) -> list:
        """Return the features."""


class Seen(NamedTuple):
    """What metrics keep of a set of pictures.

    Attributes:
        kept: by the metric's name, what its function takes.
        pictures: how many there were.
    """

    kept: dict[str, Any]
    pictures: int


class Looking:
    """Looks at pictures for some metrics, once for all of them.

    Args:
        metrics: all of one kind, see `registry.KINDS`.
        encoders: the networks by name.

    Raises:
        ValueError: a network is missing, or a layer of it.
    """

    def __init__(self, metrics: Iterable[Metric], encoders: Mapping[str, Encoder]):
        self.metrics = list(metrics)
        for network, layers in needed_layers(self.metrics).items():
            encoder = encoders.get(network)
            lacking = [n for n in layers if encoder is None or n not in encoder.layer_names]
            if lacking:
                raise ValueError(
                    f"These metrics look through {network} at {', '.join(layers)}. Received "
                    f"encoders without {', '.join(lacking)}: {sorted(encoders)}"
                )
        groups: dict[tuple, list[Metric]] = {}
        for one in self.metrics:
            if one.network:
                groups.setdefault((one.network, one.prepares), []).append(one)
        self.sights = [
            Sight(encoders[network], prepares, group)
            for (network, prepares), group in groups.items()
        ]
        self._remembered: dict[int, tuple] = {}
        self._room = _ROOM

    def at(self, picture: np.ndarray) -> dict[str, object]:
        """Return what each metric keeps of a picture, uint8 (H, W, C), by the metric's name."""
        kept = {}
        for sight in self.sights:
            kept |= sight.look([sight.prepare(picture)])
        return kept

    def at_all(self, pictures: Iterable[np.ndarray]) -> Seen:
        """Return what each metric keeps of a set, its pictures of any size, taken one by one."""
        gatherers = _Gatherers(self.metrics)
        waiting: list[list] = [[] for _ in self.sights]
        count = 0
        for picture, views in prepared(pictures, self.sights):
            count += 1
            gatherers.add({one.name: [picture] for one in self.metrics if not one.network})
            for sight, batch, view in zip(self.sights, waiting, views, strict=True):
                if batch and (batch[0].shape != view.shape or len(batch) >= _most(sight, view)):
                    gatherers.add(sight.look(batch))
                    batch.clear()
                batch.append(view)
        for sight, batch in zip(self.sights, waiting, strict=True):
            if batch:
                gatherers.add(sight.look(batch))
        return Seen(gatherers.gathered() if count else {}, count)

    def again(self, look: Callable, pictures):
        """Return `look(pictures)`, computed once while this object lives.

        Single pictures are remembered up to a gigabyte, then looked at again when they come again.

        Args:
            look: `at` or `at_all`.
            pictures: the very object of before, which is kept, and must not change.
        """
        if id(pictures) not in self._remembered:
            seen = look(pictures)
            size = _bytes(list(seen.values())) if look == self.at else 0
            if size > self._room:  # thousands of pairs pass: not all can be kept
                return seen
            self._room -= size
            self._remembered[id(pictures)] = pictures, seen
        return self._remembered[id(pictures)][1]


class _Gatherers:
    """A gatherer for each metric; those that gather the same of the same share one."""

    def __init__(self, metrics):
        self.of: dict[str, Gatherer] = {}
        made: dict[tuple, Gatherer] = {}
        for one in metrics:
            gathers = one.gathers or Everything
            what = one.network, one.prepares, one.layers, one.keeps, gathers
            self.of[one.name] = made[what] if what in made else made.setdefault(what, gathers())

    def add(self, kept):
        done = set()
        for name, part in kept.items():
            gatherer = self.of[name]
            if id(gatherer) not in done:
                gatherer.add(part)
                done.add(id(gatherer))

    def gathered(self):
        return {name: gatherer.gathered() for name, gatherer in self.of.items()}


def _bytes(kept):
    """Return how much memory arrays take, in whatever lists they are."""
    if isinstance(kept, list | tuple):
        return sum(map(_bytes, kept))
    return getattr(kept, "nbytes", 0)


def _most(sight, view):
    pixels = getattr(sight.encoder, "pixels_at_once", _PIXELS)
    return max(pixels // (view.shape[0] * view.shape[1]), 1)

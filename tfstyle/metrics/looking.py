"""What metrics keep of pictures that they look at through a network."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from tfstyle import images
from tfstyle.metrics.registry import Metric

# Pixels looked at in one go: VGG19 takes half a gigabyte for as many.
_PIXELS = 2**19


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
    """A network from float32 (B, H, W, 3) in [-1, 1] to a list of features, one for each name."""

    @property
    def layer_names(self) -> Sequence[str]:
        """The layers whose features it returns."""

    def __call__(self, pictures: Any) -> list:
        """Return the features."""


class Looking:
    """Looks at pictures for some metrics, once for all of them.

    Args:
        metrics: those that need a network count.
        encoders: the networks by name.

    Raises:
        ValueError: a network is missing, or a layer of it.
    """

    def __init__(self, metrics: Iterable[Metric], encoders: Mapping[str, Encoder]):
        self.metrics = [one for one in metrics if one.network]
        self.encoders: dict[str, Encoder] = {}
        self._remembered = {}
        for network, layers in needed_layers(self.metrics).items():
            encoder = encoders.get(network)
            lacking = [n for n in layers if encoder is None or n not in encoder.layer_names]
            if encoder is None or lacking:
                raise ValueError(
                    f"These metrics look through {network} at {', '.join(layers)}. Received "
                    f"encoders without {', '.join(lacking)}: {sorted(encoders)}"
                )
            self.encoders[network] = encoder

    def at(self, picture: np.ndarray) -> dict[str, object]:
        """Return what each metric keeps of a picture, uint8 (H, W, C), by the metric's name."""
        return self._look(np.asarray(picture)[None]) if self.metrics else {}

    def at_all(self, pictures: Sequence[np.ndarray] | np.ndarray) -> dict[str, np.ndarray]:
        """Return what each metric keeps of a set of pictures, as one array (N, ...)."""
        parts, start = [], 0
        while self.metrics and start < len(pictures):
            shape = np.shape(pictures[start])
            most = start + max(_PIXELS // (shape[0] * shape[1]), 1)
            end = start + 1
            while end < min(most, len(pictures)) and np.shape(pictures[end]) == shape:
                end += 1
            parts.append(self._look(np.stack(list(pictures[start:end]))))
            start = end
        names = parts[0] if parts else {}
        return {name: np.concatenate([part[name] for part in parts]) for name in names}

    def again(self, look: Callable, pictures) -> dict:
        """Return `look(pictures)`, computed once while this object lives.

        Args:
            look: `at` or `at_all`.
            pictures: the very object of before, which is kept, and must not change.
        """
        if not self.metrics:
            return {}
        if id(pictures) not in self._remembered:
            self._remembered[id(pictures)] = pictures, look(pictures)
        return self._remembered[id(pictures)][1]

    def _look(self, batch):
        from keras import ops

        batch, kept = images.to_float(_in_colour(batch)), {}
        for network, encoder in self.encoders.items():
            seen = dict(zip(encoder.layer_names, encoder(batch), strict=True))
            seen = {layer: ops.convert_to_numpy(features) for layer, features in seen.items()}
            done = {}
            for one in self.metrics:
                if one.network != network:
                    continue
                what = one.keeps, one.layers
                if what not in done:
                    done[what] = one.keeps({layer: seen[layer] for layer in one.layers})
                kept[one.name] = done[what]
        return kept


def _in_colour(batch):
    """Return pictures as the networks want them: gray three times, RGBA over white."""
    if batch.shape[-1] == 1:
        return np.repeat(batch, 3, axis=-1)
    if batch.shape[-1] == 4:
        alpha = batch[..., 3:] / np.float32(255)
        return np.rint(alpha * batch[..., :3] + (1 - alpha) * 255).astype(np.uint8)
    return batch

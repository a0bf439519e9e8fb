"""The weights as the last step left them, where the moving average is what paints."""

import contextlib
from collections.abc import Iterator

import keras

_AVERAGE = "_ema"


def keeps_average(model: keras.Model) -> bool:
    """True if a model paints with moving averages, networks named `..._ema`."""
    return bool(_pairs(model))


@contextlib.contextmanager
def current_weights(model: keras.Model) -> Iterator[None]:
    """Let a model paint with the weights of its last step inside the block.

    The averages come back bit by bit: nothing of a run depends on who looked.
    """
    pairs = _pairs(model)
    kept = [average.get_weights() for _, average in pairs]
    try:
        for network, average in pairs:
            average.set_weights(network.get_weights())
        yield
    finally:
        for (_, average), weights in zip(pairs, kept, strict=True):
            average.set_weights(weights)


def _pairs(model):
    """Return `(network, its average)` of all that have one."""
    networks = model.networks
    return [
        (networks[name.removesuffix(_AVERAGE)], average)
        for name, average in networks.items()
        if name.endswith(_AVERAGE) and average is not None
    ]

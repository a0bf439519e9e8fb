"""How a trained generator runs: a choice that changes the picture, so it is stored with it.

- `"eval"`: moving averages in batch norm, no dropout.
- `"batch_statistics"`: batch norm takes each picture's own statistics, no dropout. What pix2pix
  learned with a batch of one, without its noise: the same picture every time, and exportable.
- `"train"`: the reference pix2pix's habit, own statistics **and** dropout as the source of noise.

Networks without batch norm and dropout give the same picture in all three; spectral normalization
keeps the kernels that it learned.

**What no signature shows.** A picture in tiles is normalized as a whole. Around the tiles,
`inference` opens the blocks of `layers.instance_statistics` (`collect`, `refine`, `use`), a context
of the thread; every instance norm that runs inside takes its mean and variance from there instead
of from its tile. The function made here looks whether such a block is open, too: batch norm by
batch statistics must then share them, which Keras' layer cannot, and `joint_batch_norm` lends it
another `call` for as long. Only layers that run one by one see the blocks: a function compiled
outside of them does not.
"""

import contextlib
import functools

import keras
from keras import ops

from tfstyle.layers import instance_statistics
from tfstyle.models.shared.joint_batch_norm import joint_batch_norm
from tfstyle.training import no_gradients

INFERENCE_MODES = ("eval", "batch_statistics", "train")


def check_inference_mode(mode: str) -> str:
    """Return `mode` if it is one.

    Raises:
        ValueError: it is not.
    """
    if mode not in INFERENCE_MODES:
        raise ValueError(f"inference_mode must be one of {INFERENCE_MODES}. Received: {mode!r}")
    return mode


def inference_function(network: keras.Model, mode: str):
    """Return a function from pictures to pictures that never changes the network.

    Args:
        network: a generator.
        mode: one of `INFERENCE_MODES`.

    Returns:
        A function of (B, H, W, C) in [-1, 1] to the same. A picture does not depend on what else
        is in its batch: with `"batch_statistics"` and `"train"`, where batch norm would take its
        statistics over all of it, they go through the network one by one.
    """
    if check_inference_mode(mode) == "eval":

        def by_averages(pictures):
            with no_gradients():
                return network(pictures, training=False)

        return by_averages

    silent = _without_dropout if mode == "batch_statistics" else contextlib.nullcontext

    def translate(pictures):
        if mode == "batch_statistics" and instance_statistics.active():
            with no_gradients(), joint_batch_norm(network):
                return network(pictures, training=False)
        if pictures.shape[0] == 1:
            return alone(pictures)
        return ops.map(lambda picture: alone(picture[None])[0], ops.convert_to_tensor(pictures))

    def alone(pictures):
        with silent(network):
            return as_learned(network, pictures)

    return translate


def as_learned(network: keras.Model, inputs):
    """Return what a network makes of its inputs in training, and leave it as it is.

    Batch norm takes the batch's statistics, dropout drops; what training mode would write, moving
    statistics and random states, is thrown away.

    Args:
        network: of any kind.
        inputs: what it takes.
    """
    with no_gradients(), _norms_as_learned(network):
        return network.stateless_call(
            [weight.value for weight in network.trainable_variables],
            [variable.value for variable in network.non_trainable_variables],
            inputs,
            training=True,
        )[0]


@contextlib.contextmanager
def _norms_as_learned(network):
    """Let layers with spectral normalization keep their kernels inside the block.

    In training mode each would divide its kernel by a new estimate of its norm: a step of
    learning, and another picture than the trained network's.
    """
    norms = [one for one in network.layers if isinstance(one, keras.layers.SpectralNormalization)]
    try:
        for layer in norms:
            layer.call = functools.partial(_kept, layer)
        yield
    finally:
        for layer in norms:
            with contextlib.suppress(AttributeError):
                del layer.call


def _kept(layer, inputs, training=None):
    return type(layer).call(layer, inputs, training=False)


@contextlib.contextmanager
def _without_dropout(network):
    """Let the network's dropout layers pass everything on inside the block."""
    dropouts = [layer for layer in network.layers if isinstance(layer, keras.layers.Dropout)]
    rates = [layer.rate for layer in dropouts]
    try:
        for layer in dropouts:
            layer.rate = 0.0
        yield
    finally:
        for layer, rate in zip(dropouts, rates, strict=True):
            layer.rate = rate

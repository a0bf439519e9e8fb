"""Batch norm by the statistics of a whole picture that is seen in tiles."""

import contextlib

import keras
from keras import ops

from tfstyle.layers.instance_statistics import instance_moments


@contextlib.contextmanager
def joint_batch_norm(network):
    """Let the batch norm layers of a network take the statistics of `layers.instance_statistics`.

    Of a single picture, batch norm by batch statistics is instance norm with a learned scale and
    offset, so the blocks that share statistics between tiles serve it, too: those whoever tiles a
    picture has entered, which `instance_moments` finds without being told. Keras' layer has no
    way to take other statistics; inside this block its `call` is another one, and afterwards its
    class' own again.

    Args:
        network: a generator; other layers run as before.
    """
    layers = list(_batch_norms(network))
    try:
        for layer in layers:
            layer.call = _call_of(layer)
        yield
    finally:
        for layer in layers:
            with contextlib.suppress(AttributeError):
                del layer.call


def _call_of(layer):
    def call(inputs, training=None, mask=None):
        x = ops.cast(inputs, "float32")
        mean, variance = instance_moments(x, layer)
        scale = ops.rsqrt(variance + layer.epsilon)
        if layer.gamma is not None:
            scale = scale * ops.cast(layer.gamma, "float32")
        out = (x - mean) * scale
        if layer.beta is not None:
            out = out + ops.cast(layer.beta, "float32")
        return ops.cast(out, layer.compute_dtype)

    return call


def _batch_norms(network):
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            yield layer
        elif isinstance(layer, keras.Model):
            yield from _batch_norms(layer)

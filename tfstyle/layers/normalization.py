"""Which normalization a network uses, by name; the one place where the names live."""

import keras

from tfstyle.layers.initializers import normal_002
from tfstyle.layers.instance_normalization import InstanceNormalization

NORMALIZATIONS = ("instance", "batch", "none")


def normalization_layer(kind: str, name: str) -> keras.layers.Layer:
    """Return a normalization layer as the reference GANs configure it.

    - `"instance"`: no learned scale and offset, epsilon 1e-5.
    - `"batch"`: epsilon 1e-5, momentum 0.9, gamma from normal(1, 0.02).
    - `"none"`: the identity.

    Raises:
        ValueError: another name.
    """
    if kind == "instance":
        return InstanceNormalization(center=False, scale=False, name=name)
    if kind == "batch":
        return keras.layers.BatchNormalization(
            momentum=0.9, epsilon=1e-5, gamma_initializer=normal_002(mean=1.0), name=name
        )
    if kind == "none":
        return keras.layers.Identity(name=name)
    raise ValueError(f"normalization must be one of {NORMALIZATIONS}. Received: {kind!r}")


def needs_bias(kind: str) -> bool:
    """True unless the normalization brings its own offset: only batch norm does here."""
    return kind != "batch"

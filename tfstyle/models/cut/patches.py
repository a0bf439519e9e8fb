"""Where CUT looks: the features of a generator's own layers, and patches of them."""

import keras
from keras import ops

from tfstyle.errors import did_you_mean


class FeatureTaps:
    """Calls the first part of a network and returns what some of its layers make.

    It shares the network's layers and is no part of a model that holds it.

    Args:
        network: a functional Keras model, e.g. `ResNetGenerator()`.
        layers: names of its layers.

    Raises:
        ValueError: the network has no such layer.
    """

    def __init__(self, network, layers):
        known = [layer.name for layer in network.layers]
        for name in layers:
            if name not in known:
                raise ValueError(
                    f"nce_layers: {type(network).__name__} has no layer {name!r}."
                    f"{did_you_mean(str(name), known)}"
                )
        outputs = [network.get_layer(name).output for name in layers]
        self.channels = tuple(output.shape[-1] for output in outputs)
        self._network = keras.Model(network.inputs[0], outputs)

    def __call__(self, pictures, training=True):
        """Return a list of features (B, h, w, C), one a layer; dropout and batch norm train."""
        features = self._network(pictures, training=training)
        return features if isinstance(features, list) else [features]


def default_nce_layers(generator) -> tuple[str, ...]:
    """Return the layers that the paper compares, by their names in a `ResNetGenerator`.

    Raises:
        ValueError: the generator is another network, whose layers must be named.
    """
    known = {layer.name for layer in generator.layers}
    names = ["stem_pad", "down0_conv", "down1_conv"]
    # The first and the fifth residual block, as far as there are so many.
    names += [name for name in ("block0_add", "block4_add") if name in known]
    if not known.issuperset(names):
        raise ValueError(
            f"nce_layers must be given for a {type(generator).__name__}: the paper's layers are "
            "known for a ResNetGenerator only."
        )
    return tuple(names)


def gather_patches(features, places):
    """Return the features at some places, the same in every picture.

    Args:
        features: (B, H, W, C).
        places: whole numbers (N,) below H * W, row by row.

    Returns:
        (B, N, C).

    Example:
        >>> import numpy as np
        >>> features = np.arange(4, dtype="float32").reshape(1, 2, 2, 1)
        >>> gather_patches(features, [3, 0]).numpy().ravel().tolist()
        [3.0, 0.0]
    """
    _, height, width, channels = ops.shape(features)
    flat = ops.reshape(features, (-1, height * width, channels))
    return ops.take(flat, places, axis=1)

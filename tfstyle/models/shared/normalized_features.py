"""A network's result beside what its instance norms make on the way."""

import keras

from tfstyle.layers import ConditionalInstanceNormalization, InstanceNormalization


class NormalizedFeatures:
    """Calls a network and returns what its instance norms gave, too.

    It shares all layers with the network and is, like `FixedEncoder`, no part of the model that
    owns it: Keras would save the weights twice.

    Args:
        network: a functional Keras model.

    Raises:
        ValueError: it has no instance norm.
    """

    def __init__(self, network):
        norms = [
            layer for layer in network.layers
            if isinstance(layer, InstanceNormalization | ConditionalInstanceNormalization)
        ]  # fmt: skip
        if not norms:
            raise ValueError(f"{network.name} has no instance norm, so no features to hold down.")
        self._network = keras.Model(
            network.inputs, [network.outputs[0], *(norm.output for norm in norms)]
        )

    def __call__(self, inputs, training=False):
        """Return the pictures and a list of features, a norm each."""
        pictures, *features = self._network(inputs, training=training)
        return pictures, features

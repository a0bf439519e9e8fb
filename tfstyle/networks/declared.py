"""A network of one's own, with what the models have to know about it."""

import keras

from tfstyle.networks.configured import Configured


@keras.saving.register_keras_serializable("tfstyle")
class DeclaredNetwork(Configured, keras.Model):
    """Any Keras network from picture to picture, or to logits, that says what it can take.

    Models ask a network for `in_channels` and `out_channels`, and a generator for the sizes it
    takes. The channels stand in its input and output; the sizes nobody can read off layers.

    Args:
        network: `keras.Sequential` or functional `keras.Model` of one input (B, H, W, C) and one
            output, with H and W left open (`keras.Input((None, None, 3))`).
        size_multiple: H and W must be multiples of this: 2 for each halving.
        min_size: the smallest H and W; `size_multiple` if not given.
        name: of the network.

    Input and output: those of `network`.

    Raises:
        ValueError: a network without known input and output, or numbers out of range.

    Example:
        >>> picture = keras.Input((None, None, 3))
        >>> half = keras.layers.Conv2D(4, 3, strides=2, padding="same")(picture)
        >>> out = keras.layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh")(half)
        >>> generator = declare(keras.Model(picture, out), size_multiple=2)
        >>> generator.in_channels, generator.size_multiple, generator.min_size
        (3, 2, 2)
    """

    def __init__(self, network, size_multiple=1, min_size=None, name="declared_network"):
        if isinstance(network, dict):  # from a file
            network = keras.saving.deserialize_keras_object(network)
        inputs, outputs = (getattr(network, side, None) for side in ("inputs", "outputs"))
        if not inputs or len(inputs) != 1 or len(outputs) != 1 or len(inputs[0].shape) != 4:
            raise ValueError(
                "declare takes a keras.Sequential or functional keras.Model of one picture (B, H, "
                "W, C), beginning with keras.Input((None, None, 3)). A class of your own declares "
                "by attributes: in_channels, out_channels, size_multiple, min_size. "
                f"Received: {type(network).__name__}"
            )
        least = size_multiple if min_size is None else min_size
        if size_multiple < 1 or least < 1:
            raise ValueError(
                "size_multiple and min_size must be 1 or more. "
                f"Received: {size_multiple}, {min_size}"
            )
        super().__init__(inputs[0], outputs[0], name=name)
        self.network = network
        self.size_multiple = size_multiple
        self.min_size = least
        self.in_channels = inputs[0].shape[-1]
        self.out_channels = outputs[0].shape[-1]

    def get_config(self):
        """Return the constructor's arguments, the network serialized."""
        config = super().get_config()
        return {**config, "network": keras.saving.serialize_keras_object(self.network)}


def declare(network, size_multiple=1, min_size=None, name=None) -> DeclaredNetwork:
    """Return a network of one's own, declared: see `DeclaredNetwork`.

    Args:
        network: `keras.Sequential` or functional `keras.Model`.
        size_multiple: H and W must be multiples of this.
        min_size: the smallest H and W; `size_multiple` if not given.
        name: the network's own if not given.
    """
    return DeclaredNetwork(network, size_multiple, min_size, name or network.name)

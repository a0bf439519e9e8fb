"""VGG19 as the AdaIN projects carry it: normalized, its preprocessing a convolution of its own."""

import keras
from keras import layers as keras_layers

from tfstyle.layers import ReflectionPadding2D
from tfstyle.networks.configured import Configured
from tfstyle.networks.vgg import block_of, check_vgg, until_deepest
from tfstyle.roles import Role

_ADAIN_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1")


@keras.saving.register_keras_serializable("tfstyle")
class NormalizedVGG19(Configured, keras.Model):
    """`VGG19` with reflection padding, pictures of 0 to 1 and a learned 1x1 convolution in front.

    Weights scaled so that features are about 1 on average are published for this network only
    (Huang and Belongie 2017 padded by reflection, too). The 1x1 convolution holds the swap of red
    and blue, the scale and the mean; the first layer converts from [-1, 1] to 0 to 1.

    Args:
        layers: names of `VGG19_LAYERS`, e.g. `("relu1_1", "relu4_1")`.
        filters: channels of the first block, 1 to 1024; 64 as published.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W at least `min_size`: 9 for relu4_1. Output: a list of
    float32 features, one for each of `layers`, (B, ceil(H/2^(b-1)), ceil(W/2^(b-1)), C) for block
    b, not negative.

    Raises:
        ValueError: an unknown layer.

    Example:
        >>> import numpy as np
        >>> vgg = NormalizedVGG19(["relu1_1", "relu2_1"], filters=4)
        >>> [tuple(x.shape) for x in vgg(np.zeros((1, 31, 48, 3), "float32"))]
        [(1, 31, 48, 4), (1, 16, 24, 8)]
    """

    role = Role.ENCODER

    def __init__(self, layers=_ADAIN_LAYERS, filters=64, name="normalized_vgg19"):
        layers = check_vgg("NormalizedVGG19", layers, filters)
        pictures = keras.Input((None, None, 3), name="image")
        x = keras_layers.Rescaling(0.5, 0.5, name="unit_range")(pictures)
        x = keras_layers.Conv2D(3, 1, name="colors")(x)
        found = {}
        for layer, block, index in until_deepest(layers):
            prefix = f"block{block}_conv{index}"
            if index == 1 and block > 1:  # "same": an odd row or column counts, too
                x = keras_layers.MaxPooling2D(2, padding="same", name=f"block{block - 1}_pool")(x)
            x = ReflectionPadding2D(1, name=f"{prefix}_pad")(x)
            x = keras_layers.Conv2D(
                filters * 2 ** min(block - 1, 3), 3, activation="relu", name=prefix
            )(x)
            if layer in layers:
                found[layer] = keras_layers.Activation("linear", dtype="float32", name=layer)(x)

        super().__init__(pictures, [found[layer] for layer in layers], name=name)
        self.layer_names = layers
        self.filters = filters
        self.trainable = False

    def call(self, pictures, training=None, mask=None):
        """Return the list of features; Keras would unpack a list of one."""
        features = super().call(pictures, training=training, mask=mask)
        return features if isinstance(features, list) else [features]

    in_channels = 3

    @property
    def min_size(self) -> int:
        """The smallest H and W: reflecting a pixel at the deepest block needs two there."""
        return 2 ** (max(map(block_of, self.layer_names)) - 1) + 1

    @property
    def out_channels(self) -> int:
        """Channels of the last of `layers`."""
        return self.filters * 2 ** min(block_of(self.layer_names[-1]) - 1, 3)

    def get_config(self):
        """Return the constructor's arguments."""
        # A Keras model's `layers` are its layers.
        return {**super().get_config(), "layers": list(self.layer_names)}

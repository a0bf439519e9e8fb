"""VGG19, the fixed eye of style transfer (Simonyan and Zisserman 2015, configuration E)."""

import keras
from keras import layers as keras_layers
from keras import ops

from tfstyle.errors import did_you_mean
from tfstyle.layers import ReflectionPadding2D, bounds
from tfstyle.layers.reach import POINTWISE
from tfstyle.networks.configured import Configured
from tfstyle.networks.vgg_weights import find_vgg19_weights
from tfstyle.roles import Role

# Convolutions of each block; `relu3_2` is what leaves the second of the third block.
BLOCKS = (2, 2, 4, 4, 4)
VGG19_LAYERS = tuple(
    f"relu{block + 1}_{index + 1}" for block, count in enumerate(BLOCKS) for index in range(count)
)
# Beyond a picture's edges: zeros as trained, which every layer tells from a picture and which a
# decoder of the features paints as a frame, or the picture's reflection.
PADDINGS = ("zeros", "reflect")
_POOLINGS = {"max": keras_layers.MaxPooling2D, "average": keras_layers.AveragePooling2D}
# ImageNet's mean colour as Caffe counts it: blue, green, red, 0 to 255.
_MEAN_BGR = (103.939, 116.779, 123.68)


@keras.saving.register_keras_serializable("tfstyle")
class VGG19Preprocessing(keras.layers.Layer):
    """From RGB in [-1, 1] to what VGG19 was trained on: BGR in 0 to 255, minus the mean.

    The only place where this convention is written down.
    """

    reach = POINTWISE

    def call(self, pictures):
        """Convert `pictures` (B, H, W, 3)."""
        red, green, blue = ops.split((ops.cast(pictures, "float32") + 1.0) * 127.5, 3, axis=-1)
        shifted = ops.concatenate([blue, green, red], axis=-1) - ops.array(_MEAN_BGR, "float32")
        return ops.cast(shifted, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`."""
        return input_shape


@keras.saving.register_keras_serializable("tfstyle")
class VGG19(Configured, keras.Model):
    """The convolutions of VGG19 up to the deepest layer asked for, never trained.

    Args:
        layers: names of `VGG19_LAYERS`, e.g. `("relu1_1", "relu4_1")`.
        filters: channels of the first block, 1 to 1024; 64 is the published network, a smaller
            one serves tests.
        pooling: `"max"` (as trained) or `"average"` (Gatys et al. 2016, section 2: smoother).
        padding: what lies beyond the edges: `"zeros"` (as trained), or `"reflect"`, for features
            that pictures are painted from: no frame (the published AdaIN's encoder).
        feature_dtype: of the features, `"float32"`, or `"compute"`: what the layers compute in.
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W at least `min_size`: 16 for block 5. Output: a list of
    features, one for each of `layers`, (B, H/2^(b-1), W/2^(b-1), C) for block b, not negative.

    Raises:
        ValueError: an unknown layer, pooling or kind of number.

    Example:
        >>> import numpy as np
        >>> vgg = VGG19(["relu1_1", "relu2_1"], filters=4)
        >>> [tuple(x.shape) for x in vgg(np.zeros((1, 32, 48, 3), "float32"))]
        [(1, 32, 48, 4), (1, 16, 24, 8)]
    """

    role = Role.ENCODER

    def __init__(
        self, layers=VGG19_LAYERS, filters=64, pooling="max", padding="zeros",
        feature_dtype="float32", name="vgg19",
    ):  # fmt: skip
        layers = check_vgg("VGG19", layers, filters)
        bounds.check_choice(_POOLINGS, pooling=pooling)
        bounds.check_choice(PADDINGS, padding=padding)
        bounds.check_choice(("float32", "compute"), feature_dtype=feature_dtype)
        reflects = padding == "reflect"
        dtype = "float32" if feature_dtype == "float32" else None

        inputs = keras.Input((None, None, 3), name="image")
        x = VGG19Preprocessing(name="preprocessing")(inputs)
        found = {}
        for layer, block, index in until_deepest(layers):
            if index == 1 and block > 1:
                x = _POOLINGS[pooling](2, name=f"block{block - 1}_pool")(x)
            if reflects:
                x = ReflectionPadding2D(1, name=f"block{block}_pad{index}")(x)
            x = keras_layers.Conv2D(
                filters * 2 ** min(block - 1, 3), 3, padding="valid" if reflects else "same",
                activation="relu",
                name=f"block{block}_conv{index}",
            )(x)  # (B, H/2^(block-1), W/2^(block-1), filters 2^(block-1), at most 8 filters)
            if layer in layers:
                found[layer] = keras_layers.Activation("linear", dtype=dtype, name=layer)(x)

        super().__init__(inputs, [found[layer] for layer in layers], name=name)
        self.layer_names = layers
        self.filters = filters
        self.pooling = pooling
        self.padding = padding
        self.feature_dtype = feature_dtype
        self.trainable = False

    def call(self, pictures, training=None, mask=None):
        """Return the list of features; Keras would unpack a list of one."""
        features = super().call(pictures, training=training, mask=mask)
        return features if isinstance(features, list) else [features]

    @property
    def min_size(self) -> int:
        """The smallest H and W: a pixel in the deepest block, two where one is reflected."""
        deepest = max(map(block_of, self.layer_names))
        return 2 ** (deepest if self.padding == "reflect" else deepest - 1)

    def get_config(self):
        """Return the constructor's arguments."""
        # A Keras model's `layers` are its layers.
        return {**super().get_config(), "layers": list(self.layer_names)}


def check_vgg(owner: str, layers, filters) -> tuple[str, ...]:
    """Check what both of the networks built like VGG19 take, and return `layers` as a tuple.

    Raises:
        ValueError: an unknown layer or none, `filters` out of range.
    """
    bounds.check_list(owner, len(VGG19_LAYERS), layers=layers)
    for layer in layers:
        if not isinstance(layer, str) or layer not in VGG19_LAYERS:
            raise ValueError(
                f"{owner} has the layers {', '.join(VGG19_LAYERS)}. "
                f"Received: {bounds.shown(layer)}."
                f"{did_you_mean(layer if isinstance(layer, str) else '', VGG19_LAYERS)}"
            )
    bounds.check_shared(owner, filters=filters)
    widths = [filters * 2 ** min(block - 1, 3) for _, block, _ in until_deepest(layers)]
    bounds.check_weights(owner, bounds.chain_weights(widths, 9), filters=filters)
    return tuple(layers)


def until_deepest(layers) -> list[tuple[str, int, int]]:
    """Return name, block and place in the block of all layers up to the deepest of `layers`.

    Example:
        >>> until_deepest(["relu2_1", "relu1_1"])
        [('relu1_1', 1, 1), ('relu1_2', 1, 2), ('relu2_1', 2, 1)]
    """
    deepest = max(map(VGG19_LAYERS.index, layers))
    places = [layer.removeprefix("relu").split("_") for layer in VGG19_LAYERS[: deepest + 1]]
    return [(f"relu{block}_{index}", int(block), int(index)) for block, index in places]


def block_of(layer: str) -> int:
    """Return the number of a layer's block, from 1: 4 for `relu4_1`."""
    return int(layer.removeprefix("relu").split("_")[0])


class FixedEncoder:
    """A network that a loss looks through: called like it, but no part of the model that owns it.

    Keras tracks every layer set on a model, would save it and count its weights. A loss' encoder
    is neither trained nor saved, and wrapped in this it is not seen.

    Args:
        network: a built Keras model, e.g. `VGG19(...)`.
    """

    def __init__(self, network):
        self.network = network
        network.trainable = False

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The names of the features it returns, in their order."""
        return self.network.layer_names

    def __call__(self, pictures):
        """Return the list of features of `pictures` (B, H, W, 3) in [-1, 1]."""
        return self.network(pictures, training=False)


def load_vgg19(
    layers=VGG19_LAYERS, pooling="max", padding="zeros", feature_dtype="float32"
) -> VGG19:
    """Return VGG19 with its trained weights.

    They come from the file or folder that `TFSTYLE_VGG19` names, else from Keras' download
    (80 MB, once). Weights: University of Oxford, CC BY 4.0.

    Args:
        layers: as of `VGG19`; nothing deeper is read.
        pooling: as of `VGG19`.
        padding: as of `VGG19`.
        feature_dtype: as of `VGG19`.

    Raises:
        OfflineError: the weights are not to be had; it says where to put them.
    """
    network = VGG19(layers, pooling=pooling, padding=padding, feature_dtype=feature_dtype)
    convolutions = [layer for layer in network.layers if "_conv" in layer.name]
    weights = find_vgg19_weights([layer.name for layer in convolutions])
    for layer in convolutions:
        layer.set_weights(weights[layer.name])
    return network

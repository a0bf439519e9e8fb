"""The Inception network of 2015-12-05, the eye of FID and KID (Szegedy et al. 2016, section 6)."""

import keras
from keras import layers as keras_layers

from tfstyle.errors import did_you_mean
from tfstyle.layers import bounds
from tfstyle.networks.configured import Configured
from tfstyle.networks.inception_blocks import (
    AVERAGE,
    BLOCKS,
    HALVE,
    MAXIMUM,
    STEM,
    UNPADDED,
    Convolution,
)
from tfstyle.networks.inception_weights import find_inception_weights
from tfstyle.roles import Role

# What can be looked at, and the last block for it; none but the stem for the first pooling.
INCEPTION_LAYERS = {"pool1": None, "mixed_7": "mixed_7", "pool3": "mixed_10"}
# Pictures of 299 x 299 shown at once: more are no faster, and take more memory.
_AT_ONCE = 16


class Inception2015(Configured, keras.Model):
    """Inception v3 as TensorFlow's `classify_image` had it, up to the deepest layer asked for.

    Not torchvision's: averages leave the padding out, and the last block takes a maximum. Batch
    normalization is part of the convolutions, so nothing of it is left here. Metrics look through
    it; no model has it as a part, so no file names it.

    Args:
        layers: of `INCEPTION_LAYERS`: `"pool1"` (torch-fidelity's 64), `"mixed_7"` (its 768),
            `"pool3"` (its 2048).
        name: of the network.

    Input: (B, H, W, 3) in [-1, 1], H and W at least 75; 299 x 299 is what it was trained on, see
    `metrics.inception_views`. Output: a list of float32 features, not negative, for each of
    `layers`: of 299 x 299 (B, 73, 73, 64), (B, 17, 17, 768), and (B, 2048), the mean over places.

    Raises:
        ValueError: an unknown layer or none.
    """

    role = Role.ENCODER
    min_size = 75

    def __init__(self, layers=("pool3",), name="inception_2015"):
        self_name = type(self).__name__
        bounds.check_list(self_name, len(INCEPTION_LAYERS), layers=layers)
        for layer in layers:
            if not isinstance(layer, str) or layer not in INCEPTION_LAYERS:
                raise ValueError(
                    f"{self_name} has the layers {', '.join(INCEPTION_LAYERS)}. "
                    f"Received: {bounds.shown(layer)}.{did_you_mean(str(layer), INCEPTION_LAYERS)}"
                )
        inputs = keras.Input((None, None, 3), name="image")
        # From [-1, 1] to (x - 128) / 128 of 0..255, as the graph begins.
        x = keras_layers.Rescaling(127.5 / 128, -0.5 / 128, name="preprocessing")(inputs)
        found = {}
        for step in STEM:
            x = _step(x, step, "")
            if step == HALVE and "pool1" not in found:  # (B, 73, 73, 64)
                found["pool1"] = keras_layers.Activation("linear", dtype="float32")(x)
        for block in blocks_for(layers):
            outputs = [_branch(x, branch, f"{block}_") for branch in BLOCKS[block][1]]
            x = keras_layers.Concatenate(name=f"{block}_join")(outputs)
            if block == "mixed_7":  # (B, 17, 17, 768)
                found["mixed_7"] = keras_layers.Activation("linear", dtype="float32")(x)
        if "pool3" in layers:  # (B, 8, 8, 2048)
            found["pool3"] = keras_layers.GlobalAveragePooling2D(dtype="float32", name="pool3")(x)

        super().__init__(inputs, [found[layer] for layer in layers], name=name)
        self.layer_names = tuple(layers)
        self.trainable = False

    def call(self, pictures, training=None, mask=None):
        """Return the list of features; Keras would unpack a list of one."""
        features = super().call(pictures, training=training, mask=mask)
        return features if isinstance(features, list) else [features]

    def get_config(self):
        """Return the constructor's arguments."""
        # A Keras model's `layers` are its layers.
        return {**super().get_config(), "layers": list(self.layer_names)}


class InceptionEncoder:
    """The network as metrics look through it: compiled, and shown a few pictures at once.

    Args:
        network: with weights.
    """

    pixels_at_once = _AT_ONCE * 299 * 299
    min_size = Inception2015.min_size

    def __init__(self, network: Inception2015):
        self.network = network

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The names of the features it returns, in their order."""
        return self.network.layer_names

    def get_weights(self) -> list:
        """Return the network's weights, which say what figures depend on."""
        return self.network.get_weights()

    def __call__(self, pictures) -> list:
        """Return the list of float32 features of `pictures` (B, H, W, 3) in [-1, 1]."""
        features = self.network.predict_on_batch(pictures)
        return features if isinstance(features, list) else [features]


def load_inception_2015(layers=("pool3",)) -> InceptionEncoder:
    """Return the network with its trained weights.

    They come from the file or folder that `TFSTYLE_INCEPTION` names, else from torch-fidelity's
    download (96 MB, once). Weights: Google, Apache 2.0.

    Args:
        layers: as of `Inception2015`; nothing deeper is read.

    Raises:
        OfflineError: the weights are not to be had; it says where to put them.
        IntegrityError: what was downloaded is not what was recorded.
        CheckpointError: a file that cannot be read.
        ArchitectureError: weights of another network.
    """
    network = Inception2015(layers)
    convolutions = [one for one in network.layers if isinstance(one, keras_layers.Conv2D)]
    shapes = {one.name: tuple(one.kernel.shape) for one in convolutions}
    weights = find_inception_weights(shapes, blocks_for(layers))
    for one in convolutions:
        one.set_weights(weights[one.name])
    return InceptionEncoder(network)


def blocks_for(layers) -> list[str]:
    """Return the blocks up to the deepest that layers need.

    Example:
        >>> len(blocks_for(["pool1"])), len(blocks_for(["mixed_7", "pool1"]))
        (0, 8)
    """
    names: list = [None, *BLOCKS]
    return names[1 : max(names.index(INCEPTION_LAYERS[layer]) for layer in layers) + 1]


def _branch(x, steps, prefix):
    for step in steps:
        x = _step(x, step, prefix)
    return x


def _step(x, step, prefix):
    """Return what a convolution, a pooling, or a fork of convolutions makes of `x`."""
    if isinstance(step, Convolution):
        padded = step.strides == 1 and prefix + step.name not in UNPADDED
        return keras_layers.Conv2D(
            step.filters, step.kernel, step.strides, "same" if padded else "valid",
            activation="relu", name=prefix + step.name,
        )(x)  # fmt: skip
    if isinstance(step, tuple):
        sides = [_step(x, one, prefix) for one in step]
        return keras_layers.Concatenate()(sides)
    return {
        HALVE: keras_layers.MaxPooling2D(3, 2),
        MAXIMUM: keras_layers.MaxPooling2D(3, 1, "same"),
        AVERAGE: keras_layers.AveragePooling2D(3, 1, "same"),  # of what lies inside the picture
    }[step](x)

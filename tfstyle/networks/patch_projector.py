"""The heads that make features of different layers comparable in PatchNCE (Park et al. 2020)."""

import keras
from keras import layers

from tfstyle.layers import bounds, normal_002
from tfstyle.layers.reach import POINTWISE
from tfstyle.networks.configured import Configured
from tfstyle.roles import Role


@keras.saving.register_keras_serializable("tfstyle")
class UnitLength(keras.layers.Layer):
    """Divides by the Euclidean length along the last axis, in float32: `x / (|x| + 1e-7)`.

    Input and output: (..., D); output float32.
    """

    reach = POINTWISE

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})

    def call(self, x):
        """Scale `x` (..., D) to length 1."""
        # The small number inside the root keeps its slope finite at zero.
        length = keras.ops.sqrt(keras.ops.sum(x * x, axis=-1, keepdims=True) + 1e-14)
        return x / (length + 1e-7)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`."""
        return input_shape


@keras.saving.register_keras_serializable("tfstyle")
class PatchProjector(Configured, keras.Model):
    """A two-layer perceptron for each of a generator's layers: from C_l features to the sphere.

    `h_l(x) = W2 relu(W1 x + b1) + b2`, scaled to length 1 (section 3.2 and the paper's code).
    Needed in training only.

    Args:
        channels: C_l of every layer whose patches are compared, in their order; up to 64 layers, 1
            to 65536 each.
        width: D, of hidden layer and output, 1 to 4096; 256 in the paper.

    Input: a list of patches, one (B, N, C_l) a layer. Output: a list of (B, N, D), float32, each
    row of length 1.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> projector = PatchProjector(channels=(3, 8), width=16)
        >>> out = projector([np.ones((1, 5, 3), "float32"), np.ones((1, 5, 8), "float32")])
        >>> [tuple(x.shape) for x in out]
        [(1, 5, 16), (1, 5, 16)]
    """

    role = Role.PROJECTOR

    def __init__(self, channels, width=256, name="patch_projector"):
        bounds.check_list("PatchProjector", 64, channels=channels)
        for count in channels:
            bounds.check_whole("PatchProjector", channels=(count, 1, 65536))
        bounds.check_whole("PatchProjector", width=(width, 1, 4096))
        weights = sum((count + width) * width for count in channels)
        bounds.check_weights("PatchProjector", weights, channels=channels, width=width)
        inputs, outputs = [], []
        for index, count in enumerate(channels):
            x = keras.Input((None, count), name=f"patches{index}")
            inputs.append(x)
            for step, activation in enumerate(("relu", None)):
                x = layers.Dense(
                    width, activation=activation, kernel_initializer=normal_002(),
                    name=f"layer{index}_dense{step}",
                )(x)  # (B, N, D)
            outputs.append(UnitLength(name=f"layer{index}_unit")(x))
        super().__init__(inputs, outputs, name=name)
        self.channels = tuple(channels)
        self.width = width

    def call(self, patches, training=None, mask=None):
        """Return the list of vectors; Keras would unpack a list of one."""
        vectors = super().call(patches, training=training, mask=mask)
        return vectors if isinstance(vectors, list) else [vectors]

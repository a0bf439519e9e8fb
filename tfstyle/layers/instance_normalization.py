"""Instance normalization (Ulyanov, Vedaldi and Lempitsky 2016)."""

import keras
from keras import ops

from tfstyle.layers import instance_statistics, tensorflow_kernels
from tfstyle.layers.bounds import check_flag, check_number
from tfstyle.layers.reach import POINTWISE

# More pictures than this in a batch and one fused kernel call each no longer pays.
_MOST_FUSED_PICTURES = 16


@keras.saving.register_keras_serializable("tfstyle")
class InstanceNormalization(keras.layers.Layer):
    """Normalizes every channel of every picture by its own mean and variance.

    `y = gamma * (x - mean(x)) / sqrt(var(x) + epsilon) + beta`, with mean and biased variance
    over H and W, computed in float32 whatever the precision. The weights are named and shaped as
    in `tfa.layers.InstanceNormalization` (`gamma`, `beta`, each (C,)), so its weights load. Tiles
    of one picture share their statistics inside the blocks of `layers.instance_statistics`.

    Args:
        epsilon: added to the variance, 0 to 1. 1e-5 is PyTorch's default; TensorFlow Addons had
            1e-3.
        center: learn the offset `beta`.
        scale: learn the factor `gamma`.
        gamma_initializer: start of `gamma`.

    Input and output: (B, H, W, C), any range.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> out = InstanceNormalization()(np.random.rand(2, 8, 8, 3).astype("float32"))
        >>> bool(abs(out.numpy().mean(axis=(1, 2))).max() < 1e-4)
        True
    """

    reach = POINTWISE

    def __init__(
        self, epsilon=1e-5, center=True, scale=True, gamma_initializer="ones", **kwargs
    ):
        super().__init__(**kwargs)
        check_number("InstanceNormalization", epsilon=(epsilon, 0, 1))
        check_flag("InstanceNormalization", center=center, scale=scale)
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.gamma_initializer = keras.initializers.get(gamma_initializer)
        self.supports_masking = True

    def build(self, input_shape):
        """Create `gamma` and `beta` for the last axis of `input_shape`."""
        self.channels = int(input_shape[-1])
        shape = (self.channels,)
        self.gamma = self.beta = None
        # The statistics and the affine part stay float32 under bfloat16, too.
        float32 = {"dtype": "float32", "autocast": False}
        if self.scale:
            self.gamma = self.add_weight(
                shape=shape, initializer=self.gamma_initializer, name="gamma", **float32
            )
        if self.center:
            self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta", **float32)

    def call(self, x):
        """Normalize `x` (B, H, W, C)."""
        batch = x.shape[0]
        own = not instance_statistics.active()
        if own and tensorflow_kernels.enabled() and batch and batch <= _MOST_FUSED_PICTURES:
            gamma = ops.ones(self.channels) if self.gamma is None else self.gamma
            beta = ops.zeros(self.channels) if self.beta is None else self.beta
            return tensorflow_kernels.instance_normalization(
                x, ops.convert_to_tensor(gamma), ops.convert_to_tensor(beta), self.epsilon
            )
        return self.plain_call(x)

    def plain_call(self, x):
        """Do the same as `call` on `keras.ops` alone."""
        x = ops.cast(x, "float32")
        mean, variance = instance_statistics.instance_moments(x, self)  # (B, 1, 1, C)
        scale = ops.rsqrt(variance + self.epsilon)
        if self.gamma is not None:
            scale = scale * self.gamma  # one pass over the picture less than after it
        out = (x - mean) * scale
        if self.beta is not None:
            out = out + self.beta
        return ops.cast(out, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Return `input_shape`: nothing changes size."""
        return input_shape

    def get_config(self):
        """Return the constructor's arguments."""
        return {
            **super().get_config(),
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "gamma_initializer": keras.initializers.serialize(self.gamma_initializer),
        }

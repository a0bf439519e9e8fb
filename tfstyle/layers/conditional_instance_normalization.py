"""One scale and offset a style (Dumoulin, Shlens and Kudlur 2017)."""

import keras
from keras import ops

from tfstyle.layers.bounds import check_shared
from tfstyle.layers.instance_normalization import InstanceNormalization
from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class ConditionalInstanceNormalization(keras.layers.Layer):
    """Instance normalization whose scale and offset belong to a style, or to a blend of styles.

    `y = gamma_s * (x - mean(x)) / sqrt(var(x) + epsilon) + beta_s` (equation 5) with
    `gamma_s = w G`, `beta_s = w B` for style weights w: a row of the identity is one style, any
    other row a blend (section 3.3). Everything else in a network is shared by all its styles.

    Args:
        num_styles: rows of `gamma` and `beta`, each (num_styles, C); 1 to 4096.
        epsilon: added to the variance, 0 to 1.

    Input: `[x, weights]`, (B, H, W, C) of any range and float32 (B, num_styles). Output: like x.

    Raises:
        ValueError: an argument out of range.

    Example:
        >>> import numpy as np
        >>> layer = ConditionalInstanceNormalization(2)
        >>> x = np.random.rand(1, 8, 8, 3).astype("float32")
        >>> layer([x, np.array([[0.5, 0.5]], "float32")]).shape
        TensorShape([1, 8, 8, 3])
    """

    reach = POINTWISE

    def __init__(self, num_styles, epsilon=1e-5, **kwargs):
        super().__init__(**kwargs)
        check_shared("ConditionalInstanceNormalization", num_styles=num_styles)
        self.num_styles = num_styles
        self.epsilon = epsilon
        self.normalization = InstanceNormalization(
            epsilon, center=False, scale=False, dtype=self.dtype_policy, name="normalization"
        )

    def build(self, input_shape):
        """Create `gamma` and `beta` for the channels of x."""
        self.normalization.build(input_shape[0])
        shape = (self.num_styles, int(input_shape[0][-1]))
        float32 = {"dtype": "float32", "autocast": False}
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma", **float32)
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta", **float32)

    def call(self, inputs):
        """Normalize x (B, H, W, C), then scale and shift it as the weights (B, N) say."""
        x, weights = inputs
        weights = ops.cast(weights, "float32")
        gamma = ops.matmul(weights, self.gamma)[:, None, None, :]  # (B, 1, 1, C)
        beta = ops.matmul(weights, self.beta)[:, None, None, :]
        out = ops.cast(self.normalization(x), "float32") * gamma + beta
        return ops.cast(out, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Return the shape of x."""
        return input_shape[0]

    def get_config(self):
        """Return the constructor's arguments."""
        return {
            **super().get_config(), "num_styles": self.num_styles, "epsilon": self.epsilon
        }

"""How MicroAST's decoder takes a style in: statistics and filters (Wang et al. 2023)."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE
from tfstyle.layers.unbiased_statistics import unbiased_adaptive_normalization

# The rows of a style's signals.
MEAN, DEVIATION, WEIGHT, BIAS = range(4)


@keras.saving.register_keras_serializable("tfstyle")
class FeatureModulation(keras.layers.Layer):
    """Gives features the statistics of a style, as far as wanted.

    `y = a AdaIN(x, mean, deviation) + (1 - a) x` (section 3.2, "FeatMod", with the test-time
    trade-off a).

    Input: `[x, signals, a]`, (B, H, W, C), float32 (B, 4, C) of which the first two rows count,
    float32 (B, 1) in [0, 1]. Output: like x, in float32 whatever the precision.

    Example:
        >>> import numpy as np
        >>> x = np.array([0.0, 2.0], "float32").reshape(1, 1, 2, 1)
        >>> signals = np.array([[[5.0], [0.0], [0.0], [0.0]]], "float32")  # mean 5, no deviation
        >>> FeatureModulation()([x, signals, np.full((1, 1), 0.5, "float32")]).numpy().ravel()
        array([2.5, 3.5], dtype=float32)
    """

    reach = POINTWISE

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})

    def call(self, inputs):
        """Modulate x."""
        x, signals, strength = inputs
        mean, deviation = _row(signals, MEAN), _row(signals, DEVIATION)
        strength = strength[:, :, None, None]
        styled = unbiased_adaptive_normalization(x, mean, deviation, key=self)
        return strength * styled + (1.0 - strength) * x

    def compute_output_shape(self, input_shape):
        """Return the shape of x."""
        return input_shape[0]


@keras.saving.register_keras_serializable("tfstyle")
class FilterModulation(keras.layers.Layer):
    """Changes what a convolution has done: `y = weight * conv(x) + bias * x` ("FilterMod").

    The style scales every filter's output, and adds some of what went in: a kernel scaled, and
    shifted at its centre.

    Input: `[conv(x), x, signals]`, twice (B, H, W, C) and float32 (B, 4, C) of which the last two
    rows count. Output: like x.

    Example:
        >>> import numpy as np
        >>> convolved, x = np.full((1, 1, 1, 1), 3.0), np.full((1, 1, 1, 1), 10.0)
        >>> signals = np.array([[[0.0], [0.0], [2.0], [0.5]]])  # weight 2, bias 0.5
        >>> float(FilterModulation()([convolved, x, signals])[0, 0, 0, 0])
        11.0
    """

    reach = POINTWISE

    def call(self, inputs):
        """Modulate conv(x)."""
        convolved, x, signals = inputs
        return _row(signals, WEIGHT) * convolved + _row(signals, BIAS) * x

    def compute_output_shape(self, input_shape):
        """Return the shape of x."""
        return input_shape[1]


def _row(signals, index):
    """Return a row of (B, 4, C) as (B, 1, 1, C)."""
    return ops.expand_dims(signals[:, index : index + 1], 1)

"""Gates: one half of some features lets the other pass, or a single number lets a change happen."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class GatedLinearUnit(keras.layers.Layer):
    """Lets the first half of the channels pass as far as the second half says: `a sigmoid(b)`.

    Dauphin et al. 2017, section 3. NAFNet (Chen et al. 2022, section 3.4) leaves the sigmoid out,
    behind a normalization. Without one such products square what comes in, block after block: a
    signal of twice the size leaves five of them 2^32 times as large. With it they are linear.

    Input: (B, H, W, 2C). Output: (B, H, W, C).

    Raises:
        ValueError: an odd number of channels.

    Example:
        >>> import numpy as np
        >>> GatedLinearUnit()(np.float32([[[[2, 3, 0, 99]]]])).numpy().ravel().tolist()
        [1.0, 3.0]
    """

    reach = POINTWISE

    def call(self, x):
        """Return the first half of `x` (B, H, W, 2C), gated by the second."""
        if x.shape[-1] % 2:
            raise ValueError(
                f"GatedLinearUnit halves the channels: use an even number. Received: {x.shape[-1]}"
            )
        passing, gate = ops.split(x, 2, axis=-1)
        return passing * ops.sigmoid(gate)

    def compute_output_shape(self, input_shape):
        """Return (B, H, W, C)."""
        return (*input_shape[:-1], input_shape[-1] // 2)


@keras.saving.register_keras_serializable("tfstyle")
class GatedChange(keras.layers.Layer):
    """Lets a change happen as far as its last channel, a logit z, says: `clip(1/2 + z, 0, 1)`.

    Closed is exactly 0, not a small number: what is left alone comes back bit by bit. It closes
    below a logit of -1/2, a chance of 38 %: with an absolute distance for a loss the better answer
    to a change that is likelier not needed is none at all, not a little of it.

    Input: (..., C + 1). Output: (..., C).

    Example:
        >>> import numpy as np
        >>> change = np.float32([[4, -0.6], [4, -0.25], [4, 3]])
        >>> GatedChange()(change).numpy().ravel().tolist()
        [0.0, 1.0, 4.0]
    """

    reach = POINTWISE

    def call(self, x):
        """Return the change `x[..., :-1]` times how far its gate is open."""
        return x[..., :-1] * ops.clip(0.5 + x[..., -1:], 0.0, 1.0)

    def compute_output_shape(self, input_shape):
        """Return (..., C)."""
        return (*input_shape[:-1], input_shape[-1] - 1)

"""How far pixels lie beyond tones: whose means tell how dark the darkest of a picture are."""

import keras
import numpy as np
from keras import ops

from tfstyle.layers.bounds import check_whole
from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class ToneRamps(keras.layers.Layer):
    """Returns of every value how far it is below and above each of several tones.

    `max(t_k - x, 0)` and `max(x - t_k, 0)` for tones t from -1 to 1 in equal steps, of every
    channel and of their mean. The mean of such a ramp over a picture is its histogram, summed up
    twice: it is 0 where no pixel lies beyond the tone, and on a logarithmic scale (`LogScale`) one
    pixel of a thousand there shows. That is what fading takes away: black and white.

    Args:
        tones: how many, 1 to 64; a single one is -1.

    Input: (B, H, W, C) in [-1, 1]. Output: float32 (B, H, W, 2 tones (C + 1)), and C instead of
    C + 1 for a single channel: of each the ramps below all tones, then those above.

    Example:
        >>> import numpy as np
        >>> ToneRamps(3)(np.full((1, 1, 1, 1), 0.25)).numpy().ravel().tolist()
        [0.0, 0.0, 0.75, 1.25, 0.25, 0.0]
    """

    reach = POINTWISE

    def __init__(self, tones, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        check_whole("ToneRamps", tones=(tones, 1, 64))
        self.tones = tones

    def call(self, x):
        """Return the ramps of `x` (B, H, W, C)."""
        if x.shape[-1] > 1:
            x = ops.concatenate([x, ops.mean(x, axis=-1, keepdims=True)], axis=-1)
        tones = np.linspace(-1, 1, self.tones, dtype="float32")
        above = ops.expand_dims(x, -1) - tones  # (B, H, W, C + 1, tones)
        ramps = ops.concatenate([ops.relu(-above), ops.relu(above)], axis=-1)
        batch, height, width, channels = ops.shape(x)
        return ops.reshape(ramps, (batch, height, width, channels * 2 * self.tones))

    def compute_output_shape(self, input_shape):
        """Return (B, H, W, 2 tones (C + 1))."""
        channels = input_shape[-1] + (input_shape[-1] > 1)
        return (*input_shape[:-1], 2 * self.tones * channels)

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "tones": self.tones}

"""Gates: a number of its own says of each change whether it happens; and what happened."""

import keras
from keras import ops

from tfstyle.layers.reach import POINTWISE


@keras.saving.register_keras_serializable("tfstyle")
class GatedChange(keras.layers.Layer):
    """Lets a change happen as far as its last channel, a logit z, says: `clip(1/2 + z, 0, 1)`.

    Closed is exactly 0, not a small number: what is left alone comes back bit by bit. It closes
    below a logit of -1/2, of an even loss a chance of 38 %: with an absolute distance for a loss
    the better answer to a change that is likelier not needed is none at all, not a little of it.

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
        return x[..., :-1] * _opened(x, -0.5)

    def compute_output_shape(self, input_shape):
        """Return (..., C)."""
        return (*input_shape[:-1], input_shape[-1] - 1)


@keras.saving.register_keras_serializable("tfstyle")
class PatchedPicture(keras.layers.Layer):
    """Puts patches on a picture that has been worked on, each in place of what lay there.

    A patch is the original and a change, with the logit z in a gate:
    `y + clip(z - 1/2, 0, 1) (x + d - y)`. Where it is closed the picture stays bit by bit. It opens
    later than that of `GatedChange`: a patch hides whatever was there, and one too many is worse
    than one too few.

    Input: `[y, x, change]`, y and x (B, H, W, C), change (B, H, W, C + 1): d, then z.
    Output: (B, H, W, C).

    Example:
        >>> import numpy as np
        >>> y, x = np.full((1, 1, 2, 1), 3.0), np.ones((1, 1, 2, 1))
        >>> change = np.float32([[[[4, 2], [4, -2]]]])
        >>> PatchedPicture()([y, x, change]).numpy().ravel().tolist()
        [5.0, 3.0]
    """

    reach = POINTWISE

    def call(self, inputs):
        """Return the picture with its patches."""
        picture, original, change = inputs
        return picture + (original + change[..., :-1] - picture) * _opened(change, 0.5)

    def compute_output_shape(self, input_shape):
        """Return the picture's shape."""
        return tuple(input_shape[0])


@keras.saving.register_keras_serializable("tfstyle")
class DamageFound(keras.layers.Layer):
    """Returns what was changed of a picture, and how likely it was damaged, for others to judge by.

    Channels: those of `y - x`, then of each kind of change the chance that its logit stands for, as
    in `GatedChange` its last channel. No slope passes: who looks on does not teach.

    Input: `[y, x, change, ...]`, y and x (B, H, W, C), changes (B, H, W, any). Output: float32
    (B, H, W, C + number of changes).

    Example:
        >>> import numpy as np
        >>> y, x, change = np.full((1, 1, 1, 1), 0.5), np.ones((1, 1, 1, 1)), np.zeros((1, 1, 1, 2))
        >>> DamageFound()([y, x, change]).numpy().ravel().tolist()
        [-0.5, 0.5]
    """

    reach = POINTWISE

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})

    def call(self, inputs):
        """Return the change and the chances, side by side."""
        picture, original, *changes = inputs
        found = [picture - original, *(ops.sigmoid(change[..., -1:]) for change in changes)]
        return ops.stop_gradient(ops.concatenate(found, axis=-1))

    def compute_output_shape(self, input_shape):
        """Return (B, H, W, C + number of changes)."""
        picture, _, *changes = input_shape
        return (*picture[:-1], picture[-1] + len(changes))


def _opened(change, closed):
    """Return how far the gates of a change (..., C + 1) are open, (..., 1): from a logit on."""
    return ops.clip(change[..., -1:] - closed, 0.0, 1.0)

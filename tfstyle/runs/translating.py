"""A model's translation as a function of arrays, compiled once for many pictures."""

from collections.abc import Callable

import keras
import numpy as np

from tfstyle.training import compiled


def translator_function(model, direction=None, **options) -> Callable[[np.ndarray], np.ndarray]:
    """Return the model's translation as a compiled function.

    Args:
        model: a model that translates.
        direction: one of its directions.
        **options: more for `model.translator`.

    Returns:
        A function from float32 (B, H, W, C) in [-1, 1] to the same.
    """
    translate = compiled(model.translator(direction, **options))
    return lambda batch: keras.ops.convert_to_numpy(
        translate(keras.ops.convert_to_tensor(batch, "float32"))
    )

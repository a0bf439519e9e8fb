"""A model's function of tensors as one of arrays, which everything around a picture is made of."""

import numpy as np


def numpy_function(translator):
    """Return `translator`, from and to tensors, as a function of float32 arrays.

    Args:
        translator: a function of (B, H, W, C) in [-1, 1] to the same.
    """
    from keras import ops

    from tfstyle.layers.tensorflow_kernels import plain_operations

    def function(pictures):
        # The kernels that are quick in training are less exact, and not what is exported.
        with plain_operations():
            out = translator(ops.convert_to_tensor(pictures, "float32"))
        return np.asarray(ops.convert_to_numpy(out), "float32")

    return function

"""Random weights that reach every term: nonzero biases, uneven scales, lived-in statistics."""

import numpy as np


def randomize(model, seed=0):
    """Give every weight of a Keras model a random value and return the model.

    Kernels are scaled by their fan-in, so that signals neither fade nor saturate tanh.
    """
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        name = weight.path.rsplit("/", 1)[-1]
        value = rng.normal(size=weight.shape)
        if name == "kernel":
            value /= np.sqrt(np.prod(weight.shape[:3]) / 2)
        elif name == "gamma":
            value = 1 + 0.2 * value
        elif name == "moving_variance":
            value = rng.uniform(0.5, 1.5, weight.shape)
        else:  # bias, beta, moving_mean, vector_u
            value *= 0.2
        weight.assign(value.astype("float32"))
    return model


def pictures(*shape, seed=1):
    """Return random pictures of `shape` in [-1, 1]."""
    return np.random.default_rng(seed).uniform(-1, 1, shape).astype("float32")

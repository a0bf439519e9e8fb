"""Random numbers for a batch that `tf.distribute` has cut up: two replicas draw as one does."""

import keras
from keras import ops

from tfstyle.training import num_replicas, replica_index


def normal(shape, seed):
    """Return numbers from normal(0, 1).

    Args:
        shape: of this replica's part; the first axis counts its pictures.
        seed: `keras.random.SeedGenerator`.
    """
    return _draw(keras.random.normal, shape, seed)


def uniform(shape, seed):
    """Return numbers from 0 to 1; arguments as of `normal`."""
    return _draw(keras.random.uniform, shape, seed)


def _draw(kind, shape, seed):
    """Draw for all replicas and take this one's part."""
    count, *rest = shape
    replicas = num_replicas()
    if replicas == 1:
        numbers = kind((count, *rest), seed=seed)
    else:
        start = replica_index() * count
        numbers = kind((count * replicas, *rest), seed=seed)[start : start + count]
    return ops.reshape(numbers, (-1, *rest))

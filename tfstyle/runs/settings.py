"""What holds for a whole process while a run goes on."""

import contextlib
from collections.abc import Iterator

import keras

from tfstyle.recipes import Recipe


@contextlib.contextmanager
def settings(recipe: Recipe) -> Iterator[None]:
    """Seed everything, set precision and determinism, for the time of the run."""
    import tensorflow as tf
    from tensorflow.python.framework import config as tf_config

    policy = keras.config.dtype_policy()
    was_deterministic = tf_config.is_op_determinism_enabled()
    keras.utils.set_random_seed(recipe.seed)
    if recipe.train.deterministic:
        tf.config.experimental.enable_op_determinism()
    keras.config.set_dtype_policy(recipe.train.precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)
        if not was_deterministic:
            # TensorFlow's public interface can only switch it on.
            tf_config.disable_op_determinism()

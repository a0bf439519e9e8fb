"""What Keras' `fit` does not handle by itself under `MultiWorkerMirroredStrategy` (Keras 3.15)."""

import contextlib
import re

import keras
import tensorflow as tf

from tfstyle.errors import TrainingError


def prepare(model: keras.Model) -> None:
    """Make a model whose variables all exist ready for `fit` with several workers.

    - `fit` would build the model from a batch it reduces eagerly, which fails on batches spread
      over workers. Everything is built, so there is nothing to do.
    - `fit` averages the logs along axis 0, which scalars do not have: they become (1,).
    """
    step = model.train_step

    def train_step(data):
        return {name: keras.ops.reshape(value, (1,)) for name, value in step(data).items()}

    model.train_step = train_step
    model._maybe_symbolic_build = lambda **_: None


@contextlib.contextmanager
def lost_workers():
    """Turn what TensorFlow raises when a worker is gone into one clear error.

    Raises:
        TrainingError: a peer cannot be reached any more.
    """
    try:
        yield
    except tf.errors.OpError as error:
        # Which class TensorFlow takes depends on who notices first; the sentence does not.
        found = re.search(r"Collective ops is aborted by: ([^\n]*)", str(error))
        lost = (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.CancelledError)
        if not found and not isinstance(error, lost):
            raise
        reason = f" ({found.group(1)})" if found else ""
        raise TrainingError(
            "A worker was lost, and the others cannot go on without it. Start all of them again "
            f"with --resume: the run goes on from its last checkpoint.{reason}"
        ) from error

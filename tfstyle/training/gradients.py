"""The one seam that knows how a backend differentiates.

TensorFlow records operations on a tape, PyTorch on the tensors themselves; a `train_step` written
with `record` and `apply_gradients` runs on both, with the same numbers.
"""

import contextlib

import keras


def record(variables):
    """Return a context that records what is computed from `variables`.

    Only these variables are watched: a tape that also remembered the other player's layers would
    hold their activations for nothing. The context may be entered again to record more.

    Args:
        variables: list of `keras.Variable`.

    Returns:
        A context manager with `gradient(loss, scale=1.0)`, to be called once after the block: the
        gradients of `scale * loss`, one for each of `variables`.

    Example:
        >>> weight = keras.Variable([2.0])
        >>> with record([weight]) as tape:
        ...     loss = keras.ops.sum(weight * weight)
        >>> float(tape.gradient(loss)[0][0])
        4.0
    """
    if keras.config.backend() == "torch":
        return _TorchRecord(variables)
    return _TensorFlowTape(variables)


def no_gradients():
    """Return a context in which nothing is recorded, for inference."""
    if keras.config.backend() == "torch":
        import torch

        return torch.no_grad()
    return contextlib.nullcontext()


def input_gradient(function, inputs):
    """Return `d sum(function(inputs)) / d inputs`, itself differentiable.

    Args:
        function: maps a tensor (B, ...) to values (B, ...), each from its own row.
        inputs: tensor (B, ...).

    Returns:
        Tensor like `inputs`: one gradient a row.
    """
    if keras.config.backend() == "torch":
        import torch

        inputs = inputs.detach().requires_grad_(True)
        total = function(inputs).sum()
        return torch.autograd.grad(total, inputs, create_graph=True)[0]
    import tensorflow as tf

    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(inputs)
        values = function(inputs)
    return tape.gradient(values, inputs)


def apply_gradients(optimizer, tape, loss):
    """Update the tape's variables by one step of `optimizer` down `loss`.

    Under `tf.distribute` the optimizer sums the gradients of all replicas, so the loss (a mean
    over this replica's pictures) is divided by their number here, and nowhere else. Under
    `mixed_float16` the optimizer scales the loss up before and the gradients down after.

    Args:
        optimizer: a built Keras optimizer.
        tape: what `record` returned, its block ended.
        loss: float32 scalar, the mean over this replica's pictures.
    """
    scale = 1.0 / num_replicas()
    if hasattr(optimizer, "scale_loss"):
        scale = optimizer.scale_loss(scale)
    optimizer.apply(tape.gradient(loss, scale), tape.variables)


def num_replicas(strategy=None) -> int:
    """Return the number of replicas that train in step; 1 without `tf.distribute`.

    Args:
        strategy: `tf.distribute.Strategy`; the one in whose scope this is if not given.
    """
    if keras.config.backend() != "tensorflow":
        return 1
    import tensorflow as tf

    return (strategy or tf.distribute.get_strategy()).num_replicas_in_sync


def replica_index():
    """Return which of the replicas this is, 0 to `num_replicas() - 1`; inside a `train_step`."""
    if keras.config.backend() != "tensorflow":
        return 0
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    return 0 if context is None else context.replica_id_in_sync_group


class _TensorFlowTape:
    """A `tf.GradientTape` over fixed variables that may be entered more than once."""

    def __init__(self, variables):
        import tensorflow as tf

        self.variables = list(variables)
        self._tape = tf.GradientTape(watch_accessed_variables=False)
        self._watching = False

    def __enter__(self):
        self._tape.__enter__()
        if not self._watching:
            for variable in self.variables:
                self._tape.watch(variable.value)
            self._watching = True
        return self

    def __exit__(self, *exception):
        self._tape.__exit__(*exception)

    def gradient(self, loss, scale=1.0):
        import tensorflow as tf

        # Scaled here, not before: what is computed after the block is on no tape.
        return self._tape.gradient(
            loss,
            [variable.value for variable in self.variables],
            output_gradients=tf.cast(scale, loss.dtype),
        )


class _TorchRecord:
    """PyTorch records always; this only asks for the gradients."""

    def __init__(self, variables):
        self.variables = list(variables)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def gradient(self, loss, scale=1.0):
        import torch

        values = [variable.value for variable in self.variables]
        return list(torch.autograd.grad(loss * scale, values))

"""Callbacks that count in steps of the run, whatever part of it `fit` is at."""

import keras


class StepCallback(keras.callbacks.Callback):
    """A callback whose `on_step(step, losses)` knows how many updates the run has done.

    Args:
        start: updates done before this `fit`.
    """

    def __init__(self, start: int):
        super().__init__()
        self.start = start

    def on_step(self, step: int, losses: dict) -> None:
        """Do something after update number `step`, counted from 1.

        Args:
            step: updates done so far.
            losses: name to scalar tensor; turning one into a float waits for the device.
        """

    def on_train_batch_end(self, batch, logs=None):
        """Translate Keras' batch number of this `fit` into the run's step."""
        self.on_step(self.start + batch + 1, logs)


class StepCallbacks(keras.callbacks.CallbackList):
    """A callback list that hands the losses over as tensors.

    Keras' own turns each into a float after every step, which makes the host wait for the
    accelerator; here only the callback that wants a number waits.
    """

    def on_train_batch_begin(self, batch, logs=None):
        """Do nothing: no callback of a run begins a batch."""

    def on_train_batch_end(self, batch, logs=None):
        """Pass the tensors on."""
        # PyTorch's remember how they were computed; kept for a report, they would keep it all.
        logs = {name: _detached(value) for name, value in logs.items()}
        for callback in self.callbacks:
            callback.on_train_batch_end(batch, logs)


def _detached(value):
    return value.detach() if hasattr(value, "detach") else value

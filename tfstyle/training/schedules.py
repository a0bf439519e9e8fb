"""Learning rates over the steps of a run."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("tfstyle")
class LinearDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Constant first, then a straight line to zero: the schedule of pix2pix and CycleGAN.

    `rate(step) = learning_rate * min(1, (steps - step) / (steps - decay_from))`, never below 0.

    Args:
        learning_rate: the rate until `decay_from`.
        decay_from: step at which the decline begins.
        steps: step at which it reaches zero.

    Raises:
        ValueError: `decay_from` is not in [0, steps].

    Example:
        >>> schedule = LinearDecay(2e-4, decay_from=100, steps=200)
        >>> [round(float(schedule(s)), 6) for s in (0, 100, 150, 200, 300)]
        [0.0002, 0.0002, 0.0001, 0.0, 0.0]
    """

    def __init__(self, learning_rate, decay_from, steps):
        if not 0 <= decay_from <= steps:
            raise ValueError(
                "LinearDecay needs 0 <= decay_from <= steps. "
                f"Received: decay_from={decay_from}, steps={steps}"
            )
        self.learning_rate = learning_rate
        self.decay_from = decay_from
        self.steps = steps

    def __call__(self, step):
        """Return the rate at `step`, a float32 scalar."""
        step = ops.cast(step, "float32")
        # A run that never decays has decay_from == steps: avoid 0 / 0.
        span = max(self.steps - self.decay_from, 1)
        return self.learning_rate * ops.clip((self.steps - step) / span, 0.0, 1.0)

    def get_config(self):
        """Return the constructor's arguments."""
        return {
            "learning_rate": self.learning_rate,
            "decay_from": self.decay_from,
            "steps": self.steps,
        }

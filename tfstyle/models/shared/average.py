"""The moving average of a generator, which a model may have or not."""

from tfstyle.training import ExponentialMovingAverage


class Average:
    """`training.ExponentialMovingAverage`, or nothing for a decay of 0.

    Args:
        network: the network in training.
        decay: weight of the past, in [0, 1); 0 keeps no average.
        name: of the second network.

    Attributes:
        network: the averaged network, `None` without one.

    Raises:
        ValueError: `decay` outside [0, 1).
    """

    def __init__(self, network, decay, name="generator_ema"):
        self._average = ExponentialMovingAverage(network, decay, name) if decay else None
        self.network = self._average.average if decay else None

    def update(self, step):
        """Move the average, if there is one, after training step number `step`."""
        if self._average is not None:
            self._average.update(step)

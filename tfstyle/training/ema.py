"""A moving average of a network's weights, which paints more calmly than the last step's."""

import keras
from keras import ops


class ExponentialMovingAverage:
    """Keeps a second network at the moving average of a first one.

    `average <- d * average + (1 - d) * weight` after every step, with
    `d = min(decay, (1 + step) / (10 + step))`, so that the random start is soon forgotten.
    Batch norm's moving statistics are copied, not averaged again.

    Args:
        network: the network in training.
        decay: weight of the past, in [0, 1); .999 forgets in about a thousand steps, 0 keeps no
            average.
        name: of the second network.

    Attributes:
        average: the second network, a clone with weights of its own; `None` for a decay of 0.

    Raises:
        ValueError: `decay` outside [0, 1).
    """

    def __init__(self, network: keras.Model, decay: float, name: str | None = None):
        if not 0 <= decay < 1:
            raise ValueError(f"decay must be in [0, 1). Received: {decay}")
        self.network = network
        self.decay = decay
        self.average = None
        if not decay:
            return
        config = network.get_config()
        config["name"] = name or f"{network.name}_ema"
        self.average = type(network).from_config(config)
        self.average.set_weights(network.get_weights())
        # Nothing teaches it. Of its weights, not of its layers, which would change what batch
        # norm does.
        for weight in self.average.weights:
            weight.trainable = False
        self._pairs = list(zip(network.weights, self.average.weights, strict=True))
        self._trained = {id(weight) for weight in network.trainable_weights}

    def update(self, step):
        """Move the average, if there is one, after training step number `step`, from 0 on."""
        if self.average is None:
            return
        step = ops.cast(step, "float32")
        decay = ops.minimum(self.decay, (1.0 + step) / (10.0 + step))
        for weight, average in self._pairs:
            if id(weight) in self._trained:
                average.assign(average + (1.0 - decay) * (weight - average))
            else:
                average.assign(weight)

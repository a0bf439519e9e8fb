"""What `fit` and `evaluate` report: each loss, as its mean over the pictures of an epoch."""

import types

import keras
from keras import ops
from keras.src.trainers.compile_utils import MetricsList

# Losses of one model; more than any has.
_ROOM = 32


class LossMeans(MetricsList):
    """The means of a step's losses: one metric with the names that the step gives them.

    All are kept in one variable, so that a step adds to it with one kernel. It is a list of
    metrics to Keras because there, and nowhere else, `EarlyStopping(monitor="val_generator/l1")`
    and its relatives look for whether less is better.
    """

    def __init__(self):
        keras.metrics.Metric.__init__(self, name="losses")
        state = {"initializer": "zeros", "dtype": "float32"}
        self._sums = self.add_variable((_ROOM,), name="sums", **state)
        self._count = self.add_variable((), name="count", **state)
        self._names = ()

    @property
    def metrics(self):
        """The losses, as far as a callback asks for them: their names, and that less is better."""
        return [types.SimpleNamespace(name=name, _direction="down") for name in self._names]

    def update_state(self, losses: dict, count) -> None:
        """Add a step's losses.

        Args:
            losses: name to scalar.
            count: pictures in the batch.
        """
        self._names = tuple(dict.fromkeys((*self._names, *losses)))
        values = [ops.cast(losses.get(name, 0.0), "float32") for name in self._names]
        count = ops.cast(count, "float32")
        # A replica may have been left without pictures; the mean of none is no number.
        values = ops.where(count > 0, ops.stack(values) * count, 0.0)
        values = ops.pad(values, (0, _ROOM - len(self._names)))
        self._sums.assign(self._sums + values)
        self._count.assign(self._count + count)

    def reset_state(self) -> None:
        """Begin anew."""
        keras.metrics.Metric.reset_state(self)

    def result(self) -> dict:
        """Return the means by name; nothing before the first step."""
        # As tensors first: of several replicas that adds up their parts.
        count, sums = (
            ops.convert_to_numpy(ops.convert_to_tensor(one)) for one in (self._count, self._sums)
        )
        if not count:
            return {}
        means = sums / count
        return {name: float(mean) for name, mean in zip(self._names, means, strict=False)}

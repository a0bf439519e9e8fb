"""What every model that trains keeps of Keras' habits: data, evaluation, metrics, logs."""

import functools
import inspect
import types

import keras
from keras import ops

from tfstyle.capabilities import those_who_can
from tfstyle.errors import UnsupportedOptionError
from tfstyle.models.shared import batches
from tfstyle.models.shared.batch_values import explained
from tfstyle.models.shared.loss_means import LossMeans
from tfstyle.models.shared.optimizers import gradient_norms


def _with_plain_errors(method):
    """Return a method of `keras.Model` that refuses weights of samples before it begins."""

    @functools.wraps(method)
    def run(self, *args, **kwargs):
        given = inspect.signature(method).bind(self, *args, **kwargs).arguments
        for name in ("sample_weight", "class_weight"):
            if given.get(name) is not None:
                batches.refuse_weights(type(self).__name__, name)
        held_out = given.get("validation_data")
        if isinstance(held_out, tuple | list):
            if len(held_out) == 3 and held_out[2] is not None:
                batches.refuse_weights(type(self).__name__, "sample_weight")
            batches.foresee(*(*held_out, None)[:2], self._learns_from())
        batches.foresee(given.get("x"), given.get("y"), self._learns_from(), self.jit_compile)
        self._expect(given.get("x"))
        with explained():
            return method(self, *args, **kwargs)

    return run


def _with_plain_inputs(method):
    """Return a method of `keras.Model` that looks at the pictures it is to paint."""

    @functools.wraps(method)
    def run(self, x, *args, **kwargs):
        batches.foresee(x, None, self._paints_from(), self.jit_compile)
        with explained():
            return method(self, x, *args, **kwargs)

    return run


class KerasHabits:
    """Mixin for a `keras.Model` with a `train_step` and a `test_step` of its own.

    The model says in `_learns_from()` what its batches hold, a tuple of `batches.Pictures`, and
    begins both steps with `self._batch(data)`; both end with `self._log(losses, pictures)`. The
    two steps log the same names, so that `fit(validation_data=...)` shows `val_` before each.

    What is logged is each loss as it enters the sum that is minimized, weight included:
    `generator/l1` of a pix2pix with `l1=100` is a hundred times the mean distance, and
    `generator/loss` the sum of its terms. `compile(metrics=["mae"])` shows the distance itself.
    An epoch's log is the mean over its pictures.

    Attributes a model may set:
        alike: the two parts of a batch have one size.
        optimizer_names: the attributes that hold its optimizers once it is compiled.
    """

    alike = False
    optimizer_names: tuple[str, ...] = ()
    _means = None

    fit = _with_plain_errors(keras.Model.fit)
    evaluate = _with_plain_errors(keras.Model.evaluate)
    train_on_batch = _with_plain_errors(keras.Model.train_on_batch)
    test_on_batch = _with_plain_errors(keras.Model.test_on_batch)
    predict = _with_plain_inputs(keras.Model.predict)
    predict_on_batch = _with_plain_inputs(keras.Model.predict_on_batch)

    def predict_step(self, data):
        """Return what `call` makes of a batch of pictures, checked as those of `fit` are."""
        pictures, *_ = keras.utils.unpack_x_y_sample_weight(data)
        for part in self._paints_from():
            batches.look_at(pictures, part, watch=not self.jit_compile)
        return super().predict_step(data)

    @property
    def metrics(self):
        """The means of the losses, and what `compile(metrics=...)` asked for."""
        asked = [] if self._compile_metrics is None else [self._compile_metrics]
        means = [] if self._means is None else [self._means.metric]
        return [*means, *asked]

    @property
    def metrics_names(self) -> list[str]:
        """The names of what `evaluate` returns as a list, in its order; known after a first step.

        `evaluate(..., return_dict=True)` gives both together.
        """
        asked, losses = [], []
        for metric in self.metrics:
            names = [one.name for one in metric.metrics]
            (losses if isinstance(metric, LossMeans) else asked).extend(names)
        return [*asked, *sorted(losses)]

    @property
    def optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """The optimizers by name; none before `compile`."""
        made = {name: getattr(self, name) for name in self.optimizer_names}
        return {name: optimizer for name, optimizer in made.items() if optimizer is not None}

    def gradient_norms(self) -> dict[str, tuple[float, int]]:
        """Return by player the norm of the latest gradients, and of how many weights it is.

        Players are called as their optimizers, `"generator"` or `"discriminator"`.
        """
        return gradient_norms(self.optimizers)

    @property
    def decision_threshold(self) -> float | None:
        """The logit above which its discriminators call a picture real; `None` without such."""
        return None

    @property
    def has_target(self) -> bool:
        """True if a batch's second pictures are what the first should become."""
        return False

    def _compile_keras(self, optimizer, **options):
        """Call Keras' `compile`, after a look at what it was asked for."""
        name = type(self).__name__
        for option in ("loss", "loss_weights"):
            if options.get(option) is not None:
                raise UnsupportedOptionError(
                    f"{option}: {name} has losses of its own; its constructor takes their weights "
                    "and the adversarial_loss. Leave it out, or use metrics=... to watch a figure."
                )
        if options.get("weighted_metrics") is not None:
            batches.refuse_weights(name, "weighted_metrics")
        if options.get("metrics") is not None and not self.has_target:
            raise UnsupportedOptionError(
                f"metrics: this {name} learns without targets to compare with. Leave it out, or "
                f"train {those_who_can(lambda can: can.target)} with pairs."
            )
        # Held at arm's length: Keras would save with the weights what it finds on a model itself.
        self._means = types.SimpleNamespace(metric=LossMeans())
        # XLA is off unless asked for: it is slower on CPUs. Losses are scaled by each optimizer.
        super().compile(optimizer, **{"jit_compile": False, "auto_scale_loss": False, **options})

    def _optimizers_config(self):
        """Return the optimizers, serialized, for a `.keras` file."""
        return {
            name: keras.saving.serialize_keras_object(optimizer)
            for name, optimizer in self.optimizers.items()
        }

    def _metrics_config(self):
        """Return what `compile` was asked to measure, for a `.keras` file."""
        metrics = self._compile_config.config["metrics"]
        return {"metrics": keras.saving.serialize_keras_object(metrics)} if metrics else {}

    def _batch(self, data):
        """Return the pictures of a batch as `_learns_from()` lists them, checked.

        Raises:
            DataError: they are not what the model learns from.
        """
        return batches.unpack(
            data, self._learns_from(), type(self).__name__, alike=self.alike,
            watch=not self.jit_compile,
        )

    def _paints_from(self):
        """Return the `batches.Pictures` that `predict` takes, in a tuple; empty if none."""
        return self._learns_from()[:1]

    def _sized(self, name, channels, **options):
        """Return `batches.Pictures` of the sizes that the networks take."""
        size = {"multiple": self.size_multiple, "least": self.min_size}
        return batches.Pictures(name, channels, **{**size, **options})

    def _log(self, losses, pictures, measured=None):
        """Return what a step reports, and remember it for the epoch's means.

        Args:
            losses: name to scalar.
            pictures: of the batch.
            measured: `(target, output)` for `compile(metrics=...)`.
        """
        if self._means is not None and not _many_workers():
            self._means.metric.update_state(losses, ops.shape(pictures)[0])
        if self._compile_metrics is None or measured is None:
            return losses
        return {**losses, **self.compute_metrics(None, *measured)}

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Update what `compile(metrics=...)` asked for, and return it by name."""
        self._compile_metrics.update_state(y, y_pred)
        return self._compile_metrics.result()

    def _expect(self, x):
        """Prepare for the data that `fit` was given, where they tell their shape."""


def _many_workers():
    """True under several workers: to read a mean they would all have to meet.

    There the last step's losses stand for the epoch.
    """
    if keras.config.backend() != "tensorflow":
        return False
    import tensorflow as tf

    strategy = tf.distribute.get_strategy()
    return isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy)

"""The optimizers of a model: from what `compile` was given, and two as the one that Keras knows."""

from collections.abc import Mapping

import keras
from keras import ops

from tfstyle.training import FusedAdam


def default_optimizer() -> keras.optimizers.Optimizer:
    """Return Adam as pix2pix and CycleGAN use it: rate 2e-4, beta_1 0.5."""
    return FusedAdam(2e-4, beta_1=0.5)


def prepare_optimizer(optimizer, variables, argument="generator_optimizer"):
    """Return a Keras optimizer with its variables created, loss scaling added under float16.

    Args:
        optimizer: a Keras optimizer, its name, or its config.
        variables: what it will update.
        argument: of `compile`, for the messages.

    Raises:
        ValueError: it is none, or one that another model has already trained with.
    """
    if isinstance(optimizer, str | Mapping):
        optimizer = keras.optimizers.get(optimizer)
    if not isinstance(optimizer, keras.optimizers.Optimizer):
        raise ValueError(
            f"{argument} must be a Keras optimizer, its name or its config, e.g. 'adam'. "
            f"Received: {optimizer!r}"
        )
    if keras.config.dtype_policy().compute_dtype == "float16" and not isinstance(
        optimizer, keras.optimizers.LossScaleOptimizer
    ):
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    if not optimizer.built:
        optimizer.build(variables)
    elif set(map(id, _updated_by(optimizer))) != set(map(id, variables)):
        raise ValueError(
            f"{argument}: this {type(optimizer).__name__} was made ready for other weights, which "
            "it remembers. Give each player of each model an optimizer of its own."
        )
    return optimizer


def for_two(model, optimizer, generator, discriminator):
    """Return what the two players of a model get: each an optimizer, a name or a config.

    A name or config given alone is for both; each then has an optimizer of its own.

    Args:
        model: its name, for the messages.
        optimizer: `compile(optimizer=...)`.
        generator: `compile(generator_optimizer=...)`.
        discriminator: `compile(discriminator_optimizer=...)`.

    Raises:
        ValueError: one object for two.
    """
    if optimizer is not None and generator is not None:
        raise ValueError("compile takes optimizer or generator_optimizer, not both.")
    alone = optimizer is not None
    generator = optimizer if alone else generator
    if discriminator is None and isinstance(generator, str | Mapping):
        discriminator = generator
    one = generator is not None and generator is discriminator
    if (one or alone) and isinstance(generator, keras.optimizers.Optimizer):
        raise ValueError(
            f"{model} trains two players, and one optimizer cannot serve both: it remembers its "
            "weights. Pass compile(generator_optimizer=..., discriminator_optimizer=...) two "
            "objects, or a name or config, of which each gets its own: compile('adam')."
        )
    return generator or default_optimizer(), discriminator or default_optimizer()


def begin_late(optimizer, variables, step: int) -> None:
    """Tell an optimizer that some variables are not updated before iteration `step`.

    `training.FusedAdam` takes it into account; the others have no way to, and nothing is said.

    Args:
        optimizer: as `prepare_optimizer` returns it.
        variables: of those it was built with.
        step: the iteration of their first update, counted from 0.
    """
    inner = _inner(optimizer)
    if isinstance(inner, FusedAdam):
        inner.begin_at(variables, step)


def gradient_norms(optimizers: Mapping) -> dict[str, tuple[float, int]]:
    """Return how long the latest gradients of each player were, see `FusedAdam.gradient_norm`.

    Args:
        optimizers: by their names, such as `"generator_optimizer"`; those that do not remember
            their gradients are left out.

    Returns:
        `{"generator": (norm, weights)}`.
    """
    inner = {name.removesuffix("_optimizer"): _inner(one) for name, one in optimizers.items()}
    return {
        player: one.gradient_norm() for player, one in inner.items() if isinstance(one, FusedAdam)
    }


class BothPlayers(keras.optimizers.Optimizer):
    """The one optimizer that Keras' callbacks and `.keras` files know of a model with two.

    It updates nothing. Its learning rate is the generator's; setting it, as
    `ReduceLROnPlateau` and `LearningRateScheduler` do, moves the discriminator's in proportion.

    Args:
        generator: optimizer.
        discriminator: optimizer.
    """

    def __init__(self, generator, discriminator):
        super().__init__(learning_rate=0.0, name="both_players")
        # In a function: what Keras finds on an optimizer it tracks and saves a second time.
        self._players = lambda: (generator, discriminator)
        self.built = True

    @property
    def iterations(self):
        """Updates done, of the generator."""
        return self._players()[0].iterations

    @property
    def learning_rate(self):
        """The generator's rate; setting it scales the discriminator's by the same factor."""
        return self._players()[0].learning_rate

    @learning_rate.setter
    def learning_rate(self, rate):
        generator, discriminator = self._players()
        before = [float(ops.convert_to_numpy(one.learning_rate)) for one in self._players()]
        generator.learning_rate = rate
        if callable(rate):
            return  # a schedule: each player's own
        share = before[1] / before[0] if before[0] else 1.0
        # Equal rates stay equal to the last digit.
        discriminator.learning_rate = rate if share == 1.0 else float(rate) * share

    @property
    def variables(self):
        """None: they are the players'."""
        return []

    def save_own_variables(self, store):
        """Save nothing."""

    def load_own_variables(self, store):
        """Load nothing."""

    def finalize_variable_values(self, var_list):
        """Let each player end as Keras ends a training: with averaged weights, if it keeps them."""
        for player in map(_inner, self._players()):
            player.finalize_variable_values(_updated_by(player))


def _updated_by(optimizer):
    """Return the variables that an optimizer updates, for which Keras has no public name."""
    return _inner(optimizer)._trainable_variables


def _inner(optimizer):
    """Return what updates the weights, without the scaling of its losses."""
    scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
    return optimizer.inner_optimizer if scaled else optimizer

"""What the two players of a GAN minimize.

A loss here is a pair of functions of logits: `discriminator(real, fake)` and `generator(fake)`.
Logits have any shape, PatchGAN maps (B, h, w, 1) included; the mean is taken over all of them,
in float32. None of them knows of replicas: `training.gradients` divides by their number once.
`threshold` is the logit above which a picture counts as judged real; a critic's values have none.
"""

import keras
from keras import ops

from tfstyle.errors import did_you_mean


class _Configured:
    """Equality and configuration for losses whose constructor arguments are their state."""

    def get_config(self) -> dict:
        """Return the constructor's arguments."""
        return dict(vars(self))

    @classmethod
    def from_config(cls, config: dict):
        """Build the loss from `get_config()`."""
        return cls(**config)

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self):
        return hash((type(self), tuple(sorted(vars(self).items()))))


@keras.saving.register_keras_serializable("tfstyle")
class NonSaturatingGANLoss(_Configured):
    """Binary cross-entropy on logits, the generator maximizing log D (Goodfellow et al. 2014).

    `L_D = mean softplus(-D(real)) + mean softplus(D(fake))`, `L_G = mean softplus(-D(fake))`.

    Example:
        >>> import numpy as np
        >>> loss = NonSaturatingGANLoss()
        >>> round(float(loss.generator(np.zeros((1, 4, 4, 1), "float32"))), 4)
        0.6931
    """

    gradient_penalty = 0.0
    threshold = 0.0

    def discriminator(self, real, fake):
        """Return `(loss on real, loss on fake)` for logits of any shape."""
        return _mean(ops.softplus(-_float(real))), _mean(ops.softplus(_float(fake)))

    def generator(self, fake):
        """Return the generator's loss for the logits of its pictures."""
        return _mean(ops.softplus(-_float(fake)))


@keras.saving.register_keras_serializable("tfstyle")
class LeastSquaresGANLoss(_Configured):
    """Squared distance of the logits to 1 for real and 0 for fake (Mao et al. 2017, equation 9).

    `L_D = mean (D(real) - 1)^2 + mean D(fake)^2`, `L_G = mean (D(fake) - 1)^2`.
    """

    gradient_penalty = 0.0
    threshold = 0.5

    def discriminator(self, real, fake):
        """Return `(loss on real, loss on fake)` for logits of any shape."""
        return _mean(ops.square(_float(real) - 1.0)), _mean(ops.square(_float(fake)))

    def generator(self, fake):
        """Return the generator's loss for the logits of its pictures."""
        return _mean(ops.square(_float(fake) - 1.0))


@keras.saving.register_keras_serializable("tfstyle")
class HingeGANLoss(_Configured):
    """The margin loss of geometric and spectrally normalized GANs (Lim and Ye 2017).

    `L_D = mean max(0, 1 - D(real)) + mean max(0, 1 + D(fake))`, `L_G = -mean D(fake)`.
    """

    gradient_penalty = 0.0
    threshold = 0.0

    def discriminator(self, real, fake):
        """Return `(loss on real, loss on fake)` for logits of any shape."""
        return _mean(ops.relu(1.0 - _float(real))), _mean(ops.relu(1.0 + _float(fake)))

    def generator(self, fake):
        """Return the generator's loss for the logits of its pictures."""
        return -_mean(_float(fake))


@keras.saving.register_keras_serializable("tfstyle")
class WassersteinGANLoss(_Configured):
    """The critic's estimate of the earth mover's distance (Gulrajani et al. 2017, equation 3).

    `L_D = mean D(fake) - mean D(real) + lambda (|grad D(x)| - 1)^2`, `L_G = -mean D(fake)`;
    `training.gradient_penalty` computes the last term. Use a critic without batch norm.

    Args:
        gradient_penalty: lambda, 10 in the paper; 0 leaves the penalty out.
    """

    threshold = None

    def __init__(self, gradient_penalty=10.0):
        self.gradient_penalty = gradient_penalty

    def discriminator(self, real, fake):
        """Return `(loss on real, loss on fake)` for critic values of any shape."""
        return -_mean(_float(real)), _mean(_float(fake))

    def generator(self, fake):
        """Return the generator's loss for the critic's values of its pictures."""
        return -_mean(_float(fake))


ADVERSARIAL_LOSSES = {
    "non_saturating": NonSaturatingGANLoss,
    "least_squares": LeastSquaresGANLoss,
    "hinge": HingeGANLoss,
    "wasserstein": WassersteinGANLoss,
}


# What a loss of the two players is asked for.
_OFFERS = ("discriminator", "generator", "gradient_penalty")


def get_adversarial_loss(loss):
    """Return a loss object for a name of `ADVERSARIAL_LOSSES`, a config, or an object.

    A loss of one's own offers `discriminator(real, fake)`, two scalars for the logits of real and
    generated pictures, `generator(fake)`, one, and the number `gradient_penalty`, 0 for none. It
    may say a `threshold`, too, see `decision_threshold`. With `get_config` and
    `keras.saving.register_keras_serializable` its models can be saved.

    Raises:
        ValueError: an unknown name, or an object without one of these.

    Example:
        >>> get_adversarial_loss("hinge").get_config()
        {}
    """
    if isinstance(loss, dict):
        return keras.saving.deserialize_keras_object(loss)
    if not isinstance(loss, str):
        missing = [name for name in _OFFERS if not hasattr(loss, name)]
        if missing or isinstance(loss, type):
            lack = f"It lacks {', '.join(missing)}." if missing else "That is a class: call it."
            raise ValueError(
                f"adversarial_loss must be one of {tuple(ADVERSARIAL_LOSSES)}, or an object with "
                "discriminator(real, fake), generator(fake) and gradient_penalty, as "
                f"losses.HingeGANLoss() has. Received: {loss!r}. {lack}"
            )
        return loss
    if loss not in ADVERSARIAL_LOSSES:
        raise ValueError(
            f"adversarial_loss must be one of {tuple(ADVERSARIAL_LOSSES)} or a loss object. "
            f"Received: {loss!r}.{did_you_mean(loss, ADVERSARIAL_LOSSES)}"
        )
    return ADVERSARIAL_LOSSES[loss]()


def decision_threshold(loss) -> float | None:
    """Return the logit above which a discriminator of this loss calls a picture real.

    Args:
        loss: of `get_adversarial_loss`.

    Returns:
        Its `threshold`; `None` for a critic, whose values mean something beside each other only,
        and for a loss of one's own that says none.

    Example:
        >>> decision_threshold(LeastSquaresGANLoss()), decision_threshold(WassersteinGANLoss())
        (0.5, None)
    """
    return getattr(loss, "threshold", None)


def _float(logits):
    return ops.cast(logits, "float32")


def _mean(values):
    return ops.mean(values)

"""Losses of discriminators that answer with several maps of logits, or are several themselves."""

import keras
from keras import ops

from tfstyle.losses.adversarial import decision_threshold, get_adversarial_loss


def discriminator_loss(loss, real, fake):
    """Return `(loss on real, loss on fake)` for what a discriminator gives of both.

    Args:
        loss: of `get_adversarial_loss`.
        real: logits of any shape, or a list of several maps, whose losses add up; for a
            `JointGANLoss` a list of these, one a judge.
        fake: the same.

    Example:
        >>> import numpy as np
        >>> from tfstyle.losses import HingeGANLoss
        >>> logits = np.zeros((1, 4, 4, 1), "float32")
        >>> [float(x) for x in discriminator_loss(HingeGANLoss(), [logits] * 3, [logits] * 3)]
        [3.0, 3.0]
    """
    if isinstance(loss, JointGANLoss) or not isinstance(real, list | tuple):
        return loss.discriminator(real, fake)
    pairs = [loss.discriminator(*maps) for maps in zip(real, fake, strict=True)]
    on_real, on_fake = (sum(side) for side in zip(*pairs, strict=True))
    return on_real, on_fake


def generator_loss(loss, fake):
    """Return the generator's loss for what a discriminator gives of its pictures.

    Args:
        loss: of `get_adversarial_loss`.
        fake: as of `discriminator_loss`.
    """
    if isinstance(loss, JointGANLoss) or not isinstance(fake, list | tuple):
        return loss.generator(fake)
    return sum(loss.generator(one) for one in fake)


def logit_maps(loss, judged, threshold=None) -> list:
    """Return all maps of logits in what a discriminator gives, in one list.

    Args:
        loss: of `get_adversarial_loss`.
        judged: as of `discriminator_loss`.
        threshold: above which a logit calls a picture real. The maps of a judge with another one
            are shifted, so that this one tells for all; `None` leaves them as they are.
    """
    if not isinstance(judged, list | tuple):
        judged = [judged]
    if not isinstance(loss, JointGANLoss):
        own = decision_threshold(loss)
        shift = 0.0 if None in (own, threshold) else threshold - own
        return [ops.cast(one, "float32") + shift if shift else one for one in judged]
    pairs = zip(loss.losses, judged, strict=True)
    return [one for inner, maps in pairs for one in logit_maps(inner, maps, threshold)]


@keras.saving.register_keras_serializable("tfstyle")
class JointGANLoss:
    """The losses of several judges, weighed and added: for a `networks.JointDiscriminator`.

    `L_D = sum_k w_k L_D^k`, `L_G = sum_k w_k L_G^k`. A gradient penalty and the threshold of what
    counts as real are those of the first.

    Args:
        losses: one a judge: names of `ADVERSARIAL_LOSSES` or loss objects.
        weights: one a judge, above 0; 1 if not given.

    Raises:
        ValueError: not as many weights as losses, one that is not above 0, or a gradient penalty
            of any loss but the first.

    Example:
        >>> import numpy as np
        >>> loss = JointGANLoss(["least_squares", "hinge"], [1.0, 0.5])
        >>> patches, projected = np.zeros((1, 4, 4, 1), "float32"), np.ones((1, 2, 2, 1), "float32")
        >>> float(loss.generator([patches, [projected, projected]]))  # 1 + 0.5 (-1 - 1)
        0.0
    """

    def __init__(self, losses, weights=None):
        self.losses = [get_adversarial_loss(loss) for loss in losses]
        weights = [1.0] * len(self.losses) if weights is None else weights
        self.weights = [float(weight) for weight in weights]
        fits = len(self.losses) == len(self.weights) > 0
        if not (fits and all(0 < weight < float("inf") for weight in self.weights)):
            raise ValueError(
                "JointGANLoss takes a weight above 0 for each loss. "
                f"Received: {len(self.losses)} losses, weights={weights}"
            )
        if any(loss.gradient_penalty for loss in self.losses[1:]):
            raise ValueError(
                "JointGANLoss can penalize the gradients of its first judge alone: use another "
                f"loss, or gradient_penalty=0, for the others. Received: {losses}"
            )

    @property
    def gradient_penalty(self) -> float:
        """The weight of the first judge's gradient penalty."""
        return self.losses[0].gradient_penalty

    @property
    def threshold(self):
        """The logit above which the first judge calls a picture real."""
        return decision_threshold(self.losses[0])

    def discriminator(self, real, fake):
        """Return `(loss on real, loss on fake)` for lists of what each judge gives."""
        judged = zip(self.losses, real, fake, strict=True)
        pairs = [discriminator_loss(loss, *sides) for loss, *sides in judged]
        on_real, on_fake = (self._weighed(side) for side in zip(*pairs, strict=True))
        return on_real, on_fake

    def generator(self, fake):
        """Return the generator's loss for a list of what each judge gives of its pictures."""
        judged = zip(self.losses, fake, strict=True)
        return self._weighed(generator_loss(loss, one) for loss, one in judged)

    def _weighed(self, values):
        return sum(w * value for w, value in zip(self.weights, values, strict=True))

    def get_config(self) -> dict:
        """Return the constructor's arguments."""
        losses = [keras.saving.serialize_keras_object(loss) for loss in self.losses]
        return {"losses": losses, "weights": list(self.weights)}

    @classmethod
    def from_config(cls, config: dict):
        """Build the loss from `get_config()`."""
        return cls(**config)

    def __eq__(self, other):
        return type(self) is type(other) and self.get_config() == other.get_config()

    def __hash__(self):
        return hash((type(self), tuple(map(hash, self.losses)), tuple(self.weights)))

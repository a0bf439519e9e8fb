"""Losses on `keras.ops`: float32 whatever the precision, the mean over everything but scalars."""

from tfstyle.losses.adversarial import (
    ADVERSARIAL_LOSSES,
    HingeGANLoss,
    LeastSquaresGANLoss,
    NonSaturatingGANLoss,
    WassersteinGANLoss,
    get_adversarial_loss,
)
from tfstyle.losses.reconstruction import (
    CycleConsistencyLoss,
    IdentityLoss,
    L1Loss,
    L2Loss,
    mean_absolute_error,
    mean_squared_error,
)

__all__ = [
    "ADVERSARIAL_LOSSES",
    "CycleConsistencyLoss",
    "HingeGANLoss",
    "IdentityLoss",
    "L1Loss",
    "L2Loss",
    "LeastSquaresGANLoss",
    "NonSaturatingGANLoss",
    "WassersteinGANLoss",
    "get_adversarial_loss",
    "mean_absolute_error",
    "mean_squared_error",
]

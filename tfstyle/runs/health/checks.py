"""All checks, in the order in which they are told, and those that fit a model."""

import keras

from tfstyle.runs.health.check import Check
from tfstyle.runs.health.checkerboard import CHECKERBOARD
from tfstyle.runs.health.discriminator_accuracy import DISCRIMINATOR_ACCURACY
from tfstyle.runs.health.discriminator_bias import DISCRIMINATOR_BIAS
from tfstyle.runs.health.diversity import DIVERSITY
from tfstyle.runs.health.gradient_growth import GRADIENT_GROWTH
from tfstyle.runs.health.gradient_vanishing import GRADIENT_VANISHING
from tfstyle.runs.health.inversion import INVERSION
from tfstyle.runs.health.not_finite import NOT_FINITE
from tfstyle.runs.health.saturation import SATURATION

CHECKS: tuple[Check, ...] = (
    NOT_FINITE,
    DISCRIMINATOR_ACCURACY,
    DISCRIMINATOR_BIAS,
    GRADIENT_GROWTH,
    GRADIENT_VANISHING,
    DIVERSITY,
    INVERSION,
    SATURATION,
    CHECKERBOARD,
)


def get_check(name: str) -> Check | None:
    """Return the check of a name, `None` if there is none."""
    return next((check for check in CHECKS if check.name == name), None)


def fitting(model: keras.Model) -> list[Check]:
    """Return the checks that make sense for a model."""
    return [check for check in CHECKS if check.fits(model)]

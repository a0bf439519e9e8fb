"""Whatever goes in, the same comes out: collapse."""

import numpy as np

from tfstyle.runs.health.check import Check
from tfstyle.runs.health.small import small

# Mean differences of values in [-1, 1] that are none.
_NOTHING = 1e-3


def _diversity(seen):
    values = {}
    for name, way in seen.ways.items():
        if way.reference is None or min(len(way.made), len(way.reference)) < 2:
            continue
        usual = _spread(way.reference)
        if usual > _NOTHING:
            values[name] = _spread(way.made) / usual
    return values


def _spread(pictures):
    """Return the mean distance of two pictures; NaN where a picture is no picture."""
    # Without what is finer: noise on each is no difference in what they show.
    seen = np.stack([small(picture, 16).ravel() for picture in pictures])
    distances = [
        np.sqrt(np.mean(np.square(seen[i] - seen[j])))
        for i in range(len(seen)) for j in range(i)
    ]  # fmt: skip
    return float(np.mean(distances))


DIVERSITY = Check(
    name="diversity",
    title="distance of results from each other, as a part of real pictures'",
    measured="Mean distance of two results at 16 pixels, divided by that of two real pictures of "
    "what they should be, or of two sources where there are none.",
    threshold=0.1,
    direction="below",
    sentence="The results collapse: they are nearly the same whatever goes in",
    remedies=(
        "look whether train/ holds many different pictures",
        "lower train.learning_rate and train.discriminator_learning_rate",
        "loss.adversarial=wasserstein",
        "train.diff_augment='color,translation,cutout'",
        "a larger train.batch_size",
        "more loss.cycle",
        "more loss.content",
        "begin again from an earlier model by --init: it seldom recovers by itself",
    ),
    fits=lambda model: True,
    measure=_diversity,
)

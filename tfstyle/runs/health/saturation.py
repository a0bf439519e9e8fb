"""Pictures at the ends of the range: black, white, or both."""

import numpy as np

from tfstyle.runs.health.check import Check

# In [-1, 1]: the last level of 256 on each side.
_END = 1 - 1 / 255


def _saturation(seen):
    values = {}
    for name, way in seen.ways.items():
        usual = 0.0 if way.reference is None else _share(way.reference)
        values[name] = _share(way.made) - usual
    return values


def _share(pictures):
    """Return the share of values at an end."""
    return float(np.mean(np.abs(pictures) >= _END))


SATURATION = Check(
    name="saturation",
    title="values at the ends of the range, beyond real pictures' share",
    measured="Share of the results' values that are black or white, less that of real pictures, or "
    "of the sources where there are none.",
    threshold=0.4,
    sentence="The results saturate: most of their values are black or white",
    remedies=(
        "begin again, from an earlier model by --init, with a lower train.learning_rate",
        "train.clip_norm=1",
        "train.precision=float32: half precision overflows to black",
        "generator.normalization=instance",
    ),
    fits=lambda model: True,
    measure=_saturation,
    patience=2,
)

"""A lattice over the results, which strides leave behind."""

import numpy as np

from tfstyle import images
from tfstyle.metrics.checkerboard import FOUND, checkerboard
from tfstyle.runs.health.check import Check


def _lattice(seen):
    return {
        name: _strength(way.made) - (0.0 if way.reference is None else _strength(way.reference))
        for name, way in seen.ways.items() if np.isfinite(way.made).all()
    }  # fmt: skip


def _strength(pictures):
    """Return how much of a lattice the pictures have, by the one in their middle."""
    return float(np.median([checkerboard(picture) for picture in images.to_uint8(pictures)]))


CHECKERBOARD = Check(
    name="checkerboard",
    title="lattice",
    measured="The metric `checkerboard` of the results, their median, less that of real pictures, "
    "or of the sources where there are none.",
    threshold=FOUND,
    sentence="A checkerboard lies over the results: the strides of the network show",
    remedies=(
        "generator.upsampling=antialiased where the network has it, else resize",
        "more steps: a faint one fades",
        "train.ema=0.999",
    ),
    fits=lambda model: True,
    measure=_lattice,
    patience=5,
    # A network that begins to learn has one where it doubles sizes, by whatever method. At 2e-4
    # that of a small multi-scale generator is beyond the threshold for 150 steps, and gone by 200.
    after=500,
)

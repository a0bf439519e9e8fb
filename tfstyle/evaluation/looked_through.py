"""The networks that metrics look through, and what can be said of their weights."""

import hashlib
from collections.abc import Sequence

import numpy as np

from tfstyle import metrics
from tfstyle.errors import OfflineError


def encoders_for(names: Sequence[str], optional: bool) -> tuple[dict, list[str], list[str]]:
    """Load the networks that metrics look through.

    Args:
        names: of the metrics.
        optional: metrics whose network is not to be had are left out.

    Returns:
        The networks by name; the names of the metrics that are left; and why others are not.

    Raises:
        OfflineError: the weights of a network are not to be had, and it is not optional; or
            nothing is left.
    """
    encoders: dict[str, metrics.Encoder] = {}
    left, notes, last = list(names), [], None
    for network in metrics.needed_layers(map(metrics.get_metric, names)):
        # TensorFlow takes its seconds to load, and metrics of pixels do without.
        from tfstyle.evaluation.encoders import load_encoders

        through = [name for name in names if metrics.get_metric(name).network == network]
        try:
            encoders |= load_encoders(through)
        except OfflineError as error:
            if not optional:
                raise
            last = error
            left = [name for name in left if name not in through]
            notes.append(f"Left out {', '.join(through)}: {error}")
    if last and not left:
        raise OfflineError(f"{last} Or name metrics that need none, e.g. psnr,ssim.") from last
    return encoders, left, notes


def fingerprints(encoders) -> dict[str, str]:
    """Return the SHA-256 of each network's weights, wherever they came from."""
    return {name: _fingerprint(encoder) for name, encoder in encoders.items()}


def _fingerprint(encoder):
    digest = hashlib.sha256()
    for array in encoder.get_weights():
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()

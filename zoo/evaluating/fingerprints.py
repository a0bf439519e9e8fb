"""Which weights metrics looked through: figures of other weights are not to be compared."""

import hashlib
from collections.abc import Mapping

import numpy as np

# Of trained weights whose provenance is known.
_KNOWN: dict[str, str] = {}


def fingerprints(encoders: Mapping) -> dict[str, dict]:
    """Return `{network: {"layers", "sha256", "weights"}}`; the last in words, if they are known.

    Args:
        encoders: the networks by name, as `evaluation.encoders.load_encoders` returns them.
    """
    return {name: _of(encoder) for name, encoder in sorted(encoders.items())}


def _of(encoder):
    digest = hashlib.sha256()
    for weight in encoder.weights:
        digest.update(np.ascontiguousarray(weight.numpy()).tobytes())
    sha256 = digest.hexdigest()
    found = {"layers": list(encoder.layer_names), "sha256": sha256}
    return {**found, "weights": _KNOWN[sha256]} if sha256 in _KNOWN else found

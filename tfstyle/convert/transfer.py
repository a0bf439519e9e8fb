"""Arrays of a file into a network, and back."""

import numpy as np

from tfstyle.convert.recognition import Match, weights_of
from tfstyle.errors import CheckpointError


def load(match: Match, arrays, release=None):
    """Set the weights of a recognised network from the arrays of its file.

    Weights the file has none for stay as they begin; only biases that the project leaves out do.

    Args:
        match: without problems.
        arrays: by key; float16, float32 or float64.
        release: called after each array, to give its memory back: `Checkpoint.release`.

    Returns:
        The network.

    Raises:
        CheckpointError: an array is not of numbers, or not all of them are finite.
    """
    weights = weights_of(match.network)
    for entry in match.entries:
        array = arrays[entry.key]
        if array.dtype.kind != "f":
            raise CheckpointError(
                f"{entry.key} holds {array.dtype}, not floating point numbers. Quantized "
                "checkpoints cannot be converted; convert the original."
            )
        if not np.isfinite(array).all():
            raise CheckpointError(
                f"{entry.key} holds infinite or undefined numbers: the training that wrote this "
                "checkpoint failed. Use an earlier one."
            )
        weights[entry.path].assign(entry.to_keras(np.asarray(array, "float32")))
        if release is not None:
            release()
    return match.network


def dump(network, entries) -> dict[str, np.ndarray]:
    """Return the file's arrays of a network: those of `entries`, float32, in their order."""
    weights = weights_of(network)
    return {
        entry.key: np.ascontiguousarray(entry.from_keras(np.asarray(weights[entry.path])))
        for entry in entries
    }

"""Arrays of a file into a network, and back."""

import numpy as np

from tfstyle.convert.recognition import Match, weights_of
from tfstyle.errors import CheckpointError


def load(match: Match, arrays, release=lambda: None):
    """Set the weights of a recognised network from the arrays of its file.

    Weights the file has none for stay as they begin; only biases that the project leaves out do.

    Args:
        match: without problems.
        arrays: by key; float16, float32 or float64. Each is asked for once.
        release: gives back the memory of what was read of the file: `Checkpoint.release`. It is
            called for each array.

    Returns:
        The network.

    Raises:
        CheckpointError: an array is not of numbers, or not all of them are finite in float32.
    """
    weights = weights_of(match.network)
    for entry in match.entries:
        array = _single(entry.key, arrays[entry.key])
        release()  # of wider numbers, which are not needed any more
        weights[entry.path].assign(entry.to_keras(array))
        release()
    return match.network


def _single(key, array):
    """Return an array of a file as float32, whose numbers are all finite."""
    if array.dtype.kind != "f":
        raise CheckpointError(
            f"{key} holds {array.dtype}, not floating point numbers. Quantized checkpoints cannot "
            "be converted; convert the original."
        )
    with np.errstate(over="ignore"):  # told below
        single = np.asarray(array, "float32")
    if np.isfinite(single).all():
        return single
    if np.isfinite(array).all():
        raise CheckpointError(
            f"{key} holds numbers beyond float32's, up to {np.abs(array).max():.0e}: the training "
            "that wrote this checkpoint failed, or the file is damaged."
        )
    raise CheckpointError(
        f"{key} holds infinite or undefined numbers: the training that wrote this checkpoint "
        "failed. Use an earlier one."
    )


def dump(network, entries) -> dict[str, np.ndarray]:
    """Return the file's arrays of a network: those of `entries`, float32, in their order."""
    weights = weights_of(network)
    return {
        entry.key: np.ascontiguousarray(entry.from_keras(np.asarray(weights[entry.path])))
        for entry in entries
    }

"""The fixed filters that antialiased layers keep beside their weights."""

import numpy as np


def binomial(line, channels: int, gain: float = 1.0) -> np.ndarray:
    """Return a filter for each channel, float32 (channels, 1, k, k), that sums to `gain`.

    Args:
        line: its k weights along one side, e.g. `[1, 2, 1]`.
        channels: how many.
        gain: its sum: 1 to blur, 4 where three of four pixels are zeros.
    """
    kernel = np.outer(line, line).astype("float32")
    return np.tile(gain * kernel / kernel.sum(), (channels, 1, 1, 1))

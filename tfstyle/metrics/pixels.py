"""Distances of two pictures pixel by pixel, on uint8 as they would be shown."""

import numpy as np

from tfstyle.errors import DataError
from tfstyle.metrics.registry import metric


@metric(
    title="L1 in [-1, 1]", unit="", direction="lower", digits=3, compares="pair",
    protocol="Mean absolute difference of two pictures' uint8 values, on the scale [-1, 1].",
)  # fmt: skip
def l1(reference, picture) -> float:
    """Return the mean absolute difference of two pictures on the scale [-1, 1].

    Args:
        reference: uint8 array (H, W, C).
        picture: uint8 array of the same shape.

    Example:
        >>> l1(np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 51, np.uint8))
        0.4
    """
    return float(np.abs(_difference(reference, picture)).mean() / 127.5)


@metric(
    title="PSNR", unit=" dB", direction="higher", digits=2, compares="pair",
    protocol="Peak signal-to-noise ratio of two pictures' uint8 values, in dB.",
)  # fmt: skip
def psnr(reference, picture) -> float:
    """Return the peak signal-to-noise ratio in dB, `10 log10(255^2 / mean squared difference)`.

    Args:
        reference: uint8 array (H, W, C).
        picture: uint8 array of the same shape.

    Returns:
        dB; infinity for equal pictures.
    """
    error = float(np.square(_difference(reference, picture)).mean())
    return float("inf") if error == 0 else 10.0 * np.log10(255.0**2 / error)


def check_pair(reference, picture):
    """Check that two pictures can be compared pixel by pixel.

    Raises:
        ValueError: one that is no uint8 array (H, W, C).
        DataError: two sizes, or two numbers of channels.
    """
    for name, array in (("reference", reference), ("picture", picture)):
        if array.dtype != np.uint8 or array.ndim != 3:
            raise ValueError(
                f"{name} must be a uint8 array (H, W, C). Received: {array.dtype} {array.shape}"
            )
    if reference.shape != picture.shape:
        raise DataError(
            "Both pictures must have one size and the same channels. Received (height, width, "
            f"channels): {reference.shape} and {picture.shape}"
        )


def _difference(reference, picture):
    check_pair(reference, picture)
    return reference.astype("float64") - picture.astype("float64")

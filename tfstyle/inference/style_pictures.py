"""What a user may give as the style of a model that learns it from a picture."""

import os
from collections.abc import Mapping

import numpy as np

from tfstyle.errors import UnsupportedOptionError


def load_styles(style, size) -> list[tuple[np.ndarray, float]]:
    """Return the style pictures with their weights, which add up to 1.

    Args:
        style: a path, PIL image or uint8 array (H, W, 3); a list of them, or of
            (picture, weight); a mapping from paths to weights.
        size: pixels that the shorter side of each picture is scaled to, or `None`.

    Returns:
        `[(picture, weight)]`, pictures float32 (1, H, W, 3) in [-1, 1].

    Raises:
        UnsupportedOptionError: no picture, or weights that are negative or all 0.
        ImageError: a picture that cannot be read.
    """
    if style is None:
        raise UnsupportedOptionError(
            "style: this model paints in the style of a picture and needs one: "
            "style='painting.jpg', or --style painting.jpg."
        )
    pairs = [(picture, float(weight)) for picture, weight in _pairs(style)]
    weights = np.array([weight for _, weight in pairs], "float64")
    if not len(weights) or not (
        np.isfinite(weights).all() and weights.min() >= 0 and weights.sum() > 0
    ):
        raise UnsupportedOptionError(
            "style: give at least one picture; weights must not be negative and one must be above "
            f"0. Received weights: {weights.tolist()}"
        )
    weights /= weights.sum()
    return [
        (_read(picture, size), float(weight))
        for (picture, _), weight in zip(pairs, weights, strict=True)
    ]


def _pairs(style):
    if isinstance(style, Mapping):
        return list(style.items())
    if isinstance(style, tuple) and len(style) == 2 and isinstance(style[1], int | float):
        return [style]
    if isinstance(style, list | tuple):
        return [pair for item in style for pair in _pairs(item)]
    return [(style, 1.0)]


def _read(picture, size):
    from tfstyle import images
    from tfstyle.inference.picture import flatten

    if isinstance(picture, str | os.PathLike):
        pixels = images.read_image(picture, channels=3)
        height, width = pixels.shape[:2]
        needed = 2 * 4 * pixels.size  # whole, and by channel while it is resized
        images.check_memory(str(picture), width, height, needed, "is {size}; as float32 it takes")
        pixels = images.to_float(pixels)
    else:
        pictures, _ = flatten(picture)
        if len(pictures) != 1:
            raise UnsupportedOptionError(
                "style: one picture (H, W, 3) at a time, or a list of them. Received: "
                f"{len(pictures)} pictures in one array"
            )
        pixels = pictures[0].open(3).opaque()
    if size is not None:
        pixels = images.resize(pixels, images.shorter_side(size, pixels.shape[:2]))
    return np.asarray(pixels, "float32")[None]

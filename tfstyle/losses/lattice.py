"""Patterns that repeat with the strides of a network, all over a picture."""

from keras import ops

# What networks double three times repeats after 8 pixels, and so does what repeats after 2 or 4.
_PERIOD = 8


def lattice_loss(pictures):
    """Return how much more than chance repeats every 8 pixels, all over each picture.

    The fine part of a picture, what a mean over 8 pixels does not hold, is cut into tiles of 8x8
    and these are averaged: texture averages out, what each tile has alike stays. Of T tiles noise
    leaves 1/T of its power, a lattice all of it. The metric `checkerboard` (Odena et al. 2016)
    looks at the same frequencies in the spectrum.

    Args:
        pictures: (B, H, W, C), H and W at least 24.

    Returns:
        float32 scalar, the mean over the pictures of the logarithm of the part that stays, relative
        to noise's: 0 for noise and for what is smooth, log T for nothing but a lattice.

    Raises:
        ValueError: pictures smaller than 24 pixels a side, of a known size.

    Example:
        >>> import numpy as np
        >>> noise = np.random.default_rng(0).normal(size=(1, 72, 72, 3)).astype("float32")
        >>> lattice = (np.indices((72, 72)).sum(0) % 2)[None, ..., None].astype("float32")
        >>> float(lattice_loss(noise)) < 0.1, float(lattice_loss(noise + lattice)) > 2
        (True, True)
    """
    pictures = ops.cast(pictures, "float32")
    sides = pictures.shape[1:3]
    if any(side is not None and side < 3 * _PERIOD for side in sides):
        raise ValueError(f"lattice_loss needs pictures of 24 pixels a side. Received: {sides}")
    fine = _fine(pictures)
    height, width = ops.shape(fine)[1] // _PERIOD, ops.shape(fine)[2] // _PERIOD
    fine = fine[:, : height * _PERIOD, : width * _PERIOD]
    tiles = ops.reshape(fine, (-1, height, _PERIOD, width, _PERIOD, pictures.shape[-1]))
    alike = ops.mean(ops.square(ops.mean(tiles, axis=(1, 3))), axis=(1, 2, 3))  # (B,)
    # A picture's own texture is what it is measured by, not what should change.
    power = ops.stop_gradient(ops.mean(ops.square(fine), axis=(1, 2, 3)))
    beyond = alike * ops.cast(height * width, "float32") / (power + 1e-6)
    return ops.mean(ops.log(ops.maximum(beyond, 1.0)))


def _fine(pictures):
    """Return what is left without the mean over 8 pixels around each, 4 pixels of margin cut off.

    The mean is of 9 pixels, the outer ones counted half: it stands in the middle, and holds nothing
    of what repeats after 8.
    """
    inner = pictures[:, 4:-4, 4:-4]
    for pool in ((_PERIOD, 1), (1, _PERIOD), (2, 1), (1, 2)):
        pictures = ops.average_pool(pictures, pool, strides=1, padding="valid")
    return inner - pictures

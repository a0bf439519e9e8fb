"""Spoils a photograph in one known way to a known degree: what a judge of pictures learns from.

Severity is a number from 0, untouched, to 1. It runs in equal ratios: what is measured in pixels,
levels or area grows by the same factor from 0.1 to 0.2 as from 0.9 to 1, as the eye has it (Weber's
law). `data.damage` ages pictures by chance instead; nobody is told how badly.

Each function takes float32 (H, W, C), 0 to 255, the severity, and two whole numbers to draw from;
the same numbers give the same pattern at every severity, so that more is more of the same.
"""

import math
from collections.abc import Sequence

import tensorflow as tf

from tfstyle.errors import DataError, did_you_mean

_PERIODS = (2, 4, 8)  # pixels: of networks that enlarge by 2, once to three times
_HOLES = 5  # at most


def blur(picture, severity, seed):
    """Put out of focus: Gaussian of deviation `0.4 * 10^s`, 0.5 to 4 pixels."""
    height, width, channels = tf.unstack(tf.shape(picture))
    deviation = 0.4 * 10.0**severity
    # As matrix products: of so few channels several times faster than a convolution.
    out = _smearing(height, deviation) @ tf.reshape(picture, [height, -1])
    out = tf.reshape(out, [height, width, channels])
    return tf.einsum("ij,hjc->hic", _smearing(width, deviation), out)


def _smearing(size, deviation):
    """Return the matrix that blurs a row of pixels, mirrored at both ends: (size, size)."""
    to, of = tf.range(size)[:, None], tf.range(size)[None]
    mirrors = [of, -1 - of, 2 * size - 1 - of]
    weights = tf.add_n([
        tf.exp(-0.5 * (tf.cast(to - one, tf.float32) / deviation) ** 2) for one in mirrors
    ])
    return weights / tf.reduce_sum(weights, axis=1, keepdims=True)


def noise(picture, severity, seed):
    """Add normal noise of deviation `3 * 16^s`, 4 to 48 levels, gray to coloured."""
    height, width, channels = tf.unstack(tf.shape(picture))
    coloured = tf.random.stateless_uniform([], seed, alg="philox")
    draws = tf.random.stateless_normal([height, width, channels + 1], _next(seed), alg="philox")
    grain = tf.sqrt(1 - coloured) * draws[..., :1] + tf.sqrt(coloured) * draws[..., 1:]
    return picture + 3 * 16.0**severity * grain


def jpeg(picture, severity, seed):
    """Store as JPEG of quality `95 / 19^s`, 70 to 5, and read it again."""
    quality = tf.cast(tf.round(95.0 * 19.0**-severity), tf.int32)
    pixels = tf.cast(tf.round(tf.clip_by_value(picture, 0, 255)), tf.uint8)
    encoded = tf.raw_ops.EncodeJpegVariableQuality(images=pixels, quality=quality)
    decoded = tf.io.decode_jpeg(
        encoded, channels=picture.shape[-1], dct_method="INTEGER_ACCURATE"
    )
    return tf.cast(decoded, tf.float32)


def checkerboard(picture, severity, seed):
    """Lay a lattice over it, as networks do that enlarge: deviation `3 * 16^s` levels.

    A random tile of 2, 4 or 8 pixels, repeated (Odena et al. 2016, "Deconvolution and Checkerboard
    Artifacts").
    """
    height, width, _ = tf.unstack(tf.shape(picture))
    which, coloured = tf.unstack(tf.random.stateless_uniform([2], seed, alg="philox"))

    def tile(period):
        draws = tf.random.stateless_normal(
            [period, period, picture.shape[-1] + 1], _next(seed), alg="philox"
        )
        out = draws[..., :1] + tf.sqrt(coloured) * draws[..., 1:]
        out -= tf.reduce_mean(out, axis=(0, 1))
        out /= tf.sqrt(tf.reduce_mean(out**2) + 1e-6)
        times = [height // period + 1, width // period + 1, 1]
        return tf.tile(out, times)[:height, :width]

    index = tf.cast(which * len(_PERIODS) * 0.999, tf.int32)
    lattice = tf.switch_case(index, [lambda p=period: tile(p) for period in _PERIODS])
    return picture + 3 * 16.0**severity * lattice


def cast(picture, severity, seed):
    """Tint it all: a colour of the same brightness is added, up to `8 * 10^s` levels a channel."""
    if picture.shape[-1] == 1:
        return picture
    angle = 2 * math.pi * tf.random.stateless_uniform([], seed, alg="philox")
    thirds = tf.constant([0.0, 2 * math.pi / 3, 4 * math.pi / 3])
    return picture + 8 * 10.0**severity * tf.cos(angle + thirds)


def holes(picture, severity, seed):
    """Leave 1 to 5 patches out, flat in one colour: `0.4 * 50^s` percent of the area."""
    height, width, _ = tf.unstack(tf.cast(tf.shape(picture), tf.float32))
    draws = tf.random.stateless_uniform([_HOLES, 5], seed, alg="philox")
    first, kind, *colour = tf.unstack(tf.random.stateless_uniform([5], _next(seed), alg="philox"))
    count = tf.floor(1 + first * _HOLES * 0.999)
    own = 255 * tf.stack(colour)[: picture.shape[-1]]
    flat = tf.where(kind < 0.6, tf.round(tf.round(kind * 3.33) * 127.5), own)  # black, gray, white
    area = 0.004 * 50.0**severity * height * width / count
    rows, columns = tf.range(height)[:, None], tf.range(width)[None]
    out = picture
    for index in range(_HOLES):
        y, x, aspect, shape, _ = tf.unstack(draws[index])
        ratio = 2.0 ** (2 * aspect - 1)
        tall, wide = tf.sqrt(area * ratio) / 2, tf.sqrt(area / ratio) / 2
        # Inside of the picture, where it fits.
        y = tall + y * tf.maximum(height - 2 * tall, 0.0)
        x = wide + x * tf.maximum(width - 2 * wide, 0.0)
        down, right = tf.abs(rows - y) / tall, tf.abs(columns - x) / wide
        ellipse = tf.sqrt(down**2 + right**2) * math.sqrt(math.pi) / 2  # of the same area
        inside = tf.where(shape < 0.5, tf.maximum(down, right), ellipse) <= 1
        inside = tf.logical_and(inside, index < count)
        out = tf.where(inside[..., None], flat, out)
    return out


# In the order in which a judge lists them.
DEGRADATIONS = {
    "blur": blur,
    "noise": noise,
    "jpeg": jpeg,
    "checkerboard": checkerboard,
    "cast": cast,
    "holes": holes,
}
KINDS = tuple(DEGRADATIONS)


def degrade(picture, kind: str, severity: float, seed: Sequence[int] = (0, 0)):
    """Return the picture spoiled in one way.

    Args:
        picture: uint8 array or tensor (H, W, 1) or (H, W, 3).
        kind: a name in `DEGRADATIONS`.
        severity: 0 to 1.
        seed: two whole numbers that choose the pattern; more severe is more of the same.

    Returns:
        uint8 tensor (H, W, C).

    Raises:
        DataError: an unknown kind, or a severity out of range.

    Example:
        >>> import numpy as np
        >>> degrade(np.full((4, 4, 3), 128, "uint8"), "noise", 0.5).shape
        TensorShape([4, 4, 3])
    """
    if kind not in DEGRADATIONS:
        raise DataError(
            f"kind must be among {', '.join(map(repr, DEGRADATIONS))}. Received: {kind!r}."
            f"{did_you_mean(str(kind), DEGRADATIONS)}"
        )
    if not 0 <= severity <= 1:
        raise DataError(f"severity must be 0 to 1. Received: {severity}.")
    picture = tf.convert_to_tensor(picture)
    if severity == 0:
        return picture
    seed = tf.cast(tf.stack(seed), tf.int64)
    out = DEGRADATIONS[kind](tf.cast(picture, tf.float32), tf.constant(severity, tf.float32), seed)
    return as_pixels(out)


def as_pixels(picture):
    """Return what a file would hold: uint8, rounded and clipped."""
    return tf.cast(tf.round(tf.clip_by_value(picture, 0, 255)), tf.uint8)


def _next(seed):
    """Return another stream than that of a seed."""
    return tf.add(seed, tf.constant([0, 1], tf.int64))

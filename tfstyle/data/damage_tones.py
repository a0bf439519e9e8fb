"""Damage to tones and detail: fading, blur, grain and JPEG.

Each function takes a picture float32 (H, W, C), 0 to 255, a seed of its own and the strength, and
returns the same shape; values may leave the range, except those of `jpeg`.
"""

import math

import tensorflow as tf

from tfstyle.images import LUMA

_RADIUS = 4  # of the blur's kernel, pixels: two and a half deviations of the strongest


def fade(picture, seed, strength):
    """Lose contrast and colour, get lighter or darker, turn yellow.

    `out = tint (b + c (s x + (1 - s) luma(x)))` on values in [0, 1]: saturation s from 1 to 0.35,
    contrast c from 1 to 0.5, black b 25 to 85 % of the contrast lost, and a tint that takes up to
    10 % of green and 35 % of blue.
    """
    lost, gray, yellow, light = tf.unstack(_draw(seed, 4, strength))
    contrast, saturation = 1 - 0.5 * lost, 1 - 0.65 * gray
    offset = 255 * (1 - contrast) * (0.25 + 0.6 * light / strength)
    if picture.shape[-1] == 1:
        return offset + contrast * picture
    tint = tf.stack([1.0, 1 - 0.1 * yellow, 1 - 0.35 * yellow])
    gray = tf.reshape(tf.constant(LUMA), (3, 1)) * (1 - saturation)  # the same to all channels
    mix = contrast * (saturation * tf.eye(3) + gray) * tint
    return tf.tensordot(picture, mix, 1) + offset * tint


def blur(picture, seed, strength):
    """Put out of focus: Gaussian of deviation 0.4 to 1.6 pixels."""
    (amount,) = tf.unstack(_draw(seed, 1, strength))
    weights = [math.exp(-0.5 * offset**2) for offset in range(_RADIUS + 1)]
    weights = tf.stack(weights) ** (1 / (0.4 + 1.2 * amount) ** 2)
    weights = tf.unstack(weights / (2 * tf.reduce_sum(weights) - weights[0]))
    # The border repeats, so that a picture does not darken towards its edges.
    out = picture
    for _ in range(_RADIUS):
        out = tf.pad(out, [[1, 1], [1, 1], [0, 0]], "SYMMETRIC")
    height, width, _ = tf.unstack(tf.shape(picture))
    # Sums of shifted pictures: several times faster than a convolution of so few channels.
    rows = [out[place : place + height] for place in range(2 * _RADIUS + 1)]
    out = _weigh(rows, weights)
    return _weigh([out[:, place : place + width] for place in range(2 * _RADIUS + 1)], weights)


def _weigh(shifted, weights):
    out = weights[0] * shifted[_RADIUS]
    for offset in range(1, _RADIUS + 1):
        out += weights[offset] * (shifted[_RADIUS - offset] + shifted[_RADIUS + offset])
    return out


def noise(picture, seed, strength):
    """Add normal noise of deviation 3 to 25: film's gray grain, a sensor's colours, or both."""
    amount, coloured = tf.unstack(_draw(seed, 2, strength))
    height, width, channels = tf.unstack(tf.shape(picture))
    # The numbers of one seed are one stream; the noise takes a seed of its own.
    seed = tf.add(seed, [0, 1])
    draws = tf.random.stateless_normal([height, width, channels + 1], seed, alg="philox")
    coloured = tf.sqrt(coloured / strength)
    grain = tf.sqrt(1 - coloured**2) * draws[..., :1] + coloured * draws[..., 1:]
    return picture + (3 + 22 * amount) * grain


def jpeg(picture, seed, strength):
    """Store as JPEG of quality 90 down to 20, and read it again."""
    (amount,) = tf.unstack(_draw(seed, 1, strength))
    quality = tf.cast(90 - 70 * amount, tf.int32)
    pixels = tf.cast(tf.round(tf.clip_by_value(picture, 0, 255)), tf.uint8)
    encoded = tf.raw_ops.EncodeJpegVariableQuality(images=pixels, quality=quality)
    decoded = tf.io.decode_jpeg(
        encoded, channels=picture.shape[-1], dct_method="INTEGER_ACCURATE"
    )
    return tf.cast(decoded, tf.float32)


def _draw(seed, count, strength):
    """Return `count` numbers from 0 to `strength`."""
    return strength * tf.random.stateless_uniform([count], seed, alg="philox")

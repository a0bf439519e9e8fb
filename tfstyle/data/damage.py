"""Damages a picture: what a model learns to mend."""

import tensorflow as tf

_RADIUS = 5  # of the blur's kernel, pixels; three deviations of the strongest blur
_MOST_HOLES = 4


def damage(picture, seed):
    """Blur, add noise and cut holes; how much of each is drawn from `seed`.

    Gaussian blur of deviation 0 to 1.5 pixels, normal noise of deviation 0 to 25, and one to four
    gray rectangles of a tenth to a third of each side.

    Args:
        picture: uint8 tensor (H, W, C), 0 to 255.
        seed: two whole numbers; the same seed gives the same damage.

    Returns:
        uint8 (H, W, C).
    """
    seed = tf.cast(tf.stack(seed), tf.int64)
    size = tf.shape(picture)
    channels = picture.shape[-1]
    draw = tf.random.stateless_uniform([3 + 4 * _MOST_HOLES], seed, alg="philox")
    out = _blur(tf.cast(picture, tf.float32), 1.5 * draw[0], channels)
    # The numbers of one seed are one stream; the noise takes a seed of its own.
    noise_seed = tf.stack([-1 - seed[0], seed[1]])
    out += 25 * draw[1] * tf.random.stateless_normal(size, noise_seed, alg="philox")
    holes = 1 + tf.cast(draw[2] * _MOST_HOLES, tf.int32)
    rows, columns = tf.range(size[0])[:, None], tf.range(size[1])[None]
    hidden = tf.zeros(size[:2], tf.bool)
    for hole in range(_MOST_HOLES):
        tall, wide, down, right = tf.unstack(draw[3 + 4 * hole : 7 + 4 * hole])
        inside = _span(rows, size[0], tall, down) & _span(columns, size[1], wide, right)
        hidden |= inside & (hole < holes)
    out = tf.where(hidden[..., None], 128.0, out)
    return tf.cast(tf.round(tf.clip_by_value(out, 0, 255)), tf.uint8)


def _span(places, side, length, start):
    """Return where `places` lie in an interval of a tenth to a third of `side`."""
    side = tf.cast(side, tf.float32)
    length = tf.maximum(1.0, tf.floor(side * (0.1 + 0.23 * length)))
    start = tf.floor(start * (side - length + 1))
    places = tf.cast(places, tf.float32)
    return (places >= start) & (places < start + length)


def _blur(picture, deviation, channels):
    offsets = tf.range(-_RADIUS, _RADIUS + 1, dtype=tf.float32)
    kernel = tf.exp(-0.5 * (offsets / tf.maximum(deviation, 0.1)) ** 2)
    kernel = tf.tile((kernel / tf.reduce_sum(kernel))[:, None, None, None], [1, 1, channels, 1])
    # The border repeats, so that a picture does not darken towards its edges.
    out = picture[None]
    for _ in range(_RADIUS):
        out = tf.pad(out, [[0, 0], [1, 1], [1, 1], [0, 0]], "SYMMETRIC")
    out = tf.nn.depthwise_conv2d(out, kernel, [1, 1, 1, 1], "VALID")
    out = tf.nn.depthwise_conv2d(out, tf.transpose(kernel, [1, 0, 2, 3]), [1, 1, 1, 1], "VALID")
    return out[0]

"""Damage that hides the picture: scratches and missing patches.

Both take a picture float32 (H, W, C), 0 to 255, a seed of their own and the strength, and return
the same shape. They paint one mark after another over it, each with a soft edge of a pixel.
"""

import math

import tensorflow as tf

_MOST = 8  # scratches, and holes, of a picture of 256 pixels or more
_NUMBERS = 16  # drawn for one mark


def scratches(picture, seed, strength):
    """Draw 1 to 8 thin lines, bright or dark, a little bent, of a width that comes and goes.

    A line runs 20 to 220 pixels in any direction, most of them steeply, 0.6 to 3 pixels wide. With
    t from -1 to 1 along it, its middle lies at `bend t^2 + wave sin(4 t + phase)` to its side.
    """

    def cover(rows, columns, u, scale):
        y, x, angle, length, bend, wave, phase, width, wobble, bright, light, opaque = u[:12]
        # Steep ones are the most likely: film is drawn past what scratches it.
        angle = math.pi * (0.5 + 2 * (angle - 0.5) ** 3 * 2)
        half = scale * (10 + 100 * strength * length)
        along, across = _turned(rows - y, columns - x, angle)
        t = along / half
        middle = scale * (12 * (bend - 0.5) * t**2 + 4 * wave * tf.sin(4 * t + 6.3 * phase))
        width = scale * (0.3 + 1.2 * strength * width**2)
        width *= 0.65 + 0.35 * tf.sin(9 * t + 9 * wobble)
        # It fades out towards both ends.
        shown = tf.clip_by_value(4 * (1 - tf.abs(t)), 0, 1) * (0.5 + 0.5 * opaque)
        alpha = tf.clip_by_value(width + 0.5 - tf.abs(across - middle), 0, 1) * shown
        colour = tf.where(bright < 0.65, 205 + 50 * light, 60 * light)
        return alpha, tf.stack([colour, colour, 0.95 * colour])

    return _paint(picture, seed, strength, cover)


def holes(picture, seed, strength):
    """Tear out 1 to 8 patches down to the paper, or cover them: white, gray or black.

    A patch is an ellipse of half axes of 3 to 16 pixels with a ragged edge, its radius times
    `1 + 0.22 sin(3 a + p) + 0.12 sin(7 a + q)` at the angle a.
    """

    def cover(rows, columns, u, scale):
        y, x, angle, tall, wide, p, q, kind, light = u[:9]
        down, right = _turned(rows - y, columns - x, math.pi * angle)
        tall, wide = (scale * (3 + 13 * strength * side) for side in (tall, wide))
        radius = tf.sqrt((down / tall) ** 2 + (right / wide) ** 2)
        around = tf.atan2(down / tall, right / wide)
        edge = 1 + 0.22 * tf.sin(3 * around + 6.3 * p) + 0.12 * tf.sin(7 * around + 6.3 * q)
        alpha = tf.clip_by_value((edge - radius) * tf.minimum(tall, wide) + 0.5, 0, 1)
        colour = tf.where(kind < 0.5, 215 + 40 * light, tf.where(kind < 0.8, 128.0, 50 * light))
        return alpha, tf.stack([colour, 0.98 * colour, 0.93 * colour])

    return _paint(picture, seed, strength, cover)


def _paint(picture, seed, strength, cover):
    """Paint the marks that `cover(rows, columns, numbers, scale)` gives as (alpha, colour)."""
    height, width = tf.unstack(tf.cast(tf.shape(picture)[:2], tf.float32))
    scale = tf.minimum(height, width) / 256
    most = 1 + (_MOST - 1) * strength * tf.minimum(scale, 1)
    scale = tf.maximum(scale, 1)
    draws = tf.random.stateless_uniform([_MOST, _NUMBERS], seed, alg="philox")
    extra = tf.random.stateless_uniform([], tf.add(seed, [0, 1]), alg="philox")
    count = tf.cast(tf.floor(1 + extra * most * 0.999), tf.int32)
    rows = tf.range(height)[:, None]
    columns = tf.range(width)[None]

    def one(index, out):
        u = tf.unstack(draws[index])
        alpha, colour = cover(rows, columns, [u[0] * height, u[1] * width, *u[2:]], scale)
        alpha = alpha[..., None]
        return index + 1, out + alpha * (colour[: picture.shape[-1]] - out)

    _, out = tf.while_loop(
        lambda index, _: index < count, one, (0, picture), parallel_iterations=1,
        shape_invariants=(tf.TensorShape([]), tf.TensorShape([None, None, picture.shape[-1]])),
    )  # fmt: skip
    return out


def _turned(down, right, angle):
    """Return the coordinates along and across a direction; angle 0 points to the right."""
    cos, sin = tf.cos(angle), tf.sin(angle)
    return right * cos + down * sin, down * cos - right * sin

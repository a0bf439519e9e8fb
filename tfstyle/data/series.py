"""What a judge of pictures is shown: one photograph, whole and spoiled, in order of severity.

Four examples in a row are made of the same cut of a photograph: 0 is untouched, 1 and 2 are spoiled
in the same way, 2 more than 1, and 3 is a bad picture from a folder of such, or spoiled in two
ways. Which, and how badly, is drawn from the number of the series.
"""

import tensorflow as tf

from tfstyle.data.degradations import DEGRADATIONS, as_pixels

# Examples of one cut, and the share of the last of them that are bad pictures where there are any.
MEMBERS = 4
_BAD = 0.75
# The severity of what nobody knows.
UNKNOWN = -1.0
_KINDS = len(DEGRADATIONS)


@tf.autograph.experimental.do_not_convert  # all is TensorFlow's already; it takes half a minute
def member(pictures, seed, place, view: int):
    """Return an example of a series.

    Args:
        pictures: uint8 (S, S, C), a photograph, and a bad picture where there is a folder of them.
        seed: two whole numbers, of the series.
        place: int, 0 to 3.
        view: pixels of a side to show; at most S.

    Returns:
        The picture, uint8 (view, view, C), and its severities, float32 (kinds,), in the order of
        `degradations.DEGRADATIONS`: `UNKNOWN` for bad pictures.
    """
    seed = tf.cast(tf.stack(seed), tf.int64)
    seeds = tf.random.stateless_uniform(
        [5, 2], seed, minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
    numbers = tf.random.stateless_uniform([6], seeds[0], alg="philox")
    kinds = tf.cast(numbers[:2] * _KINDS * 0.999, tf.int32)
    first, second = kinds[0], (kinds[0] + 1 + kinds[1] % (_KINDS - 1)) % _KINDS
    # At least a fifth apart, from hardly seen to spoiled.
    low = 0.02 + 0.78 * numbers[2]
    high = low + 0.2 + (0.8 - low) * numbers[3]
    severity = tf.stack([0.0, low, high, 0.8 * numbers[2]])[place]

    def spoiled():
        photo = tf.cast(_seen(pictures[0], seeds[1], view), tf.float32)
        out = _spoil(photo, first, severity, seeds[2])
        severities = severity * tf.one_hot(first, _KINDS)
        both = tf.equal(place, MEMBERS - 1)
        other = 0.05 + 0.75 * numbers[4]
        out = tf.cond(both, lambda: _spoil(out, second, other, seeds[3]), lambda: out)
        return out, severities + tf.where(both, other, 0.0) * tf.one_hot(second, _KINDS)

    def bad():
        return tf.cast(_seen(pictures[1], seeds[4], view), tf.float32), tf.fill([_KINDS], UNKNOWN)

    if len(pictures) > 1:
        from_folder = tf.logical_and(tf.equal(place, MEMBERS - 1), numbers[5] < _BAD)
        out, severities = tf.cond(from_folder, bad, spoiled)
    else:
        out, severities = spoiled()
    out.set_shape([view, view, pictures[0].shape[-1]])
    severities.set_shape([_KINDS])
    return as_pixels(out), severities


def _spoil(picture, kind, severity, seed):
    """Degrade by the number of the kind; nothing at a severity of 0."""
    functions = [
        lambda f=function: tf.ensure_shape(f(picture, severity, seed), picture.shape)
        for function in DEGRADATIONS.values()
    ]
    return tf.cond(severity > 0, lambda: tf.switch_case(kind, functions), lambda: picture)


def _seen(picture, seed, view):
    """Return `view` x `view` pixels: every other time as they are, else shrunk from more.

    What is blurred, stored or enlarged badly shows in single pixels: these must be the camera's
    own, or the camera's well shrunk.
    """
    size = picture.shape[0]
    shrinks, wide, top, left = tf.unstack(
        tf.random.stateless_uniform([4], seed, alg="philox")
    )
    side = tf.where(shrinks < 0.5, float(view), view + wide * (size - view))
    side = tf.cast(tf.round(side), tf.int32)
    room = tf.cast(size - side, tf.float32)
    top, left = tf.cast(top * room, tf.int32), tf.cast(left * room, tf.int32)
    cut = picture[top : top + side, left : left + side]

    def shrunk():
        return as_pixels(tf.image.resize(tf.cast(cut, tf.float32), [view, view], "area"))

    return tf.cond(side > view, shrunk, lambda: cut)

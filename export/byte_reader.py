"""Bytes of a string tensor as numbers, and walks over a file's segments, all in the graph."""

# No file of good will has more segments before what is looked for; a walk ends there.
MOST_SEGMENTS = 16384


class ByteReader:
    """Reads numbers from a scalar string tensor; beyond its end everything is zero.

    Args:
        data: string (), a file's bytes.

    Attributes:
        size: int64 (), the number of bytes.
    """

    def __init__(self, data):
        import tensorflow as tf

        self._data = data
        self.size = tf.cast(tf.strings.length(data), tf.int64)

    def take(self, position, count: int):
        """Return int64 (count,): the bytes from `position` on."""
        import tensorflow as tf

        inside = tf.clip_by_value(tf.cast(position, tf.int64), 0, self.size)
        raw = tf.io.decode_raw(tf.strings.substr(self._data, inside, count), tf.uint8)
        raw = tf.pad(tf.cast(raw, tf.int64), [[0, count - tf.size(raw)]])
        raw.set_shape([count])
        return raw

    def starts(self, magic: bytes, position=0):
        """Return whether `magic` stands at `position`."""
        return equals(self.take(position, len(magic)), magic)

    def walk(self, step, start, *found):
        """Go from segment to segment and return what was found on the way.

        Args:
            step: function of `(position, *found)` to `(next position, *found)`; a next position
                that is not behind the present one ends the walk.
            start: int64, the first position.
            *found: int64 values to begin with.

        Returns:
            The last `found`, and as the last value whether the walk had to stop before the end.
        """
        import tensorflow as tf

        def body(position, going, *found):
            following, *found = step(position, *found)
            return following, following > position, *found

        position, going, *found = tf.while_loop(
            lambda position, going, *_: going & (position < self.size),
            body,
            (tf.cast(start, tf.int64), tf.constant(True), *found),
            maximum_iterations=MOST_SEGMENTS,
            parallel_iterations=1,
        )
        return *found, going & (position < self.size)


def equals(values, magic: bytes):
    """Return whether the first of `values`, int64 (n,), are the bytes of `magic`."""
    import tensorflow as tf

    return tf.reduce_all(values[: len(magic)] == tf.constant(list(magic), tf.int64))


def big(values):
    """Return the whole number of int64 bytes (..., n), the most significant first."""
    import tensorflow as tf

    powers = [256**place for place in reversed(range(values.shape[-1]))]
    return tf.reduce_sum(values * tf.constant(powers, tf.int64), axis=-1)


def little(values):
    """Return the whole number of int64 bytes (..., n), the least significant first."""
    return big(values[..., ::-1])

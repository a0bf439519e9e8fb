"""Photographs turned upright in the graph, as their EXIF orientation says.

A camera stores what its sensor saw, and a number from 1 to 8 for how to look at it (EXIF 2.32, tag
0x0112): mirrored, upside down, or lying on one side.
"""

from tfstyle.export.byte_reader import big, equals, little

_ORIENTATION = 0x0112
_ENTRY = 12  # bytes of a TIFF field: tag, type, count, value
_MOST_ENTRIES = 256


def orientation(reader, tiff):
    """Return int64 (), 1 to 8: the orientation in the EXIF data that begins at `tiff`.

    Args:
        reader: the file's `ByteReader`.
        tiff: int64 (), position of the TIFF structure, 0 for none.

    Returns:
        1, "as it lies", also for data that is damaged, as every reader of photographs takes it.
    """
    import tensorflow as tf

    head = reader.take(tiff, 8)
    is_big, is_little = equals(head, b"MM\0*"), equals(head, b"II*\0")

    def number(values):
        return tf.where(is_big, big(values), little(values))

    directory = tiff + number(head[4:8])
    count = tf.minimum(number(reader.take(directory, 2)), _MOST_ENTRIES)
    raw = reader.take(directory + 2, _MOST_ENTRIES * _ENTRY)
    entries = tf.reshape(raw, [_MOST_ENTRIES, _ENTRY])
    ours = (number(entries[:, :2]) == _ORIENTATION) & (
        tf.range(_MOST_ENTRIES, dtype=tf.int64) < count
    )
    short = number(entries[:, 2:4]) == 3
    values = tf.where(short, number(entries[:, 8:10]), number(entries[:, 8:12]))
    value = tf.reduce_max(tf.where(ours, values, 0))
    known = (tiff > 0) & (is_big | is_little) & (value >= 1) & (value <= 8)
    return tf.where(known, value, 1)


def upright(picture, turned):
    """Return a picture (H, W, C), or (W, H, C), as it is meant to be looked at.

    Args:
        picture: tensor (H, W, C).
        turned: int64 (), from `orientation`.
    """
    import tensorflow as tf

    def one_of(*values):
        return tf.reduce_any(turned == tf.constant(values, tf.int64))

    def when(condition, change, picture):
        return tf.cond(condition, lambda: change(picture), lambda: picture)

    picture = when(turned >= 5, lambda x: tf.transpose(x, [1, 0, 2]), picture)
    picture = when(one_of(2, 3, 6, 7), lambda x: tf.reverse(x, [1]), picture)
    return when(one_of(3, 4, 7, 8), lambda x: tf.reverse(x, [0]), picture)

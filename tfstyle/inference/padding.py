"""Any size through a network that wants multiples: mirror the edges, run, cut back.

Everything here is written with arithmetic operators and what NumPy and `keras.ops` call by the
same names, so that whole numbers, arrays and the unknown sizes of a traced graph take the same
path: what is exported is what ran. Arrays never ask for Keras, which an exported file does without.
"""

import numpy as np


def padded_size(size, multiple: int, minimum: int):
    """Return the smallest multiple of `multiple` that is at least `size` and `minimum`.

    Args:
        size: pixels, a whole number or an int32 scalar of a graph.
        multiple: what the network halves down to.
        minimum: the smallest size the network takes.

    Example:
        >>> padded_size(100, multiple=32, minimum=64), padded_size(7, multiple=4, minimum=8)
        (128, 8)
    """
    # max(a, b) = (a + b + |a - b|) / 2 needs no operation that tells numbers from tensors.
    size = (size + minimum + abs(size - minimum)) // 2
    return (size + multiple - 1) // multiple * multiple


def mirror_index(position, size, ops=np):
    """Return the pixel that stands at `position` when a row is mirrored over and over.

    A triangle wave: positions ... -2 -1 0 1 2 ... of a row of 3 show 2 1 0 1 2 1 0 ... Unlike
    reflection by slices it holds for any distance, and for a row of a single pixel.

    Args:
        position: whole numbers, may be negative.
        size: pixels of the row, at least 1.
        ops: what has `maximum` for these numbers, `keras.ops` for tensors.

    Example:
        >>> import numpy as np
        >>> mirror_index(np.arange(-3, 6), 3).tolist()
        [1, 2, 1, 0, 1, 2, 1, 0, 1]
    """
    last = size - 1
    period = 2 * last + 1 // (last + 1)  # 1 // (last + 1) is 1 for a single pixel, else 0

    def size_of(value):
        # Not `abs`: OpenVINO 2026.4 takes positions counted from a known size for positive ones,
        # and leaves it out; every picture of that size then has other edges.
        return ops.maximum(value, -value)

    # The wave is the same to both sides of 0; of negative numbers remainders differ by converter.
    return last - size_of(last - size_of(position) % period)


def call_padded(function, pictures, *, multiple: int, minimum: int):
    """Run `function` on pictures of any size and return its result at their size.

    The pictures are mirrored around their middle up to a size that fits, and cut back.

    Args:
        function: maps (B, H, W, C) with fitting H and W to (B, H, W, D).
        pictures: (B, h, w, C), array or tensor; h and w may be unknown while tracing, and as small
            as 1.
        multiple: H and W are multiples of this.
        minimum: H and W are at least this.

    Returns:
        (B, h, w, D), any range, of the kind that `function` returns.

    Example:
        >>> import numpy as np
        >>> call_padded(lambda x: -x, np.ones((1, 5, 1, 3)), multiple=4, minimum=8).shape
        (1, 5, 1, 3)
    """
    ops = _operations_of(pictures)
    shape = ops.shape(pictures)
    missing = [padded_size(size, multiple, minimum) - size for size in shape[1:3]]
    if all(isinstance(more, int) and more == 0 for more in missing):
        return function(pictures)
    for axis, size, more in zip((1, 2), shape[1:3], missing, strict=True):
        index = mirror_index(ops.arange(-(more // 2), size + more - more // 2), size, ops)
        pictures = ops.take(pictures, index, axis=axis)
    top, left = (more // 2 for more in missing)
    return function(pictures)[:, top : top + shape[1], left : left + shape[2], :]


def _operations_of(pictures):
    """Return NumPy for arrays, and for tensors what Keras has by the same names."""
    if isinstance(pictures, np.ndarray):
        return np
    from keras import ops

    return ops

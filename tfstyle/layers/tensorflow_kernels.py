"""TensorFlow kernels that beat their `keras.ops` spelling, and the switch that turns them off.

Each has a plain twin in the file of the layer that uses it; `tests/layers` prove both equal. The
exporter works inside `plain_operations()`, because TFLite knows no training-mode batch norm.
Importing this module does not import TensorFlow.
"""

import contextlib
from collections.abc import Iterator

import keras

_plain = False


@contextlib.contextmanager
def plain_operations() -> Iterator[None]:
    """Use only `keras.ops` inside the block, so that what is traced there can be exported."""
    global _plain
    before, _plain = _plain, True
    try:
        yield
    finally:
        _plain = before


def enabled() -> bool:
    """True when the TensorFlow kernels may be used: right backend, and not exporting."""
    return keras.config.backend() == "tensorflow" and not _plain


def instance_normalization(x, gamma, beta, epsilon: float):
    """Instance norm as one fused batch norm a picture; 1.1-1.4 times faster on a CPU.

    Batch norm in training mode over a batch of one takes its statistics over that picture alone,
    which *is* instance normalization (Ulyanov et al. 2016, equation 3).

    Args:
        x: tensor (B, H, W, C) with a static B.
        gamma: float32 (C,), the scale.
        beta: float32 (C,), the offset.
        epsilon: added to the variance.

    Returns:
        Tensor like `x`.
    """
    import tensorflow as tf

    normalized = [
        tf.raw_ops.FusedBatchNormV3(
            x=picture, scale=gamma, offset=beta, mean=[], variance=[], epsilon=epsilon
        )[0]
        for picture in ([x] if x.shape[0] == 1 else tf.split(x, x.shape[0]))
    ]
    return normalized[0] if len(normalized) == 1 else tf.concat(normalized, axis=0)


def require_size(x, minimum, multiple: int, message: str):
    """Stop the graph at a picture that is too small or no multiple, where tracing can't know it.

    Args:
        x: tensor (B, H, W, C).
        minimum: (height, width).
        multiple: what H and W must be multiples of.
        message: said before the size.

    Returns:
        `x`, behind the check.
    """
    import tensorflow as tf

    size = tf.shape(x)[1:3]
    fits = tf.reduce_all((size >= minimum) & (size % multiple == 0))
    with tf.control_dependencies([tf.debugging.Assert(fits, [message, size])]):
        return tf.identity(x)


def resize_nearest(x, factor: int):
    """Repeat every pixel `factor` times along H and W, keeping the channels static.

    Args:
        x: tensor (B, H, W, C); H and W may be unknown while tracing.
        factor: whole number of copies.

    Returns:
        Tensor (B, factor H, factor W, C).
    """
    import tensorflow as tf

    height, width = (size and size * factor for size in x.shape[1:3])
    out = tf.raw_ops.ResizeNearestNeighbor(images=x, size=tf.shape(x)[1:3] * factor)
    out.set_shape([x.shape[0], height, width, x.shape[3]])
    return out


def resize_bilinear(x):
    """Double H and W by bilinear interpolation, 10 to 30 times as fast as repeating and blurring.

    Args:
        x: tensor (B, H, W, C); H and W may be unknown while tracing.

    Returns:
        Tensor (B, 2H, 2W, C).
    """
    import tensorflow as tf

    height, width = (size and size * 2 for size in x.shape[1:3])
    size = tf.shape(x)[1:3] * 2
    out = tf.raw_ops.ResizeBilinear(images=x, size=size, half_pixel_centers=True)  # float32
    out.set_shape([x.shape[0], height, width, x.shape[3]])
    return tf.cast(out, x.dtype)

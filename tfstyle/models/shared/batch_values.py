"""The values in a batch, looked at while a graph runs, and told as the errors that they are."""

import contextlib
import re

import numpy as np

from tfstyle.errors import DataError

# Pictures are in [-1, 1]; resampling and augmentation may reach a little beyond. What lies above
# this was never scaled.
_MOST = 2.0
_MARK = "tfstyle: values out of range in"
_NONE = "tfstyle: a replica without pictures"


def check_scaled_array(pictures: np.ndarray, name: str) -> None:
    """Refuse an array of 0 to 255 for [-1, 1].

    Raises:
        DataError: it was never scaled.
    """
    most = np.abs(pictures).max(initial=0)
    if most > _MOST:
        raise _out_of_range(name, float(most))


def check_scaled(pictures, name: str) -> None:
    """Refuse a tensor of 0 to 255: at once if its values are there, else when the graph runs.

    On the processor, where the batch comes from: an accelerator need not be waited for. A pass
    over the pictures takes a thousandth of the time of a step that learns from them.
    """
    import tensorflow as tf

    with tf.device("CPU:0"):
        most = tf.reduce_max(tf.abs(pictures))
        if tf.executing_eagerly():
            if float(most) > _MOST:
                raise _out_of_range(name, float(most))
        else:
            # NaN is for those to report who look at the losses.
            fine = tf.logical_or(most <= _MOST, tf.math.is_nan(most))
            tf.debugging.Assert(fine, [f"{_MARK} {name}", most])


def with_pictures(pictures):
    """Return a tensor of which a replica must have a picture: before a kernel fails on none."""
    import tensorflow as tf

    told = tf.debugging.Assert(tf.shape(pictures)[0] > 0, [_NONE])
    with tf.control_dependencies([told] if told is not None else []):
        return tf.identity(pictures)


@contextlib.contextmanager
def explained():
    """Turn what a graph says about a batch into the error it stands for.

    Raises:
        DataError: pictures were not scaled to [-1, 1], or a replica got none.
    """
    try:
        yield
    except Exception as error:
        if _NONE in str(error):
            raise DataError(
                "A replica was left without pictures: the last batch has fewer than there are "
                "devices. Leave it out with dataset.batch(B, drop_remainder=True), or use a number "
                "of pictures that divides."
            ) from None
        found = re.search(rf"{_MARK} (\w+)\W+\[?([\d.e+]+)", str(error))
        if not found:
            raise
        raise _out_of_range(found[1], float(found[2])) from None


def _out_of_range(name, most):
    return DataError(
        f"{name} must be in [-1, 1]. Received values up to {most:g}. Scale the pictures: "
        "x / 127.5 - 1 for 0 to 255."
    )

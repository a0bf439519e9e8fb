"""The sizes of pictures that a layer or a network takes, checked before a kernel is asked.

What a kernel makes of too small a picture depends on the processor. Where a convolution would leave
nothing, Eigen returns an empty tensor, whose mean is not a number; oneDNN returns memory as it lies
there, in the shape of the input. Neither stops the training.
"""

import keras

from tfstyle.layers import tensorflow_kernels


def check_known_size(owner: str, pictures, minimum, multiple: int = 1):
    """Check H and W where they are known, and that there is a picture at all.

    Args:
        owner: who takes the pictures, for the message.
        pictures: (B, H, W, C), a tensor of any kind.
        minimum: of H and of W, a whole number or (height, width).
        multiple: what H and W must be multiples of.

    Raises:
        ValueError: too small, not a multiple, or no picture.

    Example:
        >>> import numpy as np
        >>> check_known_size("UNetGenerator", np.zeros((1, 8, 12, 3)), 8, 8)
        Traceback (most recent call last):
        ValueError: UNetGenerator takes pictures of 8x8 pixels or more, both sides multiples of 8. \
Received: 8x12
    """
    minimum = _pair(minimum)
    batch, height, width = pictures.shape[:3]
    if batch == 0:  # the kernels part ways here, too
        raise ValueError(f"{owner} takes one picture or more. Received: a batch of none")
    for size, least in zip((height, width), minimum, strict=True):
        if size is not None and (size < least or size % multiple):
            raise ValueError(f"{_wanted(owner, minimum, multiple)} {height}x{width}")


def check_size(owner: str, pictures, minimum, multiple: int = 1):
    """Return `pictures` with H and W checked, those that a graph leaves open when it runs.

    Not inside of `tensorflow_kernels.plain_operations`: what is exported pads its pictures.

    Args:
        owner: as the others, see `check_known_size`.
        pictures: (B, H, W, C).
        minimum: of H and of W.
        multiple: what H and W must be multiples of.

    Raises:
        ValueError: too small, not a multiple, or no picture; of sizes that only the run knows it
            is `tf.errors.InvalidArgumentError`, with the same words.
    """
    check_known_size(owner, pictures, minimum, multiple)
    unknown = None in pictures.shape[1:3] and not isinstance(pictures, keras.KerasTensor)
    if unknown and tensorflow_kernels.enabled():
        minimum = _pair(minimum)
        return tensorflow_kernels.require_size(
            pictures, minimum, multiple, _wanted(owner, minimum, multiple)
        )
    return pictures


def _pair(minimum):
    return (minimum, minimum) if isinstance(minimum, int) else tuple(minimum)


def _wanted(owner, minimum, multiple):
    sides = f", both sides multiples of {multiple}" if multiple > 1 else ""
    return f"{owner} takes pictures of {minimum[0]}x{minimum[1]} pixels or more{sides}. Received:"

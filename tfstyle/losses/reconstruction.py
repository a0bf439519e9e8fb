"""Losses that compare two pictures pixel by pixel.

All are means over every pixel and channel, in float32, of pictures (B, H, W, C) in [-1, 1].
"""

import math
import numbers

import keras
from keras import ops


def mean_absolute_error(target, output):
    """Return `mean |target - output|`, the L1 loss of pix2pix (Isola et al. 2017, equation 3)."""
    return ops.mean(ops.abs(ops.cast(target, "float32") - ops.cast(output, "float32")))


def mean_squared_error(target, output):
    """Return `mean (target - output)^2`, the L2 loss, which blurs more than L1."""
    return ops.mean(ops.square(ops.cast(target, "float32") - ops.cast(output, "float32")))


def charbonnier_distance(target, output, softness=0.002):
    """Return `mean sqrt((target - output)^2 + softness^2) - softness`, of equal pictures 0.

    L1 with a slope that fades within `softness`, a quarter of a level of 255 if not given
    (Charbonnier et al. 1994): what is as good as equal no longer pulls.
    """
    difference = ops.cast(target, "float32") - ops.cast(output, "float32")
    return ops.mean(charbonnier(difference, softness))


def charbonnier(difference, softness=0.002):
    """Return `sqrt(difference^2 + softness^2) - softness` of every number, see above."""
    return ops.sqrt(ops.square(difference) + softness**2) - softness


def psnr_loss(target, output, visible=2 / 255):
    """Return the mean over pictures of `log10(1 + mean (target - output)^2 / visible^2)`.

    It falls by 1 for each 10 dB of PSNR, which "Simple Baselines for Image Restoration" (Chen et
    al. 2022) maximizes: a tenth of the damage counts the same of a picture with little as of one
    with much, a light scratch as much as faded tones. Below `visible` it levels off, and equal
    pictures do not pull.

    Args:
        target: (B, H, W, C) in [-1, 1].
        output: the same.
        visible: root of the mean square distance that nobody sees, a level of 255 if not given.

    Example:
        >>> import numpy as np
        >>> target = np.zeros((1, 4, 4, 1), "float32")
        >>> [round(float(psnr_loss(target, target + x)), 2) for x in (0.0, 0.2, 2.0)]
        [0.0, 2.81, 4.81]
    """
    difference = ops.cast(target, "float32") - ops.cast(output, "float32")
    squares = ops.mean(ops.square(difference), axis=(1, 2, 3))
    return ops.mean(ops.log1p(squares / visible**2)) / math.log(10)


class _Weighted:
    """A distance times its weight; `weight=0` means that the caller skips the pass for it."""

    distance = staticmethod(mean_absolute_error)

    def __init__(self, weight):
        if not isinstance(weight, numbers.Real) or not weight >= 0:
            raise ValueError(
                f"{type(self).__name__} needs weight >= 0, the number that its distance is "
                f"multiplied by. Received: {weight!r}"
            )
        self.weight = weight

    def __call__(self, target, output):
        """Return the weighted distance of two pictures (B, H, W, C) in [-1, 1]."""
        return self.weight * self.distance(target, output)

    def __bool__(self):
        """True if the loss takes part at all."""
        return self.weight > 0

    def get_config(self) -> dict:
        """Return the constructor's arguments."""
        return {"weight": self.weight}

    @classmethod
    def from_config(cls, config: dict):
        """Build the loss from `get_config()`."""
        return cls(**config)


@keras.saving.register_keras_serializable("tfstyle")
class L1Loss(_Weighted):
    """`weight * mean |target - output|`; pix2pix weighs it 100 (Isola et al. 2017, section 3.3).

    Example:
        >>> import numpy as np
        >>> float(L1Loss(100.0)(np.zeros((1, 2, 2, 3)), np.full((1, 2, 2, 3), 0.5)))
        50.0
    """

    def __init__(self, weight=100.0):
        super().__init__(weight)


@keras.saving.register_keras_serializable("tfstyle")
class L2Loss(_Weighted):
    """`weight * mean (target - output)^2`."""

    distance = staticmethod(mean_squared_error)

    def __init__(self, weight=100.0):
        super().__init__(weight)


@keras.saving.register_keras_serializable("tfstyle")
class CharbonnierLoss(_Weighted):
    """`weight * charbonnier_distance(target, output)`, the loss of many restorers."""

    distance = staticmethod(charbonnier_distance)

    def __init__(self, weight=1.0):
        super().__init__(weight)


@keras.saving.register_keras_serializable("tfstyle")
class CycleConsistencyLoss(_Weighted):
    """`weight * mean |x - G_ba(G_ab(x))|` (Zhu et al. 2017, equation 2)."""

    def __init__(self, weight=10.0):
        super().__init__(weight)


@keras.saving.register_keras_serializable("tfstyle")
class IdentityLoss(_Weighted):
    """`weight * mean |b - G_ab(b)|`: a picture already in the domain stays (section 5.2).

    The paper's weight is 0.5 *relative to* the cycle's 10, which is 5 here.
    """

    def __init__(self, weight=5.0):
        super().__init__(weight)

"""The pyramid of an optimisation: which sizes, how many steps at each, coarse to fine."""

import numpy as np

from tfstyle.errors import UnsupportedOptionError

_COARSEST = 256
# What VGG19 needs to have anything left after three halvings.
SMALLEST = 16
_FEWEST = 10


def level_sizes(size, levels=None) -> list[tuple[int, int]]:
    """Return (height, width) of every level of the pyramid, coarse to fine.

    Args:
        size: of the last level.
        levels: how many; if `None`, as many halvings as leave the longer side 256 pixels. The
            shorter side never falls below what VGG19 takes.

    Example:
        >>> level_sizes((1024, 768))
        [(256, 192), (512, 384), (1024, 768)]
    """
    halvings = levels - 1 if levels else int(np.log2(max(max(size) / _COARSEST, 1)))
    return [
        tuple(max(min(n, SMALLEST), round(n / 2**halving)) for n in size)
        for halving in range(halvings, -1, -1)
    ]


def level_steps(steps, levels) -> list[int]:
    """Return the steps of every level, coarse to fine: each a quarter of the one before.

    A step costs four times as much on the next level, so every level takes the same time. Fewer
    than 10 steps would leave what enlarging blurred; only `steps` itself may be less.

    Raises:
        UnsupportedOptionError: a list of another length.
    """
    if np.ndim(steps) == 0:
        return [max(min(steps, _FEWEST), round(steps / 4**level)) for level in range(levels)]
    if len(steps) != levels:
        raise UnsupportedOptionError(
            f"steps must be one number, or one for each of {levels} levels. Received: {steps!r}"
        )
    return list(steps)


def check_pyramid(steps, levels) -> None:
    """Raise UnsupportedOptionError for numbers below 1."""
    if levels is not None and levels < 1:
        raise UnsupportedOptionError(f"levels must be 1 or more. Received: {levels!r}")
    if np.size(steps) == 0 or np.min(steps) < 1:
        raise UnsupportedOptionError(f"steps must be 1 or more. Received: {steps!r}")


def fit(size, longest):
    """Return (height, width) in the proportions of `size` whose longer side is `longest`."""
    scale = longest / max(size)
    return tuple(max(min(n, SMALLEST), round(n * scale)) for n in size)


def cover(size, target, scale):
    """Return the style's size at a level: in its proportions, as many pixels as `target`.

    Enlarged by `scale` along each side.
    """
    factor = scale * (target[0] * target[1] / (size[0] * size[1])) ** 0.5
    return tuple(max(SMALLEST, round(n * factor)) for n in size)

"""Between the picture that went in and the one that came out: strength, masks, kept colours."""

import numpy as np

# Luma of ITU-R BT.601: how bright red, green and blue look.
LUMA = np.array([0.299, 0.587, 0.114], "float32")


def blend_strength(before: np.ndarray, after: np.ndarray, strength: float) -> np.ndarray:
    """Return `before + strength (after - before)`; at 0 exactly `before`, at 1 exactly `after`.

    Args:
        before: float32 (H, W, C) in [-1, 1].
        after: the same shape and range.
        strength: in [0, 1].
    """
    if strength == 1:
        return after
    return before + np.float32(strength) * (after - before)


def blend_mask(before: np.ndarray, after: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return `after` where `mask` is 1, `before` where it is 0, a mixture between.

    Args:
        before: float32 (H, W, C) in [-1, 1].
        after: the same shape and range.
        mask: float32 (H, W, 1) in [0, 1].
    """
    return before * (1 - mask) + after * mask


def keep_color(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return `before` with the brightness of `after`: new strokes, old colours.

    Args:
        before: float32 (H, W, 3) in [-1, 1].
        after: the same shape and range.

    Returns:
        float32 (H, W, 3) in [-1, 1]; the luma (BT.601) is that of `after` except where a colour
        that bright or dark does not exist.
    """
    brighter = (after - before) @ LUMA
    return np.clip(before + brighter[..., None], -1, 1)

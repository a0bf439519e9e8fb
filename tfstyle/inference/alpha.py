"""Alpha in pictures in memory: what it hides does not count, whatever stands there."""

import numpy as np

from tfstyle import images as image_files
from tfstyle.errors import ImageError
from tfstyle.inference.values import to_float, top_of

# Below an eighth of opacity a colour is hardly seen, and fades into white.
_SEEN = np.float32(8)


def has_alpha(count: int, channels: int, name: str) -> bool:
    """Return whether the last of `count` channels is no colour for a network of `channels`.

    Raises:
        ImageError: a network of other channels.
    """
    alpha = count != channels and count in (2, 4) and channels in (1, 3)
    colors = count - alpha
    if colors != channels and {colors, channels} != {1, 3}:
        raise ImageError(f"{name} has {count} channels; this model takes {channels}.")
    return alpha


def with_alpha(array: np.ndarray) -> np.ndarray:
    """Return RGBA (H, W, 4) of gray, gray with alpha, RGB or RGBA; opaque where there was none."""
    if array.shape[-1] not in (1, 2, 3):
        return array
    colors, alpha = array, np.full_like(array[..., :1], top_of(array.dtype))
    if array.shape[-1] == 2:
        colors, alpha = array[..., :1], array[..., 1:]
    return np.concatenate([np.broadcast_to(colors, (*array.shape[:2], 3)), alpha], axis=-1)


def opacity(alpha: np.ndarray) -> np.ndarray:
    """Return float32 in [0, 1]: 0 is invisible. Alpha has the range of the picture's colours."""
    return np.clip((to_float(alpha) + 1) / 2, 0, 1)


def seen(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return colours as far as they are seen: `1 + min(8 a, 1) (c - 1)`, 1 being white.

    On any background two pictures of nearly the same look have nearly the same `seen` colours. A
    half transparent colour stays itself: its translation is shown with the same alpha.

    Args:
        pixels: float32 (h, w, C) in [-1, 1].
        alpha: (h, w, 1) in the picture's data type.
    """
    weight = np.minimum(_SEEN * opacity(alpha), 1)
    return pixels if weight.min() == 1 else 1 + weight * (pixels - 1)


def over_white(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return `1 + a (c - 1)`: what a picture looks like on white paper, as `read_image` does."""
    return 1 + opacity(alpha) * (pixels - 1)


def resize(array: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize (H, W, 2) or (H, W, 4) so that no hidden colour bleeds into its neighbours.

    Colours are averaged by their opacity: `resize(a c) / resize(a)`.
    """
    weight = opacity(array[..., -1:])
    if weight.min() == 1:
        return image_files.resize(array, size)
    alpha = image_files.resize(array[..., -1:], size)
    share = image_files.resize(weight, size)[..., 0]
    visible = share > 1e-3
    planes, top = [], top_of(array.dtype)
    for plane in np.moveaxis(array[..., :-1], -1, 0):
        plane = plane.astype("float32")
        mixed = np.full(share.shape, top, "float32")
        if visible.any():
            weighted = image_files.resize(plane * weight[..., 0], size)
            shown = plane[weight[..., 0] > 0]
            mixed[visible] = weighted[visible] / share[visible]
            mixed[visible] = mixed[visible].clip(shown.min(), shown.max())  # of what Lanczos adds
        planes.append(np.rint(mixed) if top != 1 else mixed)
    return np.concatenate([np.stack(planes, axis=-1).astype(array.dtype), alpha], axis=-1)

"""Makes the other half of a pair from a photograph, for those who have only photographs.

    edges            thin dark lines on white  ->  photograph
    gray             brightness                ->  colour
    low_resolution   a quarter of the pixels a side  ->  all of them
    damaged          faded, noisy, scratched   ->  whole

The same functions prepare a picture for a model trained on them.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from tfstyle import images
from tfstyle.errors import DataError, did_you_mean


def derive(
    kind: str, photo: np.ndarray, key: tuple[int, int] = (0, 0), **options
) -> np.ndarray:
    """Return what a photograph is to be restored from.

    Args:
        kind: "edges", "gray", "low_resolution" or "damaged".
        photo: uint8 (H, W, 1) or (H, W, 3), 0 to 255.
        key: two numbers that choose the damage; the same give the same.
        **options: `kinds`, `strength` and `chance` of `damage.damage`, for "damaged".

    Returns:
        uint8 (H, W, 1) for edges and gray, else the shape of `photo`.

    Raises:
        DataError: an unknown kind, or a picture with alpha.

    Example:
        >>> derive("gray", np.full((2, 2, 3), 9, "uint8")).shape
        (2, 2, 1)
    """
    _check(kind)
    if photo.shape[-1] not in (1, 3):
        raise DataError(f"derive takes pictures of 1 or 3 channels. Received: {photo.shape[-1]}.")
    return KINDS[kind](photo, key, **options)


def check_derived(kind: str, channels: tuple[int, int]) -> None:
    """Raise for what cannot be derived.

    Raises:
        DataError: an unknown kind, or channels of source and target that are not 1 or 3.
    """
    _check(kind)
    if 4 in channels:
        raise DataError(f"derive takes pictures of 1 or 3 channels. Received: {channels}.")


def pair_maker(
    kind: str, channels: tuple[int, int], swap: bool = False, damage: bool = True, **options
) -> Callable:
    """Return a function from `[photograph]` and a key to the pair `[source, target]`.

    Args:
        kind: as in `derive`.
        channels: of source and target, each 1 or 3.
        swap: the photograph is the source, what is derived from it the target.
        damage: False leaves the damage of "damaged" to who draws it afresh at every step.
        **options: see `derive`.
    """

    def make(pictures, key=(0, 0)):
        (photo,) = pictures
        keeps = kind == "damaged" and not damage
        derived = photo if keeps else derive(kind, photo, key, **options)
        pair = [_with_channels(derived, channels[1 if swap else 0]), photo]
        return pair[::-1] if swap else pair

    return make


def edges(photo: np.ndarray, key=()) -> np.ndarray:
    """Draw the edges, one pixel wide, dark on white: uint8 (H, W, 1).

    The gradient of the blurred brightness by Sobel's kernels, kept where it is the largest along
    its own direction (Canny 1986), and darker the stronger it is.
    """
    blurred = Image.fromarray(_gray(photo)[..., 0]).filter(ImageFilter.GaussianBlur(1.4))
    luma = np.pad(np.asarray(blurred, np.float32), 1, mode="edge") / 255
    rows = luma[:-2] + 2 * luma[1:-1] + luma[2:]
    columns = luma[:, :-2] + 2 * luma[:, 1:-1] + luma[:, 2:]
    dx, dy = rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2]
    strength = np.hypot(dx, dy)
    around = np.pad(strength, 1)
    height, width = strength.shape

    def neighbour(y, x):
        return around[1 + y : 1 + y + height, 1 + x : 1 + x + width]

    flat, steep = np.abs(dy) < 0.414 * np.abs(dx), np.abs(dx) < 0.414 * np.abs(dy)
    falling = dx * dy > 0
    ridge = np.zeros(strength.shape, bool)
    for where, (y, x) in (
        (flat, (0, 1)),
        (steep, (1, 0)),
        (~flat & ~steep & falling, (1, 1)),
        (~flat & ~steep & ~falling, (1, -1)),
    ):
        # Not >= on both sides: of two equal pixels one stays.
        ridge |= where & (strength > neighbour(y, x)) & (strength >= neighbour(-y, -x))
    # From where a step of a tenth of the range is seen to where one of a third is black.
    ink = np.clip((strength - 0.15) / 0.5, 0, 1) * ridge
    ink = np.where(ink > 0, 0.4 + 0.6 * ink, 0)
    return np.rint(255 * (1 - ink)).astype(np.uint8)[..., None]


def gray(photo: np.ndarray, key=()) -> np.ndarray:
    """Return the brightness: uint8 (H, W, 1)."""
    return _gray(photo)


def low_resolution(photo: np.ndarray, key=(), factor: int = 4) -> np.ndarray:
    """Shrink by `factor` and enlarge again; the size stays."""
    height, width = photo.shape[:2]
    small = images.resize(photo, (max(1, height // factor), max(1, width // factor)))
    return images.resize(small, (height, width))


def damaged(photo: np.ndarray, key=(0, 0), **options) -> np.ndarray:
    """Fade, blur, scratch and so on, as `damage.damage` says; the size stays."""
    from tfstyle.data.damage import damage

    return damage(photo, key, **options).numpy()


KINDS = {"edges": edges, "gray": gray, "low_resolution": low_resolution, "damaged": damaged}


def _gray(picture):
    if picture.shape[-1] == 1:
        return picture
    return np.rint(picture @ images.LUMA).astype(np.uint8)[..., None]


def _with_channels(picture, channels):
    if picture.shape[-1] == channels:
        return picture
    return _gray(picture) if channels == 1 else np.repeat(picture, channels, axis=-1)


def _check(kind):
    if kind not in KINDS:
        raise DataError(
            f"derive must be {', '.join(map(repr, KINDS))}. Received: {kind!r}."
            f"{did_you_mean(str(kind), KINDS)}"
        )

"""How a picture of any proportions becomes what square crops are cut from.

    squash         load x load; proportions are lost        (CycleGAN's resize_and_crop)
    shorter_side   the shorter side at load, as wide as it  (SPADE's scale_shortside_and_crop,
                   is; a step sees a random part of it       torchvision's Resize(load))
"""

from collections.abc import Sequence

import numpy as np

from tfstyle import images
from tfstyle.errors import DataError, did_you_mean

GEOMETRIES = ("squash", "shorter_side")
# The sides that each value of `nearest` means.
_LABEL_MAPS = {"none": "", "a": "a", "b": "b", "both": "ab"}


def target_size(geometry: str, size: tuple[int, int], load: int) -> tuple[int, int]:
    """Return the (height, width) that a picture of `size` is resized to.

    Example:
        >>> target_size("squash", (480, 640), 286), target_size("shorter_side", (480, 640), 286)
        ((286, 286), (286, 381))
    """
    if geometry == "squash":
        return load, load
    height, width = size
    return images.shorter_side(load, (height, width))


def resize(picture: np.ndarray, size: tuple[int, int], nearest: bool = False) -> np.ndarray:
    """Resize a picture; with `nearest` to values it already has, as label maps need.

    Args:
        picture: uint8 (H, W, C).
        size: (height, width), pixels.
        nearest: take the pixel in whose middle a new one's middle lies, and blend nothing.

    Example:
        >>> labels = np.array([[0, 9], [9, 0]], "uint8")[..., None]
        >>> np.unique(resize(labels, (5, 5), nearest=True)).tolist()
        [0, 9]
    """
    return images.resize_nearest(picture, size) if nearest else images.resize(picture, size)


def middle(
    pictures: Sequence[np.ndarray], geometry: str, load: int, crop: int, nearest: Sequence[bool]
) -> list[np.ndarray]:
    """Return what is shown of the pictures of an item: uint8 (crop, crop, C) each.

    Pictures load/crop times as large as the crop are cut in the middle if that is more than 1.25;
    else the whole picture is shown, or, with proportions kept, all of its shorter side.
    """
    shorter = crop if load <= 1.25 * crop else load
    height, width = target_size(geometry, pictures[0].shape[:2], shorter)
    top, left = (height - crop) // 2, (width - crop) // 2
    return [
        resize(picture, (height, width), labels)[top : top + crop, left : left + crop]
        for picture, labels in zip(pictures, nearest, strict=True)
    ]


def check_geometry(geometry: str) -> None:
    """Raise for a name that is not in `GEOMETRIES`.

    Raises:
        DataError: it is not.
    """
    if geometry not in GEOMETRIES:
        raise DataError(
            f"geometry must be {' or '.join(map(repr, GEOMETRIES))}. Received: {geometry!r}."
            f"{did_you_mean(str(geometry), GEOMETRIES)}"
        )


def check_nearest(nearest: str) -> None:
    """Raise for a name that means no sides.

    Raises:
        DataError: it is none of "none", "a", "b" and "both".
    """
    if nearest not in _LABEL_MAPS:
        raise DataError(f"nearest must be 'none', 'a', 'b' or 'both'. Received: {nearest!r}.")


def sides_of(counts: Sequence[int], direction: str) -> list[str]:
    """Return "a" and "b" for the pictures of each source, as they lie on disk.

    Args:
        counts: how many pictures an item of each source has: `[2]` of pairs, `[1, 1]` of two
            sides. Pictures alone, `[1]`, have no sides: "".
        direction: "a2b", or "b2a" where b comes first.
    """
    order = "ab" if direction == "a2b" else "ba"
    return {(2,): [order], (1, 1): list(order)}.get(tuple(counts), [""])


def label_maps(nearest: str, sides: Sequence[str]) -> list[list[bool]]:
    """Return for each picture of each source whether it is a label map.

    Args:
        nearest: "none", "a", "b" or "both".
        sides: as from `sides_of`.

    Raises:
        DataError: the pictures have no sides.
    """
    meant = _LABEL_MAPS[nearest]
    if meant and not all(sides):
        raise DataError(f"nearest = {nearest!r} names a side, and these pictures have none.")
    return [[side in meant for side in each] or [False] for each in sides]

"""One picture of any kind, to float32 in [-1, 1] and back to its own kind, piece by piece.

Paths and PIL images come in by the rule of `images.convert` and come back as PIL images: upright,
in sRGB, without tags. Arrays come back as arrays, tensors as tensors, each with its data type;
whole numbers span their type's range, floats are in [-1, 1], alpha like the colours.

An alpha channel goes around a network of 1 or 3 channels and comes back untouched. What it hides
does not count: the network sees white where alpha is 0, and below an eighth of opacity a colour
fades into white, so that pictures that look the same are painted the same. A network of 4 channels
gets alpha, too; opaque pictures are given one. Styles and masks: see `OpenPicture.opaque` and
`Masks`.
"""

import dataclasses
import os
from collections.abc import Callable

import numpy as np

from tfstyle import images as image_files
from tfstyle.errors import ImageError
from tfstyle.inference.alpha import has_alpha, with_alpha
from tfstyle.inference.alpha import resize as resize_with_alpha
from tfstyle.inference.open_picture import OpenPicture
from tfstyle.inference.values import check_values


@dataclasses.dataclass
class Picture:
    """A picture not yet read, and how its translation returns to its kind.

    Attributes:
        name: what an error calls it.
        load: returns the picture as uint8, uint16 or float (H, W, C), given the channels of the
            network.
        restore: turns an array like the loaded one into the kind that came.
    """

    name: str
    load: Callable[[int], np.ndarray]
    restore: Callable[[np.ndarray], object]

    def open(self, channels: int, size=None, nearest: bool = False) -> OpenPicture:
        """Return the picture, read and checked, for a network of `channels` channels.

        Args:
            channels: what the network takes.
            size: (height, width) to resize it to, or pixels of the shorter side.
            nearest: resizing takes colours it has, as those of a label map.

        Raises:
            ImageError: it is unreadable, empty, out of range, has other channels or is too large
                for the memory allowed.
        """
        array = self.load(channels)
        if array.ndim == 2:
            array = array[..., None]
        if array.ndim != 3 or 0 in array.shape:
            raise ImageError(
                f"{self.name} must be one picture (H, W, C) or (H, W). Received shape: "
                f"{array.shape}"
            )
        check_values(array, self.name)
        if channels == 4:
            array = with_alpha(array)
        alpha = has_alpha(array.shape[-1], channels, self.name)
        if size is not None:
            height, width = result_size(size, *array.shape[:2])
            needed = height * width * array.shape[-1] * max(array.itemsize, 4)
            image_files.check_memory(self.name, width, height, needed, "at {size} takes")
            resize = resize_with_alpha if array.shape[-1] in (2, 4) else image_files.resize
            resize = image_files.resize_nearest if nearest else resize
            array = resize(array, (height, width))
        return OpenPicture(self.name, array, channels, alpha, self.restore)


def flatten(images):
    """Return the single pictures in `images`, and a function that puts results in their place.

    Args:
        images: path, PIL image, array or tensor (H, W), (H, W, C) or (N, H, W, C), or a list of
            them.

    Returns:
        `(pictures, rebuild)`: a list of `Picture`, and a function from as many results to what
        `images` was.

    Raises:
        ImageError: something that is no picture.
    """
    if isinstance(images, list | tuple):
        parts = [flatten(image) for image in images]
        counts = np.cumsum([0] + [len(pictures) for pictures, _ in parts])

        def rebuild(results):
            return [
                join(results[start:stop])
                for (_, join), start, stop in zip(parts, counts, counts[1:], strict=False)
            ]

        return [picture for pictures, _ in parts for picture in pictures], rebuild
    if isinstance(images, str | os.PathLike):
        return [_path(images)], _single
    if hasattr(images, "getbands"):
        return [_pil(images)], _single
    if isinstance(images, np.ndarray):
        return _array(images, lambda array: array)
    if hasattr(images, "shape") and hasattr(images, "dtype"):
        from keras import ops

        return _array(ops.convert_to_numpy(images), ops.convert_to_tensor)
    raise ImageError(
        "A picture is a path, a PIL image, an array, a tensor, or a list of them. Received: "
        f"{type(images).__name__}"
    )


def _single(results):
    return results[0]


def _path(path) -> Picture:
    def load(channels):
        return _opaque(image_files.read_image(path, channels=4), channels)

    return Picture(str(path), load, _to_pil)


def _pil(image) -> Picture:
    def load(channels):
        return _opaque(image_files.convert(image, 4, "The PIL image"), channels)

    return Picture("The PIL image", load, _to_pil)


def _opaque(array, channels):
    """Drop an alpha channel that hides nothing and that the network does not take."""
    return array[..., :3] if channels != 4 and (array[..., 3] == 255).all() else array


def _array(array, wrap):
    if array.ndim != 4:
        flat = array.ndim == 2

        def restore(result):
            return wrap(result[..., 0] if flat and result.shape[-1] == 1 else result)

        return [Picture("The array", lambda _: array, restore)], _single
    pictures = [
        Picture(f"Picture {index} of the batch", lambda _, one=one: one, lambda result: result)
        for index, one in enumerate(array)
    ]
    if not pictures:
        raise ImageError(f"The batch holds no picture. Received shape: {array.shape}")
    return pictures, lambda results: wrap(np.stack(results))


def _to_pil(array):
    from PIL import Image

    return Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array)


def result_size(size, height, width):
    """Return (height, width) for a `size` that may be the shorter side alone.

    Raises:
        ImageError: it is neither.
    """
    if np.ndim(size) == 0:
        size = image_files.shorter_side(size, (height, width))
    if len(size) != 2 or min(size) < 1:
        raise ImageError(
            f"size must be pixels or (height, width), each at least 1. Received: {size}"
        )
    return tuple(size)

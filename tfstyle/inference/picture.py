"""One picture of any kind, to float32 in [-1, 1] and back to its own kind.

Paths and PIL images come back as PIL images, arrays as arrays, tensors as tensors, each with its
data type; whole numbers span their type's range, floats are in [-1, 1]. An alpha channel goes
around the network and comes back untouched.
"""

import dataclasses
import os
from collections.abc import Callable

import numpy as np

from tfstyle import images as image_files
from tfstyle.errors import ImageError
from tfstyle.inference.blending import LUMA


@dataclasses.dataclass
class Picture:
    """A picture not yet read, and how its translation returns to its kind.

    Attributes:
        name: what an error calls it.
        load: returns the picture as uint8, uint16 or float (H, W, C).
        restore: turns an array like the loaded one into the kind that came.
    """

    name: str
    load: Callable[[], np.ndarray]
    restore: Callable[[np.ndarray], object]

    def read(self, channels: int):
        """Return the picture for a network of `channels` channels.

        Returns:
            `(pixels, alpha, finish)`: float32 (H, W, channels) in [-1, 1], float32 (H, W, 1) or
            `None`, and a function of `(pixels, alpha)` back to the kind that came.

        Raises:
            ImageError: it is unreadable, empty, out of range or has other channels.
        """
        array = self.load()
        if array.ndim == 2:
            array = array[..., None]
        if array.ndim != 3 or 0 in array.shape:
            raise ImageError(
                f"{self.name} must be one picture (H, W, C) or (H, W). Received shape: "
                f"{array.shape}"
            )
        pixels, back = _to_float(array, self.name)
        pixels, alpha = _split_alpha(pixels, channels, self.name)

        def finish(pixels, alpha):
            joined = pixels if alpha is None else np.concatenate([pixels, alpha], axis=-1)
            return self.restore(back(joined))

        return pixels, alpha, finish


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


def load_mask(mask) -> np.ndarray:
    """Return a mask as float32 (H, W, 1) in [0, 1].

    Args:
        mask: path or PIL image (its brightness counts), or an array (H, W) or (H, W, 1): bool,
            uint8 or float in [0, 1].

    Raises:
        ImageError: another shape, type or range.
    """
    if isinstance(mask, np.ndarray) or (hasattr(mask, "shape") and hasattr(mask, "dtype")):
        mask = np.asarray(mask)
        if mask.ndim == 3 and mask.shape[-1] == 1:
            mask = mask[..., 0]
        if mask.ndim != 2:
            raise ImageError(f"A mask must be (H, W) or (H, W, 1). Received shape: {mask.shape}")
        scale = 255 if mask.dtype == np.uint8 else 1
        mask = mask.astype("float32")[..., None] / scale
        if not (mask.min() >= 0 and mask.max() <= 1):
            raise ImageError(
                "A float mask must be in [0, 1]: 1 where the translation shows. Received values "
                f"from {mask.min():g} to {mask.max():g}"
            )
        return mask
    (picture,), _ = flatten(mask)
    pixels, _, _ = picture.read(1)
    return (pixels + 1) / 2


def _single(results):
    return results[0]


def _path(path) -> Picture:
    return Picture(str(path), lambda: _opaque(image_files.read_image(path, channels=4)), _to_pil)


def _pil(image) -> Picture:
    def load():
        converted = image_files.convert(image, 4, "The PIL image")
        return _opaque(np.asarray(converted))

    return Picture("The PIL image", load, _to_pil)


def _opaque(array):
    """Drop an alpha channel that hides nothing."""
    return array[..., :3] if (array[..., 3] == 255).all() else array


def _array(array, wrap):
    if array.ndim != 4:
        flat = array.ndim == 2

        def restore(result):
            return wrap(result[..., 0] if flat and result.shape[-1] == 1 else result)

        return [Picture("The array", lambda: array, restore)], _single
    pictures = [
        Picture(f"Picture {index} of the batch", lambda one=one: one, lambda result: result)
        for index, one in enumerate(array)
    ]
    if not pictures:
        raise ImageError(f"The batch holds no picture. Received shape: {array.shape}")
    return pictures, lambda results: wrap(np.stack(results))


def _to_pil(array):
    from PIL import Image

    return Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array)


def _to_float(array, name):
    """Return float32 in [-1, 1] and the way back to the array's own type."""
    dtype = array.dtype
    if dtype == np.uint8:
        return image_files.to_float(array), image_files.to_uint8
    if dtype == np.uint16:
        half = np.float32(32767.5)
        return array / half - np.float32(1), lambda x: np.round(
            (np.clip(x, -1, 1) + 1) * half
        ).astype(np.uint16)
    if "float" not in dtype.name:
        raise ImageError(
            f"{name} must be uint8, uint16 or float in [-1, 1]. Received dtype: {dtype}. "
            "Convert it, e.g. with `.astype('uint8')`"
        )
    array = array.astype("float32")
    low, high = array.min(), array.max()
    # A little slack for what resizing overshoots; the comparison is False for NaN, too.
    if not (low >= -1.01 and high <= 1.01):
        raise ImageError(
            f"{name} is float and must be in [-1, 1]. Received values from {low:g} to {high:g}. "
            "Pass uint8 for 0 to 255, or scale: `x / 127.5 - 1`"
        )
    return array, lambda x: x.astype(dtype)


def _split_alpha(pixels, channels, name):
    """Return pixels with `channels` channels and what is left as alpha."""
    count = pixels.shape[-1]
    if count == channels:
        return pixels, None
    alpha = None
    if count in (2, 4) and channels in (1, 3):
        pixels, alpha = pixels[..., :-1], pixels[..., -1:]
        count -= 1
    if count == 1 and channels == 3:
        pixels = np.repeat(pixels, 3, axis=-1)
    elif count == 3 and channels == 1:
        pixels = pixels @ LUMA[:, None]
    elif count != channels:
        raise ImageError(f"{name} has {count} channels; this model takes {channels}.")
    return pixels, alpha

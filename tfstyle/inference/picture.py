"""One picture of any kind, to float32 in [-1, 1] and back to its own kind, piece by piece.

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

    def open(self, channels: int, size=None) -> "OpenPicture":
        """Return the picture, read and checked, for a network of `channels` channels.

        Args:
            channels: what the network takes.
            size: (height, width) to resize it to, or pixels of the shorter side.

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
        _check_values(array, self.name)
        alpha = _has_alpha(array.shape[-1], channels, self.name)
        if size is not None:
            array = image_files.resize(array, _pixels(size, *array.shape[:2]))
        return OpenPicture(self.name, array, channels, alpha, self.restore)


class OpenPicture:
    """A picture kept as it came, converted where and when it is looked at.

    A uint8 picture takes a quarter of its float32 twin, and nobody needs the whole twin at once.

    Args:
        name: what an error calls it.
        array: uint8, uint16 or float (H, W, C).
        channels: of the network.
        alpha: whether the last channel goes around the network.
        restore: turns an array like this one into the kind that came.
    """

    def __init__(self, name, array, channels, alpha, restore):
        self.name = name
        self.height, self.width = array.shape[:2]
        self._array = array
        self._channels = channels
        self._alpha = alpha
        self._restore = restore
        self._result = None

    def pixels(self, rows=slice(None), columns=slice(None)) -> np.ndarray:
        """Return a part of the picture as float32 (h, w, channels) in [-1, 1].

        Args:
            rows: a slice, or an array of row numbers.
            columns: the same.
        """
        part = self._colors()[rows][:, columns]
        part = _to_float(part)
        if part.shape[-1] == 1 and self._channels == 3:
            return np.repeat(part, 3, axis=-1)
        if part.shape[-1] == 3 and self._channels == 1:
            return part @ LUMA[:, None]
        return part

    def write(self, top: int, pixels: np.ndarray, untouched=None):
        """Write rows of the result, which has the data type of the picture.

        Args:
            top: the first row.
            pixels: float32 (h, W, C) in [-1, 1].
            untouched: bool (h, W), where the picture itself stays, to the last bit.
        """
        rows = slice(top, top + pixels.shape[0])
        if self._result is None:
            shape = (self.height, self.width, pixels.shape[-1] + self._alpha)
            self._result = np.empty(shape, self._array.dtype)
            if self._alpha:
                self._result[..., -1] = self._array[..., -1]
        result = self._result[rows, :, : pixels.shape[-1]]
        result[...] = _from_float(pixels, self._array.dtype)
        before = self._colors()[rows]
        if untouched is not None and before.shape == result.shape:
            np.copyto(result, before, where=untouched[..., None])

    def result(self):
        """Return what was written, as the kind that came."""
        return self._restore(self._result)

    def _colors(self):
        return self._array[..., :-1] if self._alpha else self._array


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


def _pixels(size, height, width):
    """Return (height, width) for a `size` that may be the shorter side alone."""
    if np.ndim(size) == 0:
        scale = size / min(height, width)
        size = (max(size, round(height * scale)), max(size, round(width * scale)))
    if len(size) != 2 or min(size) < 1:
        raise ImageError(
            f"size must be pixels or (height, width), each at least 1. Received: {size}"
        )
    return tuple(size)


def _check_values(array, name):
    """Refuse data types and values that no picture has."""
    if array.dtype in (np.uint8, np.uint16):
        return
    if "float" not in array.dtype.name:
        raise ImageError(
            f"{name} must be uint8, uint16 or float in [-1, 1]. Received dtype: {array.dtype}. "
            "Convert it, e.g. with `.astype('uint8')`"
        )
    rows = [row.astype("float32") for row in (array.min(axis=(1, 2)), array.max(axis=(1, 2)))]
    low, high = rows[0].min(), rows[1].max()
    # A little slack for what resizing overshoots; the comparison is False for NaN, too.
    if not (low >= -1.01 and high <= 1.01):
        raise ImageError(
            f"{name} is float and must be in [-1, 1]. Received values from {low:g} to {high:g}. "
            "Pass uint8 for 0 to 255, or scale: `x / 127.5 - 1`"
        )


def _to_float(array):
    """Return float32 in [-1, 1] of what `_check_values` let pass."""
    if array.dtype == np.uint8:
        return image_files.to_float(array)
    if array.dtype == np.uint16:
        return array / np.float32(32767.5) - np.float32(1)
    return array.astype("float32")


def _from_float(pixels, dtype):
    """Return float32 in [-1, 1] as the data type of a picture."""
    if dtype == np.uint8:
        return image_files.to_uint8(pixels)
    if dtype == np.uint16:
        return np.round((np.clip(pixels, -1, 1) + 1) * np.float32(32767.5)).astype(np.uint16)
    return pixels.astype(dtype)


def _has_alpha(count, channels, name) -> bool:
    """True if the last of `count` channels is no colour for a network of `channels` channels."""
    alpha = count != channels and count in (2, 4) and channels in (1, 3)
    colors = count - alpha
    if colors != channels and {colors, channels} != {1, 3}:
        raise ImageError(f"{name} has {count} channels; this model takes {channels}.")
    return alpha

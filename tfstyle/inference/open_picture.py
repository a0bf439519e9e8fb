"""A picture that was read: shown to networks part by part, its translation written row by row."""

import numpy as np

from tfstyle import images as image_files
from tfstyle.images import LUMA
from tfstyle.inference.alpha import over_white, seen
from tfstyle.inference.values import from_float, to_float


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
        self.channels = channels
        self._array = array
        self._alpha = alpha
        self._restore = restore
        self._result = None

    def pixels(self, rows=slice(None), columns=slice(None)) -> np.ndarray:
        """Return what a network sees of a part: float32 (h, w, channels) in [-1, 1].

        Args:
            rows: a slice, or an array of row numbers.
            columns: the same.
        """
        part = self._array[rows][:, columns]
        if self._alpha:
            return self._in_channels(seen(to_float(part[..., :-1]), part[..., -1:]))
        out = self._in_channels(to_float(part))
        if self.channels == 4:
            out[..., :3] = seen(out[..., :3], part[..., 3:])
        return out

    def before(self, rows=slice(None)) -> np.ndarray:
        """Return rows of the picture itself, to mix with: as `pixels`, but for what alpha hides."""
        return self._in_channels(to_float(self._colors()[rows]))

    def opaque(self) -> np.ndarray:
        """Return the whole picture over white: float32 (H, W, channels) in [-1, 1].

        Raises:
            ImageError: that takes more memory than allowed.
        """
        check_float_copies(self, copies=2)
        colors = to_float(self._colors())
        if self._alpha:
            colors = over_white(colors, self._array[..., -1:])
        return self._in_channels(colors)

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
        result[...] = from_float(pixels, self._array.dtype)
        before = self._colors()[rows]
        if untouched is not None and before.shape == result.shape:
            np.copyto(result, before, where=untouched[..., None])

    def result(self):
        """Return what was written, as the kind that came; the picture itself is given up."""
        self._array = None
        return self._restore(self._result)

    def _in_channels(self, part):
        if part.shape[-1] == 1 and self.channels == 3:
            return np.repeat(part, 3, axis=-1)
        if part.shape[-1] == 3 and self.channels == 1:
            return part @ LUMA[:, None]
        return part

    def _colors(self):
        return self._array[..., :-1] if self._alpha else self._array


def check_float_copies(picture, copies: int):
    """Refuse a picture of which `copies` of float32 take more memory than allowed.

    Raises:
        ImageError: they do; the error names the variable that allows more.
    """
    needed = copies * 4 * picture.height * picture.width * picture.channels
    image_files.check_memory(
        picture.name, picture.width, picture.height, needed, "is {size}; as float32 it takes"
    )

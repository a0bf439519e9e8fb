"""Where the translation shows: one mask or one for each style, inverted, with soft edges."""

import numpy as np

from tfstyle.errors import ImageError, UnsupportedOptionError
from tfstyle.images import LUMA
from tfstyle.inference.picture import flatten

_SCALES = {"bool": 1, "uint8": 255, "uint16": 65535}
# Pixels. Softer than the mask is long it is one gray; below this nobody waits for it.
_SOFT_ENOUGH = 100


class Masks:
    """The masks of one call of `translate`, read row by row.

    Several masks share a pixel by their weights: `w_k = m_k / max(1, sum_j m_j)`; what they leave
    of it is the original's.

    Args:
        masks: a path, PIL image or array (H, W), white (1, 255) where the translation shows, or a
            list of one or more. Paths and PIL images are read as pictures are, upright; transparent
            parts count as black: nothing shows there.
        feather: standard deviation, in pixels, of the Gaussian that softens the edges; 0 for none.
        invert: show the translation where the masks are black instead.

    Raises:
        ImageError: another shape, type or range, or masks of different sizes.
        UnsupportedOptionError: a feather longer than they are.

    Example:
        >>> masks = Masks([np.array([[True, True]]), np.array([[False, True]])])
        >>> [weights[0, :, 0].tolist() for weights in masks.weights(0, 1)]
        [[1.0, 0.5], [0.0, 0.5]]
    """

    def __init__(self, masks, feather=0.0, invert=False):
        masks = list(masks) if isinstance(masks, list | tuple) else [masks]
        self._rows, shapes = zip(*(_open(mask) for mask in masks), strict=True)
        if len(set(shapes)) > 1:
            sizes = ", ".join(f"{width}x{height}" for height, width in shapes)
            raise ImageError(f"The masks must have one size. Received: {sizes}")
        (self.height, self.width) = shapes[0]
        if feather > max(self.height, self.width, _SOFT_ENOUGH):
            raise UnsupportedOptionError(
                f"feather: {feather:g} pixels are more than the mask is long, which is "
                f"{self.width}x{self.height}. It is the standard deviation of the blur: take less."
            )
        self.feather = feather
        self.invert = invert

    def __len__(self):
        return len(self._rows)

    def check(self, picture):
        """Refuse a picture of another size.

        A mask is never resized: which place it means in a picture of another size, nobody knows.

        Raises:
            ImageError: the sizes differ.
        """
        if (self.height, self.width) != (picture.height, picture.width):
            raise ImageError(
                f"The mask is {self.width}x{self.height} but {picture.name} is "
                f"{picture.width}x{picture.height}; a mask must be as large as the result. Resize "
                "one of them, or translate pictures of different sizes one by one, each with its "
                "mask."
            )

    def weights(self, first: int, last: int) -> list[np.ndarray]:
        """Return each mask's weight in rows `first` to `last`, float32 (h, W, 1) in [0, 1]."""
        weights = [self._soft(rows, first, last) for rows in self._rows]
        if self.invert:
            weights = [1 - weight for weight in weights]
        if len(weights) == 1:
            return weights
        total = np.maximum(sum(weights), 1)
        return [weight / total for weight in weights]

    def _soft(self, rows, first, last):
        reach = int(np.ceil(3 * self.feather))
        # Beyond the picture a mask goes on as it ends, so that white to the edge stays white.
        part = rows(np.clip(np.arange(first - reach, last + reach), 0, self.height - 1))
        if reach == 0 or part.min() == part.max():
            return part[reach : reach + last - first]
        bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / self.feather) ** 2)
        bell = (bell / bell.sum()).astype("float32")
        part = _slide(part, bell, last - first)
        part = np.pad(part, ((0, 0), (reach, reach), (0, 0)), mode="edge")
        part = _slide(part.transpose(1, 0, 2), bell, self.width).transpose(1, 0, 2)
        return np.clip(part, 0, 1)


def _slide(values, bell, size):
    """Return the weighted sums of `len(bell)` rows, for each of `size` starts."""
    out = np.zeros((size, *values.shape[1:]), "float32")
    for start, weight in enumerate(bell):
        out += weight * values[start : start + size]
    return out


def _open(mask):
    """Return a function from row numbers to float32 (h, W, 1) in [0, 1], and (H, W)."""
    if isinstance(mask, np.ndarray) or (hasattr(mask, "shape") and hasattr(mask, "dtype")):
        mask = np.asarray(mask)
        if mask.ndim == 3 and mask.shape[-1] == 1:
            mask = mask[..., 0]
        if mask.ndim != 2 or 0 in mask.shape:
            raise ImageError(f"A mask must be (H, W) or (H, W, 1). Received shape: {mask.shape}")
        scale = _SCALES.get(mask.dtype.name, 1)
        if mask.dtype.names or mask.dtype.kind in "cmMOSU":
            raise ImageError(
                "A mask must be bool, uint8, uint16 or float in [0, 1]. Received dtype: "
                f"{mask.dtype}"
            )
        if scale == 1 and not (mask.min() >= 0 and mask.max() <= 1):
            raise ImageError(
                "A float mask must be in [0, 1]: 1 where the translation shows. Received values "
                f"from {mask.min():g} to {mask.max():g}"
            )
        return lambda rows: mask[rows].astype("float32")[..., None] / np.float32(scale), mask.shape
    (picture,), _ = flatten(mask)
    pixels = picture.load(4)  # (H, W, 4)

    def white(rows):
        part = pixels[rows].astype("float32") / 255
        return part[..., :3] @ LUMA[:, None] * part[..., 3:]

    return white, pixels.shape[:2]

"""A picture made ready to be measured: small, opaque, in colour, with what every measure shares."""

from functools import cached_property

import numpy as np

from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.studio.advice import color

# Pixels of the longer side that is measured, and of that which is shown.
MEASURED, SHOWN = 512, 800
# A picture smaller than this is shown enlarged, by a whole number: marks need room.
_SMALLEST_SHOWN = 240


class Canvas:
    """A picture as measures and drawings take it.

    Everything is measured on a copy whose longer side has at most 512 pixels: what an advice is
    about, masses and accents, is there, grain is not, and a camera's picture takes no longer than
    a small one. A length is told as a share of the diagonal, so that it means the same in all.

    Args:
        image: uint8 (H, W), or (H, W, C) with 1 (gray), 2 (gray and alpha), 3 (RGB) or 4 (RGBA)
            channels, 0 to 255; any size from 1 x 1. Transparent parts show white.

    Attributes:
        rgb: uint8 (h, w, 3), the copy that is measured.
        shown: uint8 (H', W', 3), the copy that is drawn on; its longer side has at most 800 pixels.

    Raises:
        ImageError: another type, shape, or no pixel.

    Example:
        >>> Canvas(np.zeros((3000, 4000, 3), "uint8")).rgb.shape
        (384, 512, 3)
    """

    def __init__(self, image: np.ndarray):
        image = opaque(image)
        self.shown = _shown(image)
        self.rgb = _at_most(image, MEASURED)
        self.size = self.rgb.shape[:2]
        self.diagonal = float(np.hypot(*self.size))

    @cached_property
    def lightness(self) -> np.ndarray:
        """CIE L*, (h, w), 0 to 100."""
        return color.lightness(self.rgb)

    @cached_property
    def lab(self) -> np.ndarray:
        """OKLab, (h, w, 3)."""
        return color.to_oklab(self.rgb)

    @cached_property
    def chroma(self) -> np.ndarray:
        """Distance from gray in OKLab, (h, w)."""
        return color.chroma(self.lab)

    @cached_property
    def coordinates(self) -> tuple[np.ndarray, np.ndarray]:
        """Middles of the pixels as shares of height and width, (h, 1) and (1, w), 0 to 1."""
        height, width = self.size
        return (np.arange(height)[:, None] + 0.5) / height, (np.arange(width)[None] + 0.5) / width

    def distance_to(self, point: tuple[float, float]) -> np.ndarray:
        """Return (h, w): how far a point (y, x) in shares of sides is, in those of the diagonal."""
        (y, x), (height, width) = self.coordinates, self.size
        return np.hypot((y - point[0]) * height, (x - point[1]) * width) / self.diagonal

    def as_measured(self, changed: np.ndarray) -> np.ndarray:
        """Return a changed copy of what is shown, or a part of it, as large as it is measured.

        Of two pictures of different sizes edges and textures would not compare.
        """
        factor = self.shown.shape[0] // self.size[0]
        if self.shown.shape[:2] == tuple(side * factor for side in self.size):
            return changed if factor == 1 else _averaged(changed, factor)
        size = [
            max(round(side * now / whole), 1)
            for side, now, whole in zip(
                self.size, changed.shape[:2], self.shown.shape[:2], strict=True
            )
        ]
        return images.resize(changed, tuple(size))


def opaque(image: np.ndarray) -> np.ndarray:
    """Return any uint8 picture as RGB (H, W, 3), transparent parts white.

    Raises:
        ImageError: see `Canvas`.
    """
    image = np.asarray(image)
    if image.ndim == 2:
        image = image[..., None]
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[-1] not in (1, 2, 3, 4):
        raise ImageError(
            "A picture is uint8 of shape (H, W), or (H, W, C) with 1 to 4 channels. Received: "
            f"{image.dtype} of shape {np.shape(image)}"
        )
    if not image.size:
        raise ImageError(f"The picture holds no pixel: its shape is {image.shape}")
    channels = image.shape[-1]
    if channels in (2, 4):
        alpha = image[..., -1:].astype("uint16")
        # Rounded to the nearest: (a c + (255 - a) 255) / 255.
        image = (alpha * image[..., :-1] + (255 - alpha) * 255 + 127) // 255
        image = image.astype("uint8")
    return np.broadcast_to(image, (*image.shape[:2], 3)) if image.shape[-1] == 1 else image


def _shown(image):
    longest = max(image.shape[:2])
    if longest < _SMALLEST_SHOWN:
        factor = -(-_SMALLEST_SHOWN // longest)
        return image.repeat(factor, axis=0).repeat(factor, axis=1)
    return _at_most(image, SHOWN)


def _at_most(image, longest: int):
    height, width = image.shape[:2]
    most = max(height, width)
    if most <= longest:
        return np.ascontiguousarray(image)
    size = [max(round(side * longest / most), 1) for side in (height, width)]
    # A large picture is first averaged by a whole factor: Lanczos over 12 megapixels would take
    # longer than all measures together.
    factor = most // (2 * longest)
    if factor > 1:
        image = _averaged(image, factor)
    return images.resize(np.ascontiguousarray(image), tuple(size))


def _averaged(image, factor: int):
    from PIL import Image

    return np.asarray(Image.fromarray(np.ascontiguousarray(image)).reduce(factor))

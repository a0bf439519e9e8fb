"""The one way in: whatever a picture is, it becomes upright, sRGB and 8 bits."""

import numpy as np
from PIL import Image, ImageFile

from tfstyle.errors import ImageError
from tfstyle.images.footprint import check_footprint
from tfstyle.images.formats import readable_formats
from tfstyle.images.frames import check_single
from tfstyle.images.opening import damage_named, pillow_without_limit
from tfstyle.images.over_white import over_white
from tfstyle.images.profiles import to_srgb

# Pixels converted at a time: more than one copy of a large picture would not fit.
_BAND = 2**20
SIDEWAYS = (5, 6, 7, 8)  # orientations that swap width and height
MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_ORIENTATION, _TIFF_BITS, _TIFF_PHOTOMETRIC = 0x0112, 258, 262
_WHITE_IS_ZERO = 0


def convert(image: Image.Image, channels: int, name: str) -> np.ndarray:
    """Return the pixels of a PIL image of any mode, as a viewer shows them.

    This is the rule for paths, PIL images, training files, styles and masks alike:

    1. Rows and columns are turned as EXIF's orientation says.
    2. Colours go to sRGB by the ICC profile the picture carries. A broken profile is ignored;
       without one gray and RGB are taken for sRGB, CMYK and Lab go Pillow's way.
    3. 16-bit values are scaled to 8 bits, `v / 257`; floats are in [0, 1]. 12-bit TIFF is `v * 255
       / 4095`.
    4. Palettes, gray, YCbCr, HSV, ... become RGB; one channel is the brightness of BT.601,
       `0.299 R + 0.587 G + 0.114 B`.
    5. Where alpha is not asked for, the picture is laid over white, `a c + (1 - a) 255`. Where it
       is, pixels of alpha 0 are white: what colour hides there makes no difference.

    Args:
        image: a PIL image. Of a file with several frames `.copy()` is the one it stands at.
        channels: 1, 3 or 4.
        name: of the picture, for errors.

    Returns:
        uint8 (H, W, channels).

    Raises:
        ImageError: several frames, values that are neither 8 nor 16 bits nor floats in [0, 1],
            damage, or more memory than allowed.
    """
    with pillow_without_limit():
        if isinstance(image, ImageFile.ImageFile) and image.tile:
            if image.format not in (*readable_formats(), "MPO"):
                raise ImageError(
                    f"{name} is {image.format}, which is not read: other programs might be started "
                    "by it. Decode it before, e.g. by `.convert('RGB')`."
                )
            check_footprint(image, name, channels)
        check_single(image, name, "Pass `image.copy()` for the one it stands at")
        return pixels_of(image, channels, name)


def pixels_of(image: Image.Image, channels: int, name: str) -> np.ndarray:
    """Return what `convert` does, of the frame that a picture stands at.

    Raises:
        ImageError: as `convert`, but for several frames and memory.
    """
    with damage_named(name, image):
        image.load()
        turn = orientation(image)  # of a TIFF Pillow has turned it, and says so
        depth = _Depth(image, name)
        stored = None
        for top, bottom, band in _bands(image):
            pixels = _pixels(band, channels, depth)
            if stored is None:
                size = image.size if turn in SIDEWAYS else image.size[::-1]
                out = np.empty((*size, channels), np.uint8)
                stored = _as_stored(out, turn)
            stored[top:bottom] = pixels
    return out


def orientation(image: Image.Image) -> int:
    """Return how EXIF says a picture lies, 1 to 8 (EXIF 2.3, tag 0x0112); 1 is upright."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # EXIF is written by everything; a broken one only means "as it lies"
        return 1


def _as_stored(upright: np.ndarray, orientation: int) -> np.ndarray:
    """Return a view of an upright (H, W, C) whose rows lie as a camera stored them."""
    turn = {
        2: lambda x: x[:, ::-1],
        3: lambda x: x[::-1, ::-1],
        4: lambda x: x[::-1],
        5: lambda x: x.swapaxes(0, 1),
        6: lambda x: np.rot90(x, 1),
        7: lambda x: np.rot90(x.swapaxes(0, 1), 2),
        8: lambda x: np.rot90(x, -1),
    }.get(orientation, lambda x: x)
    return turn(upright)


def _pixels(image, channels, depth) -> np.ndarray:
    """Return uint8 (H, W, channels) of a band of rows."""
    colors, alpha = _split(image, depth)
    colors = to_srgb(colors, image.info.get("icc_profile"))
    if colors.mode not in ("L", "RGB"):
        colors = colors.convert("RGB")  # the way CMYK, YCbCr and palettes go to all the others
    if alpha is not None:
        colors = colors.convert("RGB")
        colors.putalpha(alpha)
        if channels != 4:
            colors = over_white(colors)
    mode = MODES[channels]
    out = np.asarray(colors if colors.mode == mode else colors.convert(mode))
    if alpha is not None and channels == 4:
        out = out.copy()
        out[out[..., 3] == 0, :3] = 255
    return out.reshape(*out.shape[:2], channels)


def _split(image, depth):
    """Return the colours, of a mode that profiles know where there is one, and alpha or `None`."""
    mode, hidden = image.mode, image.info.get("transparency")
    if mode[0] in "IF":
        alpha = None
        if isinstance(hidden, int):
            alpha = Image.fromarray(np.where(np.asarray(image) == hidden, 0, 255).astype(np.uint8))
        return Image.fromarray(depth.to_8_bit(np.asarray(image))), alpha
    if mode in ("La", "LA"):
        image = image.convert("LA")
        return image.getchannel("L"), image.getchannel("A")
    in_palette = mode == "P" and image.palette is not None and image.palette.mode.endswith("A")
    if mode in ("PA", "RGBA", "RGBa") or in_palette or (
        hidden is not None and mode in ("1", "L", "P", "RGB")
    ):
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        return image.getchannel("R") if mode in "1L" else image.convert("RGB"), alpha
    if mode in ("L", "RGB", "CMYK", "LAB"):
        return image, None
    return image.convert("L" if mode == "1" else "RGB"), None


class _Depth:
    """How the numbers of a picture deeper than 8 bits become 0 to 255.

    Args:
        image: a PIL image.
        name: of it, for errors.

    Raises:
        ImageError: values out of range.
    """

    def __init__(self, image, name):
        self.top, self.inverted = 1.0, False
        if image.mode[0] not in "IF":
            return
        low, high = _extrema(image)
        if image.mode != "F":
            tags = getattr(image, "tag_v2", {})
            self.top = 4095 if tags.get(_TIFF_BITS) in (12, (12,)) else 65535
            self.inverted = tags.get(_TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO
        if not (low >= 0 and high <= self.top):
            raise ImageError(
                f"{name} holds values from {low:g} to {high:g}; 0 to {self.top:g} was expected. "
                "Convert it to 8 or 16 bits."
            )

    def to_8_bit(self, values: np.ndarray) -> np.ndarray:
        out = np.rint(values * (255 / self.top)).astype(np.uint8)
        return 255 - out if self.inverted else out


def _extrema(image):
    """The smallest and largest value; NaN if there is one."""
    ends = []
    for _, _, band in _bands(image):
        values = np.asarray(band)
        ends.append((values.min(), values.max()))
    low, high = np.array(ends).T
    return low.min(), high.max()


def _bands(image):
    """Yield (first row, last row, picture) from top to bottom."""
    rows = max(_BAND // image.width, 1)
    if rows >= image.height:
        yield 0, image.height, image
        return
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        yield top, bottom, image.crop((0, top, image.width, bottom))

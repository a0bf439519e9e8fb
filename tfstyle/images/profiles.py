"""Colours as the eye sees them: from the profile a picture carries to sRGB."""

import functools
import io

from PIL import Image, ImageCms

# Colour spaces of profiles (ICC.1:2022, table 19) and Pillow's modes for pixels of them.
_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
# Differences of 8-bit values that no eye sees: the many makers' sRGB are one.
_SAME = 2


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture without alpha with its colours in sRGB, by its profile.

    A profile that is broken, or of another kind than the pixels (CMYK on RGB), is ignored, as
    viewers do. Gray pixels may carry a profile of gray or of colours.

    Args:
        image: of the modes L, RGB, CMYK or LAB; others are left alone.
        profile: an ICC profile, or `None`.

    Returns:
        An RGB picture, or `image` itself where nothing has to change.
    """
    if not profile or not isinstance(profile, bytes):
        return image
    mode, transform = _transform(profile)
    if transform is None or mode not in (image.mode, "RGB" if image.mode == "L" else None):
        return image
    return transform.apply(image if image.mode == mode else image.convert(mode))


@functools.lru_cache(maxsize=8)
def _transform(profile: bytes):
    """Return the mode a profile is of and its transform to sRGB, `None` for none."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _SPACES[source.profile.xcolor_space.strip()]
        transform = ImageCms.buildTransform(source, _srgb(), mode, "RGB")
        if mode in ("RGB", "L"):
            probe = _probe(mode)
            before, after = probe.convert("RGB").tobytes(), transform.apply(probe).tobytes()
            if all(abs(x - y) <= _SAME for x, y in zip(before, after, strict=True)):
                return mode, None
    except Exception:  # Little CMS and Pillow fail in many ways at what is no profile
        return None, None
    return mode, transform


@functools.cache
def _srgb():
    return ImageCms.createProfile("sRGB")


def _probe(mode):
    """Return colours from all over the cube, one a pixel."""
    levels = range(0, 256, 51)
    if mode == "L":
        return Image.frombytes("L", (256, 1), bytes(range(256)))
    colors = bytes(v for r in levels for g in levels for b in levels for v in (r, g, b))
    return Image.frombytes("RGB", (len(levels) ** 3, 1), colors)

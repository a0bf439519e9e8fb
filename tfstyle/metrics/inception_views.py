"""What the Inception network of FID and KID sees of a picture: 299 x 299, in one of two ways."""

import numpy as np
from PIL import Image

SIDE = 299


def clean_view(picture: np.ndarray) -> np.ndarray:
    """Return a picture at 299 x 299, antialiased and not rounded (Parmar et al. 2022, section 3).

    Pillow's bicubic filter, each channel in float32, clipped to 0..255.

    Args:
        picture: uint8 (H, W, 3).

    Returns:
        float32 (299, 299, 3) in [-1, 1].
    """
    channels = []
    for index in range(3):
        channel = Image.fromarray(np.ascontiguousarray(picture[..., index], "float32"))
        channels.append(np.asarray(channel.resize((SIDE, SIDE), Image.Resampling.BICUBIC)))
    return _to_network(np.clip(np.stack(channels, axis=-1), 0, 255))


def legacy_view(picture: np.ndarray) -> np.ndarray:
    """Return a picture at 299 x 299 as TensorFlow 1 resized it for the first FID.

    Bilinear between the four nearest pixels, whatever the scale, so large pictures alias; pixels
    lie at their corners: place y of the result is y H / 299 of the picture.

    Args:
        picture: uint8 (H, W, 3).

    Returns:
        float32 (299, 299, 3) in [-1, 1].
    """
    rows, columns = (_between(size) for size in picture.shape[:2])
    top, bottom = (picture[place].astype("float32") for place in rows[:2])
    upper, lower = (
        row[:, columns[0]]
        + (row[:, columns[1]] - row[:, columns[0]]) * columns[2][:, None]
        for row in (top, bottom)
    )  # fmt: skip
    return _to_network(upper + (lower - upper) * rows[2][:, None, None])


def _between(size):
    """Return the pixels before and after each place, and how far it is from the first."""
    places = np.arange(SIDE, dtype="float32") * np.float32(size / SIDE)
    before = places.astype("int64")
    return before, np.minimum(before + 1, size - 1), places - before.astype("float32")


def _to_network(pixels):
    return pixels / np.float32(127.5) - np.float32(1)

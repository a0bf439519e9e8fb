"""One picture of any size before a judge: mirrored at its edges, and looked at strip by strip."""

import dataclasses
import os

import numpy as np
from keras import ops

from tfstyle import images
from tfstyle.errors import ImageError
from tfstyle.models.judge import pooling
from tfstyle.training import no_gradients

_PIXELS = 1 << 20  # of a strip


@dataclasses.dataclass(frozen=True)
class Judgement:
    """What a judge says of a picture.

    Attributes:
        probability: of being real, 0 to 1, calibrated.
        logit: of the same, not calibrated: it goes on falling where the probability is 0 already.
        severities: of each kind of degradation, 0 to 1.
        heat: where it looks wrong, float32 (H, W): 0 where as much or more speaks for a whole
            patch, 1 where all speaks against it.
        heats: the same of each kind alone: its severity where it shows.
        patches: the logit of each patch, float32 (h, w), not calibrated.
    """

    probability: float
    logit: float
    severities: dict[str, float]
    heat: np.ndarray = dataclasses.field(repr=False)
    heats: dict[str, np.ndarray] = dataclasses.field(repr=False)
    patches: np.ndarray = dataclasses.field(repr=False)


def look(judge, pixels, patch_judge, picture_judge) -> Judgement:
    """Return what two networks of a `Judge` say of a picture.

    Args:
        judge: the model: its kinds and its calibration.
        pixels: uint8 (H, W, C).
        patch_judge: network.
        picture_judge: network.
    """
    maps, added = _patches(pixels, patch_judge, len(judge.kinds))
    overview = images.to_float(images.resize(pixels, (picture_judge.overview,) * 2))
    with no_gradients():
        found = pooling.findings(ops.convert_to_tensor(added))
        judged = picture_judge([ops.convert_to_tensor(overview[None]), found], training=False)
    logit, *severities = map(float, ops.convert_to_numpy(judged)[0])
    scale, offset = judge.calibration
    size = pixels.shape[:2]
    logits, wrong, shows = (
        ops.convert_to_numpy(one) for one in pooling.split(maps, len(judge.kinds))
    )
    slope, level = judge.patch_calibration
    heat = np.maximum(0.0, 1 - 2 * _sigmoid(slope * logits[..., 0] + level))
    local = np.clip(wrong, 0, 1) * np.clip(shows, 0, 1)
    return Judgement(
        probability=float(_sigmoid(scale * logit + offset)),
        logit=logit,
        severities={
            name: min(max(value, 0.0), 1.0)
            for name, value in zip(judge.kinds, severities, strict=True)
        },
        heat=_enlarged(heat, size),
        heats={
            name: _enlarged(local[..., place], size) for place, name in enumerate(judge.kinds)
        },
        patches=logits[..., 0],
    )


def as_pixels(picture, channels: int) -> np.ndarray:
    """Return uint8 (H, W, channels) of a path, a PIL image or an array.

    Raises:
        ImageError: it cannot be read, or is no picture.
    """
    if isinstance(picture, str | os.PathLike):
        return images.read_image(picture, channels)
    if hasattr(picture, "getbands"):  # of PIL
        return images.convert(picture, channels, "the picture")
    array = np.asarray(picture)
    if array.ndim == 2:
        array = array[..., None]
    if array.ndim != 3 or array.shape[-1] not in (1, 3, 4) or not array.size:
        raise ImageError(
            "A picture must be (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), none of them 0. Received "
            f"shape: {np.shape(picture)}."
        )
    if array.dtype != np.uint8:
        array = images.to_uint8(array)
    if array.shape[-1] == channels:
        return array
    rgb = images.to_rgb(array)  # transparent parts white, as files are read
    if channels == 3:
        return rgb
    return np.rint(rgb @ images.LUMA).astype(np.uint8)[..., None]


def _patches(pixels, network, kinds):
    """Return the maps (h, w, 1 + 2 kinds) of a picture's patches, one for each 8x8 pixels."""
    stride = network.stride
    before = (network.min_size - stride) // 2
    height, width = (-(-side // stride) for side in pixels.shape[:2])
    side = network.min_size - stride
    rows = _mirrored(pixels.shape[0], before, height * stride + side)
    columns = _mirrored(pixels.shape[1], before, width * stride + side)
    each = max(1, (_PIXELS // len(columns) - side) // stride)
    maps, added = [], 0
    for first in range(0, height, each):
        last = min(first + each, height)
        strip = pixels[rows[first * stride : last * stride + side]][:, columns]
        with no_gradients():
            part = network(ops.convert_to_tensor(images.to_float(strip)[None]), training=False)
            added = added + ops.convert_to_numpy(pooling.sums(part, kinds)).astype(np.float64)
        maps.append(ops.convert_to_numpy(part)[0])
    return np.concatenate(maps), added.astype(np.float32)


def _mirrored(size, before, total):
    """Return which of `size` rows stands in each of `total` places, mirrored at both ends."""
    places = (np.arange(total) - before) % (2 * size)
    return np.minimum(places, 2 * size - 1 - places)


def _enlarged(values, size):
    """Return values of patches of 8x8 pixels at a picture's size: float32, smoothly."""
    from PIL import Image

    height, width = values.shape
    large = Image.fromarray(values.astype(np.float32)).resize((width * 8, height * 8), 2)
    return np.clip(np.asarray(large)[: size[0], : size[1]], 0, 1)


def _sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))

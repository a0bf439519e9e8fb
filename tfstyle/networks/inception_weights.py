"""Where the weights of the Inception network come from: the user's file, or one download."""

import os
from pathlib import Path

import numpy as np

from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, OfflineError
from tfstyle.fetching import PublishedFile, fetch_published
from tfstyle.listing import is_clutter
from tfstyle.networks.inception_blocks import torch_names

_VARIABLE = "TFSTYLE_INCEPTION"
_SUFFIXES = (".pth", ".npz", ".safetensors")
_PUBLISHED = PublishedFile(
    url="https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/"
    "weights-inception-2015-12-05-6726825d.pth",
    sha256="6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
    size=95_628_359,
)
_EPSILON = 1e-3  # of batch normalization


def find_inception_weights(shapes, blocks) -> dict[str, list[np.ndarray]]:
    """Return `[kernel, bias]` of each convolution, batch normalization folded in, float32.

    Args:
        shapes: of the kernels (kh, kw, in, out), by the graph's names.
        blocks: those that the convolutions belong to.

    Raises:
        OfflineError: nothing to read from, or a convolution is missing.
        CheckpointError: a file that cannot be read.
        ArchitectureError: weights of another network.
    """
    path = _file()
    arrays, names = checkpoints.read(path).arrays, torch_names(blocks)
    found = {}
    for name, shape in shapes.items():
        if f"{name}/kernel" in arrays and f"{name}/bias" in arrays:
            pair = [arrays[f"{name}/kernel"], arrays[f"{name}/bias"]]
        elif f"{names[name]}.conv.weight" in arrays:
            pair = _folded(arrays, names[name], path)
        else:
            deepest = max(found, default="nothing")
            raise OfflineError(
                f"{path} has no {name} ({names[name]}). Metrics of the 768 features (fid768_clean, "
                f"kid768_clean) need it up to mixed_7, those of 2,048 the whole network: "
                f"set {_VARIABLE} to {_PUBLISHED.name}, from {_PUBLISHED.url}."
                if found
                else f"{path} holds no weights of the Inception network of 2015-12-05: {deepest} "
                f"of it. Set {_VARIABLE} to {_PUBLISHED.name}, from {_PUBLISHED.url}."
            )
        found[name] = _checked(path, name, [np.asarray(one, "float32") for one in pair], shape)
    return found


def _file() -> Path:
    place = os.environ.get(_VARIABLE)
    if not place:
        return fetch_published(_PUBLISHED, _VARIABLE)
    path = Path(place)
    files = [path] if path.is_file() else sorted(
        file for file in path.glob("*") if file.suffix in _SUFFIXES and not is_clutter(file.name)
    )  # fmt: skip
    if not files:
        raise OfflineError(
            f"{_VARIABLE} = {place} names no file of weights and no folder with one. Get "
            f"{_PUBLISHED.url} and set {_VARIABLE} to it."
        )
    # The published one, which is whole, before others.
    return next((file for file in files if file.name == _PUBLISHED.name), files[0])


def _folded(arrays, name, path):
    """Return kernel and bias of a convolution and the batch normalization behind it."""
    try:
        kernel = np.asarray(arrays[f"{name}.conv.weight"], "float64")
        weight, bias, mean, variance = (
            np.asarray(arrays[f"{name}.bn.{part}"], "float64")
            for part in ("weight", "bias", "running_mean", "running_var")
        )
    except KeyError as error:
        raise ArchitectureError(
            f"{path}: {name} should have batch normalization behind it, as the Inception network "
            f"of {_PUBLISHED.name} has. Missing: {error.args[0]}"
        ) from error
    scale = weight / np.sqrt(variance + _EPSILON)
    return [kernel.transpose(2, 3, 1, 0) * scale, bias - mean * scale]


def _checked(path, name, pair, shape):
    if pair[0].shape != shape or pair[1].shape != shape[-1:]:
        raise ArchitectureError(
            f"{path}: {name} should be a kernel {shape} and a bias {shape[-1:]}. "
            f"Received shapes: {[one.shape for one in pair]}"
        )
    if not all(np.isfinite(one).all() for one in pair):
        raise ArchitectureError(f"{path}: {name} has values that are not finite.")
    return pair

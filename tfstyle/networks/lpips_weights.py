"""Where the weights of LPIPS come from: the user's files.

Two files make one network: a backbone as torchvision publishes it, and the linear heads of LPIPS
0.1 (github.com/richzhang/PerceptualSimilarity, BSD 2-clause). Or one file holds the arrays of both.
"""

import os
from pathlib import Path

import numpy as np

from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, OfflineError
from tfstyle.listing import is_clutter

_VARIABLE = "TFSTYLE_LPIPS"
_SUFFIXES = (".npz", ".pth", ".safetensors")
# Torchvision's names, which end in the first digits of each file's SHA-256.
_TRUNKS = {
    "squeeze": "squeezenet1_1-b8a52dc0.pth",
    "alex": "alexnet-owt-7be5be79.pth",
    "vgg": "vgg16-397923af.pth",
}


def find_lpips_weights(backbone: str, shapes) -> dict[str, list[np.ndarray]]:
    """Return the weights of each layer of `LPIPSFeatures`, float32, as Keras lays them out.

    `TFSTYLE_LPIPS` names a file of everything, or a folder with such a file, called
    `lpips_squeeze...`, or with the two that are published: `squeeze.pth` (here or in a folder
    `v0.1`) and `squeezenet1_1-b8a52dc0.pth`.

    Args:
        backbone: `"squeeze"`, `"alex"` or `"vgg"`.
        shapes: of the weights of each layer, by its name.

    Raises:
        OfflineError: nothing to read from, or an array is missing.
        CheckpointError: a file that cannot be read.
        ArchitectureError: an array of another shape, or with numbers that none of LPIPS' has.
    """
    files = _files(backbone)
    read = [checkpoints.read(file).arrays for file in files]
    where = " and ".join(map(str, files))

    def array(key, shape) -> np.ndarray:
        found = next((arrays[key] for arrays in read if key in arrays), None)
        return _checked(key, shape, found, where)

    return {name: _layer(name, wanted, array, where) for name, wanted in shapes.items()}


def _files(backbone) -> list[Path]:
    place = os.environ.get(_VARIABLE)
    if not place:
        raise OfflineError(f"LPIPS needs its weights. {_help_yourself(backbone)}")
    path = Path(place)
    if path.is_file():
        return [path]
    whole = sorted(
        file for file in path.glob(f"lpips_{backbone}*")
        if file.suffix in _SUFFIXES and not is_clutter(file.name)
    )  # fmt: skip
    if whole:
        return whole[-1:]  # the latest version, by its name
    heads = [one for one in (path / "v0.1", path) if (one / f"{backbone}.pth").is_file()]
    trunk = path / _TRUNKS[backbone]
    if not heads or not trunk.is_file():
        missing = trunk.name if heads else f"{backbone}.pth"
        raise OfflineError(f"{_VARIABLE} = {place} has no {missing}. {_help_yourself(backbone)}")
    return [heads[0] / f"{backbone}.pth", trunk]


def _help_yourself(backbone) -> str:
    return (
        f"Set {_VARIABLE} to a folder with {_TRUNKS[backbone]} (download.pytorch.org/models) and "
        f"{backbone}.pth (github.com/richzhang/PerceptualSimilarity, lpips/weights/v0.1), or to "
        "one file with the arrays of both."
    )


def _layer(name, shapes, array, where) -> list[np.ndarray]:
    """Return what one layer of Keras holds: a convolution's kernel and bias, or a head's roots."""
    if len(shapes) == 1:
        head = array(f"{name}.model.1.weight", (1, *shapes[0], 1, 1))
        if head.min() < 0:
            raise ArchitectureError(
                f"{where}: {name} has a negative weight; LPIPS 0.1 has none. "
                f"Received: {head.min():.3g}"
            )
        return [np.sqrt(head.ravel())]
    key, (kernel, bias) = name.replace("_", "."), shapes
    turned = tuple(kernel[axis] for axis in (3, 2, 0, 1))
    return [
        array(f"{key}.weight", turned).transpose(2, 3, 1, 0),
        array(f"{key}.bias", bias),
    ]


def _checked(key, shape, found, where) -> np.ndarray:
    if found is None:
        raise OfflineError(f"{where}: there is no {key} of {shape} in it.")
    array = np.asarray(found, "float32")
    if array.shape != shape:
        raise ArchitectureError(f"{where}: {key} should be {shape}. Received: {array.shape}")
    if not np.isfinite(array).all():
        raise ArchitectureError(f"{where}: {key} has values that are not finite.")
    return array

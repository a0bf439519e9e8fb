"""Where the weights of LPIPS come from: the user's files, or two downloads.

Two files make one network: a backbone as torchvision publishes it, and the linear heads of LPIPS
0.1 (github.com/richzhang/PerceptualSimilarity, BSD 2-clause). Or one file holds the arrays of both.
"""

import os
from pathlib import Path

import numpy as np

from tfstyle import checkpoints
from tfstyle.errors import ArchitectureError, OfflineError
from tfstyle.fetching import PublishedFile, fetch_published
from tfstyle.listing import is_clutter

_VARIABLE = "TFSTYLE_LPIPS"
_SUFFIXES = (".npz", ".pth", ".safetensors")
_TORCHVISION = "https://download.pytorch.org/models"
_LPIPS = (
    "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/"
    "082bb24f84c091ea94de2867d34c4544f68e0963/lpips/weights/v0.1"
)
# Of each network the heads and the backbone.
_PUBLISHED = {
    "squeeze": (
        PublishedFile(
            f"{_LPIPS}/squeeze.pth",
            "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76",
            10_811,
        ),
        PublishedFile(
            f"{_TORCHVISION}/squeezenet1_1-b8a52dc0.pth",
            "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b",
            4_958_839,
        ),
    ),
    "alex": (
        PublishedFile(
            f"{_LPIPS}/alex.pth",
            "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
            6_009,
        ),
        PublishedFile(
            f"{_TORCHVISION}/alexnet-owt-7be5be79.pth",
            "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02",
            244_408_911,
        ),
    ),
    "vgg": (
        PublishedFile(
            f"{_LPIPS}/vgg.pth",
            "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
            7_289,
        ),
        PublishedFile(
            f"{_TORCHVISION}/vgg16-397923af.pth",
            "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
            553_433_881,
        ),
    ),
}


def find_lpips_weights(backbone: str, shapes) -> dict[str, list[np.ndarray]]:
    """Return the weights of each layer of `LPIPSFeatures`, float32, as Keras lays them out.

    `TFSTYLE_LPIPS` names a file of everything, or a folder with such a file, called
    `lpips_squeeze...`, or with the two that are published: `squeeze.pth` (here or in a folder
    `v0.1`) and `squeezenet1_1-b8a52dc0.pth`. If it is not set, these two are fetched, once.

    Args:
        backbone: `"squeeze"`, `"alex"` or `"vgg"`.
        shapes: of the weights of each layer, by its name.

    Raises:
        OfflineError: nothing to read from, or an array is missing.
        IntegrityError: what was downloaded is not what was recorded.
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
        try:
            return [fetch_published(file, _VARIABLE) for file in _PUBLISHED[backbone]]
        except OfflineError as error:
            raise OfflineError(f"{error} {_help_yourself(backbone)}") from error
    path = Path(place)
    if path.is_file():
        return [path]
    whole = sorted(
        file for file in path.glob(f"lpips_{backbone}*")
        if file.suffix in _SUFFIXES and not is_clutter(file.name)
    )  # fmt: skip
    if whole:
        return whole[-1:]  # the latest version, by its name
    found = []
    for published in _PUBLISHED[backbone]:
        files = [one / published.name for one in (path / "v0.1", path)]
        found += [file for file in files if file.is_file()][:1]
        if not found or found[-1].name != published.name:
            raise OfflineError(
                f"{_VARIABLE} = {place} has no {published.name}. {_help_yourself(backbone)}"
            )
    return found


def _help_yourself(backbone) -> str:
    heads, trunk = _PUBLISHED[backbone]
    return (
        f"Set {_VARIABLE} to a folder with {trunk.name} ({trunk.url}) and {heads.name} "
        f"({heads.url}), or to one file with the arrays of both."
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

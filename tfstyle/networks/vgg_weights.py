"""Where the trained convolutions of VGG19 come from: the user's files, or Keras' download."""

import os
from pathlib import Path

import numpy as np

from tfstyle.errors import ArchitectureError, IntegrityError, OfflineError
from tfstyle.listing import is_clutter

_VARIABLE = "TFSTYLE_VGG19"
_FILE = "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"
_SUFFIXES = (".npz", ".h5")


def find_vgg19_weights(names) -> dict[str, list[np.ndarray]]:
    """Return `[kernel, bias]` for each convolution, float32.

    Args:
        names: e.g. `["block1_conv1", "block1_conv2"]`.

    Raises:
        OfflineError: nothing to read from, or what there is lacks a convolution.
        IntegrityError: a file that cannot be read.
        ArchitectureError: a kernel of another shape than VGG19's.
    """
    place = os.environ.get(_VARIABLE)
    if not place:
        return _download(names)
    files = _files(place)
    found = {}
    for file in files:
        read = _read_npz if file.suffix == ".npz" else _read_h5
        for name, values in read(file, [name for name in names if name not in found]).items():
            found[name] = [np.asarray(value, "float32") for value in values]
    missing = [name for name in names if name not in found]
    if missing:
        deepest = max(found, default="nothing")
        raise OfflineError(
            f"{_VARIABLE} = {place} has no {missing[0]} (it reaches to {deepest}). Ask for layers "
            f"up to relu{deepest[5:].replace('_conv', '_')}, or point {_VARIABLE} to complete "
            f"weights, e.g. Keras' {_FILE}."
        )
    return {name: _checked(name, found[name], place) for name in names}


def _files(place) -> list[Path]:
    path = Path(place)
    files = [path] if path.is_file() else sorted(
        file for file in path.glob("*") if file.suffix in _SUFFIXES and not is_clutter(file.name)
    )  # fmt: skip
    if not files or any(file.suffix not in _SUFFIXES for file in files):
        raise OfflineError(
            f"{_VARIABLE} = {place} names no .npz or .h5 file and no folder of them."
        )
    return files


def _read_npz(file, names):
    try:
        with np.load(file, allow_pickle=False) as data:
            return {
                name: [data[f"{name}/kernel"], data[f"{name}/bias"]]
                for name in names if f"{name}/kernel" in data
            }  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise IntegrityError(f"{file} cannot be read as weights: {error}") from error


def _read_h5(file, names):
    """Read what Keras wrote, old or new: a group a layer, kernel and bias somewhere below."""
    import h5py

    found, groups = {}, {}

    def remember(path, item):  # returns nothing: h5py stops at the first answer
        if isinstance(item, h5py.Group):
            groups.setdefault(path.rsplit("/", 1)[-1], item)

    try:
        with h5py.File(file, "r") as data:
            data.visititems(remember)
            for name in names:
                if name in groups:
                    found[name] = _arrays(groups[name])
    except (OSError, RuntimeError) as error:
        raise IntegrityError(f"{file} cannot be read as weights: {error}") from error
    return found


def _arrays(group):
    """Return all data sets of a group, the one of most dimensions first."""
    import h5py

    arrays = []

    def collect(_, item):
        if isinstance(item, h5py.Dataset):
            arrays.append(item[()])

    group.visititems(collect)
    return sorted(arrays, key=np.ndim, reverse=True)


def _checked(name, values, place):
    if len(values) != 2 or values[0].ndim != 4 or values[1].shape != values[0].shape[3:]:
        shapes = [value.shape for value in values]
        raise ArchitectureError(
            f"{place}: {name} should be a kernel (3, 3, in, out) and a bias (out,). "
            f"Received shapes: {shapes}"
        )
    return values


def _download(names):
    if os.environ.get("TFSTYLE_OFFLINE") == "1":
        raise OfflineError(
            f"The loss needs VGG19's weights and TFSTYLE_OFFLINE is set. Set {_VARIABLE} to Keras' "
            f"{_FILE}, or to a folder of .npz files with block1_conv1/kernel and so on."
        )
    import keras

    try:
        network = keras.applications.VGG19(include_top=False, weights="imagenet")
    except Exception as error:  # whatever urllib raises: there is one way on
        raise OfflineError(
            f"VGG19's weights could not be downloaded ({error}). Get {_FILE} from the Keras "
            f"applications' release page and set {_VARIABLE} to it."
        ) from error
    return {name: network.get_layer(name).get_weights() for name in names}

"""Files that hold a whole model, its networks side by side: `netG_A.model.1.weight`, `netD_A`."""

from collections.abc import Callable

from tfstyle.checkpoints.arrays import Arrays
from tfstyle.errors import ArchitectureError

_MOST_NETWORKS = 8


def split(arrays: Arrays, identify: Callable[[Arrays, str], object]) -> dict[str, Arrays]:
    """Return the networks of a file by the name before their keys; of one network, `{"": arrays}`.

    A file is taken apart only where it is no network as a whole, and every part of it is one.

    Args:
        arrays: of the file.
        identify: function of a part's arrays and its name that raises `ArchitectureError` where
            they are no network.

    Raises:
        ArchitectureError: the file is no network and cannot be taken apart.

    Example:
        `netG_A.model.1.weight` and `netG_B.model.1.weight` are two networks, `"netG_A"` and
        `"netG_B"`; a trainer's wrapper before both (`model.netG_A.`) may stand in front.
    """
    try:
        identify(arrays, "")
        return {"": arrays}
    except ArchitectureError as whole:
        prefixes = _prefixes(list(arrays))
        if not 2 <= len(prefixes) <= _MOST_NETWORKS:
            raise
        found = {prefix.split(".")[-2]: arrays.below(prefix) for prefix in prefixes}
        try:
            for name, part in found.items():
                identify(part, name)
        except ArchitectureError:
            raise whole from None
        return found


def _prefixes(keys: list[str]) -> list[str]:
    """Return how keys begin, up to the first name that is not the same for all."""
    common = ""
    while True:
        begins = sorted({_first(key, common) for key in keys})
        if "" in begins:  # a key that ends there
            return []
        if len(begins) > 1:
            return begins
        (common,) = begins


def _first(key, common):
    name, dot, _ = key.removeprefix(common).partition(".")
    return f"{common}{name}." if dot else ""

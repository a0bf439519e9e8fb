"""The tools that others measure with, in PyTorch: imported where they are, skipped where not."""

import importlib.util
import warnings
from pathlib import Path

from tests.optional import need

# What torchvision asks of its extension while it is imported.
_OPERATORS = ("nms", "qnms")


def torch_fidelity():
    """Return torch-fidelity, or skip."""
    return _need("torch_fidelity")


def lpips():
    """Return the package `lpips`, or skip."""
    return _need("lpips")


def torchvision():
    """Return torchvision, or skip."""
    return _need("torchvision")


def _need(module):
    torch = need("torch")
    _give_torchvision_its_operators(torch)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs are not ours to heed
        need("torchvision")
        return need(module)


def _give_torchvision_its_operators(torch):
    """Define them where the extension is one for CUDA and does not load; nothing here calls them.

    The package index has torchvision for CUDA alone, and PyTorch for the processor is a third of
    the size of the other.
    """
    found = importlib.util.find_spec("torchvision")
    if found is None or hasattr(torch.ops.torchvision, _OPERATORS[0]):
        return
    for extension in Path(found.origin).parent.glob("_C.*"):
        try:
            torch.ops.load_library(extension)
            return
        except OSError:
            pass
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in _OPERATORS:
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    globals()["_library"] = library  # what it defines lives as long as it

"""Pictures for training: folders, arrays and TensorFlow Datasets; paired, unpaired or derived.

    spec = DataSpec("paired", "facades/", load=286, crop=256)     what the pictures are, once
    describe(spec)                                                how many there are
    scan_dataset(spec)                                            what is wrong with them
    load_dataset(spec, batch_size=1, seed=0)                      endless batches to train on
    fixed_samples(spec, count=4)                                  the same few to look at

How pictures lie on disk is a `Layout` in `tfstyle.data.layouts`, one module each. To add one:

1. `layouts/<name>.py`: a `Layout` that says what a step learns from and gives `splits(spec)` and
   `sides(spec, split)`. Where its pictures are files of a folder, a `FolderLayout` with `look`.
2. One import and one entry in `layouts/__init__.py`. Specs and error texts know it from there.
3. One case in `tests/data/test_layouts.py`, which runs the contract on every entry.

Nothing outside `layouts` compares names of layouts; what differs is asked of the `Layout`.
Importing this package, or its `layouts`, loads neither NumPy nor TensorFlow.
"""

import importlib

_HOMES = {
    "DataSpec": "spec",
    "describe": "survey",
    "fixed_labels": "samples",
    "fixed_samples": "samples",
    "load_dataset": "load",
    "scan_dataset": "survey",
}

__all__ = [
    "DataSpec", "describe", "fixed_labels", "fixed_samples", "load_dataset", "scan_dataset"
]  # fmt: skip


def __getattr__(name):
    """Import a public name from its home when it is first asked for."""
    if name in _HOMES:
        value = getattr(importlib.import_module(f"tfstyle.data.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'tfstyle.data' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_HOMES})

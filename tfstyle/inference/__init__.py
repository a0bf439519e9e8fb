"""Pictures of any kind and size in, the same kind and size out, whatever function is between.

The way in is `translate.translate`, which every `model.translate` calls with its
`TranslateOptions`. The names below are what other packages use beside it; each is looked up when
it is first used, since a command line reads the options without loading Keras.
"""

import importlib

_HOMES = {
    "TranslateOptions": "options",
    "call_padded": "padding",
    "flatten": "picture",
    "keep_color": "blending",
    "tile_margin": "tiling",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    """Import a name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted({*globals(), *_HOMES})

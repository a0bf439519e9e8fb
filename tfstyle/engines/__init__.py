"""One picture function, run by Keras, LiteRT, OpenVINO or ONNX Runtime: proven equal, none assumed.

| module | what it offers |
|---|---|
| `open_file` | a model from an exported file or directory, without TensorFlow |
| `preset` | a preset on an engine: its export is made once, proven, kept, and run from then on |
| `of_model` | the same for a model in memory, behind `model.translate(engine=...)` |
| `artefacts` | what is kept, where, and how it is made and proven |
| `choice` | which engine `"auto"` means |
| `runners` | each engine as a function of one picture |

Opening what is kept imports neither TensorFlow nor Keras: the first picture comes in a second.
"""

import importlib

_HOMES = {
    "ExportedModel": "exported_model",
    "is_artefact": "open_file",
    "open_artefact": "open_file",
    "open_preset": "preset",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    """Import a name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted({*globals(), *_HOMES})

"""The zoo: pretrained models by name. Nothing here imports TensorFlow before a model is built."""

from tfstyle.zoo.catalogue import list_catalogue
from tfstyle.zoo.download import download
from tfstyle.zoo.from_preset import from_preset
from tfstyle.zoo.names import Kind, Resolved, known_names, resolve
from tfstyle.zoo.registry import list_built_in, list_presets
from tfstyle.zoo.show import show_preset

__all__ = [
    "Kind",
    "Resolved",
    "download",
    "from_preset",
    "known_names",
    "list_built_in",
    "list_catalogue",
    "list_presets",
    "resolve",
    "show_preset",
]

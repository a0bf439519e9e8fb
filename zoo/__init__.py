"""The zoo: pretrained models by name. Nothing here imports TensorFlow before a model is built."""

from tfstyle.zoo.catalogue import list_catalogue
from tfstyle.zoo.download import download
from tfstyle.zoo.from_preset import find_preset, from_preset
from tfstyle.zoo.registry import list_built_in, list_presets, preset_directory
from tfstyle.zoo.show import show_preset

__all__ = [
    "download",
    "find_preset",
    "from_preset",
    "list_built_in",
    "list_catalogue",
    "list_presets",
    "preset_directory",
    "show_preset",
]

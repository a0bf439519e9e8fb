"""The preset directory: how a model is written, and read back without running anything in it.

A preset holds `config.json` (which classes, with which arguments), `model.weights.h5` (one group
a network, one data set a weight, named by the weight's path), `README.md` (the card) and
`checksums.json`. Only classes registered as `tfstyle>...` are built, from plain JSON values; there
is no pickle, no Lambda and no import by name. A preset may come from anyone: its files are read
only if they are ordinary files in the directory, what they say is checked before it is used, and
no network takes memory before its weights are found in the file.
"""

from tfstyle.presets.checksums import check_file, recorded_checksum, write_checksums
from tfstyle.presets.config import read_config
from tfstyle.presets.layout import CARD, CHECKSUMS, CONFIG, WEIGHTS, read_card
from tfstyle.presets.loading import load
from tfstyle.presets.saving import check_replaceable, save

__all__ = [
    "CARD",
    "CHECKSUMS",
    "CONFIG",
    "WEIGHTS",
    "check_file",
    "check_replaceable",
    "load",
    "read_card",
    "read_config",
    "recorded_checksum",
    "save",
    "write_checksums",
]

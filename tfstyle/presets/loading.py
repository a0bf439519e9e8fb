"""A preset directory into a model."""

from pathlib import Path

from tfstyle.files import recover
from tfstyle.presets.budget import check_depth, fresh_budget, stored_budget, without_memory
from tfstyle.presets.building import build_model, build_network
from tfstyle.presets.checksums import open_checked
from tfstyle.presets.config import read_config
from tfstyle.presets.layout import CONFIG, LARGEST_TEXT, WEIGHTS
from tfstyle.weights import WeightsFile


def load(directory, *, training=False, weights_directory=None):
    """Return the model of a preset directory, ready to translate.

    The classes it names must be registered, which importing `tfstyle.models` and
    `tfstyle.networks` does.

    Args:
        directory: written by `save`.
        training: build the discriminators and moving averages, too. A discriminator whose weights
            were not stored starts afresh.
        weights_directory: where the weights lie, when they were downloaded to another place.

    Raises:
        IntegrityError: a file is missing, damaged, or asks for code to be run.
        ArchitectureError: an unknown class or argument, or weights of another shape.
    """
    directory = Path(directory)
    recover(directory)
    config = _checked_config(directory)
    entries = {
        name: entry for name, entry in config["networks"].items() if training or entry["weights"]
    }
    stored = [name for name, entry in entries.items() if entry["weights"]]
    path = Path(weights_directory or directory, WEIGHTS)
    with (
        open_checked(directory, WEIGHTS, weights_directory) as file,
        WeightsFile(file, path, stored) as weights,
    ):
        networks = {
            name: _network(name, entry, weights, directory) for name, entry in entries.items()
        }

    arguments = dict(config["arguments"])
    if not training and "ema" in arguments:
        arguments["ema"] = 0.0  # the stored generators are the averages; no second copy
    return build_model(config["class"], arguments, networks, directory)


def _checked_config(directory):
    """Return the configuration that is what was recorded; what it lacks is told first."""
    read_config(directory)
    with open_checked(directory, CONFIG) as file:
        return read_config(directory, file.read(LARGEST_TEXT))


def _network(name, entry, weights, directory):
    """Build one network; it takes memory only once its weights are known to fit it."""
    where = f"{directory}: {name}"
    if not entry["weights"]:
        with without_memory(fresh_budget(where)):
            return build_network(entry["class"], entry["config"], directory)
    arrays = len(weights.shapes[name])
    check_depth(entry["config"], arrays, where)
    with without_memory(stored_budget(where, arrays, weights.numbers(name))):
        network = build_network(entry["class"], entry["config"], directory)
        weights.compare(name, network)
    weights.fill(name, network)
    return network

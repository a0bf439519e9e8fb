"""A model into a preset directory."""

import json
import os
from pathlib import Path

from tfstyle import files
from tfstyle.errors import IntegrityError, StorageError
from tfstyle.files import atomic_directory, recover
from tfstyle.presets.checksums import write_checksums
from tfstyle.presets.config import read_config
from tfstyle.presets.layout import CARD, CONFIG, FORMAT, NAMESPACE, WEIGHTS
from tfstyle.roles import role_of
from tfstyle.weights import write_weights

DTYPES = ("float16", "float32")
# All that a preset directory may hold.
_OWN = (
    r"config\.json|model\.weights\.h5|checksums\.json|README\.md|recipe\.toml|scores\.json"
    r"|samples\.jpg|golden_\w+\.png"
)
_AVERAGE = "_ema"


def save(
    model, directory, *, card=None, metadata=None, dtype="float32", training=False, also=None
):
    """Write `model` as a preset directory that appears whole or not at all.

    A generator with a moving average is stored as that average: it is what the model shows.

    Args:
        model: a tfstyle model with `networks` and `get_config()`.
        directory: where; an existing preset there is replaced.
        card: Markdown text of `README.md`; a stub if not given.
        metadata: JSON-able facts for the card: `description`, `resolution`, `data`, `license`,
            `scores`, ...
        dtype: `"float16"` halves the file and rounds each weight by at most 0.05 %; `"float32"`
            is exact.
        training: store the discriminators, too.
        also: function of a folder that writes more of the preset's files into it, a recipe or
            sample pictures. They appear together with the rest.

    Raises:
        StorageError: the disk is full, the place not writable, or full of other files.
        ValueError: another `dtype`.
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype must be one of {DTYPES}. Received: {dtype!r}")
    directory = Path(directory)
    check_replaceable(directory)
    networks = model.networks
    stored = _stored(networks, training)
    metadata = dict(metadata or {})
    config = {
        "format": FORMAT,
        "class": _registered_name(model),
        "arguments": {
            key: value for key, value in model.get_config().items() if key not in networks
        },
        "networks": {
            name: {
                "class": _registered_name(network),
                "config": network.get_config(),
                "weights": WEIGHTS if name in stored else None,
            }
            for name, network in networks.items()
            if not name.endswith(_AVERAGE)
        },
        "input_range": [-1, 1],
        "size_multiple": model.size_multiple,
        "min_size": model.min_size,
        "resolution": metadata.pop("resolution", None),
        "directions": list(model.directions),
        "inference_mode": model.inference_mode,
        "dtype": dtype,
        "versions": _versions(),
        "metadata": metadata,
    }
    with atomic_directory(directory) as temporary:
        write_weights(temporary / WEIGHTS, stored, dtype)
        (temporary / CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8")
        (temporary / CARD).write_text(card or _card_stub(directory.name, config), "utf-8")
        write_checksums(temporary)
        if also is not None:
            also(temporary)


def check_replaceable(directory) -> None:
    """Check that a preset may be written to `directory`: nothing that is not one is deleted.

    Raises:
        StorageError: it is a file, or holds anything but a preset's own files.
    """
    recover(directory)
    files.check_replaceable(directory, _OWN, "preset")
    if os.path.lexists(Path(directory, CONFIG)):
        try:
            read_config(directory)
        except IntegrityError as error:  # models of other projects have a config.json, too
            raise StorageError(
                f"{directory} would be replaced, and is no preset: {error} Name a new or empty "
                "directory."
            ) from error


def _stored(networks, training):
    """Choose the networks whose weights are written, averages under their network's name.

    All that paint are; judges and projectors only to train on.
    """
    return {
        name: networks.get(name + _AVERAGE, network)
        for name, network in networks.items()
        if not name.endswith(_AVERAGE) and (training or not _only_trains(network, name))
    }


def _only_trains(network, name):
    role = role_of(network, name)
    return role is not None and role.only_trains


def _registered_name(thing):
    import keras

    return keras.saving.get_registered_name(type(thing))


def _versions():
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in ("tfstyle", "keras", "tensorflow"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _card_stub(name, config):
    directions = ", ".join(config["directions"])
    # Models without a direction paint from noise.
    call = 'model.translate("picture.jpg")' if directions else "model.generate(16, seed=0)"
    return (
        f"# {name}\n\n"
        f"{config['class'].removeprefix(NAMESPACE)}, {directions or 'from noise'}.\n\n"
        "```python\nimport tfstyle\n\n"
        f'model = tfstyle.from_preset("{os.fspath(name)}")\n'
        f"out = {call}\n```\n\n"
        "Data, licence, recipe and scores: not recorded.\n"
    )

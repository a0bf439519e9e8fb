"""The preset directory: how a model is written, and read back without running anything in it.

A preset holds `config.json` (which classes, with which arguments), `model.weights.h5` (one group
a network, one data set a weight, named by the weight's path), `README.md` (the card) and
`checksums.json`. Only classes registered as `tfstyle>...` are built, from plain JSON values; there
is no pickle, no Lambda and no import by name.
"""

import json
import os
from pathlib import Path

from tfstyle import files
from tfstyle.errors import ArchitectureError, IntegrityError, StorageError, did_you_mean
from tfstyle.files import atomic_directory, sha256
from tfstyle.weights import read_weights, write_weights

CONFIG, WEIGHTS, CHECKSUMS, CARD = (
    "config.json", "model.weights.h5", "checksums.json", "README.md",
)
DTYPES = ("float16", "float32")
# All that a preset directory may hold.
_OWN = (
    r"config\.json|model\.weights\.h5|checksums\.json|README\.md|recipe\.toml|scores\.json"
    r"|samples\.jpg|golden_\w+\.png"
)
_FORMAT = 1
_NAMESPACE = "tfstyle>"
_AVERAGE = "_ema"
# Networks that only training needs, by the beginning of their names.
_TRAINING_ONLY = ("discriminator", "projector")


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
        "format": _FORMAT,
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
    files.check_replaceable(directory, _OWN, "preset")
    if Path(directory, CONFIG).is_file():
        try:
            read_config(directory)
        except IntegrityError as error:  # models of other projects have a config.json, too
            raise StorageError(
                f"{directory} would be replaced, and is no preset: {error} Name a new or empty "
                "directory."
            ) from error


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
    config = read_config(directory)
    check_file(directory, CONFIG)
    networks = {}
    for name, entry in config["networks"].items():
        if training or entry["weights"]:
            networks[name] = _build(entry["class"], entry["config"], directory)
    stored = {n: network for n, network in networks.items() if config["networks"][n]["weights"]}
    check_file(directory, WEIGHTS, weights_directory)
    read_weights(Path(weights_directory or directory, WEIGHTS), stored)

    arguments = dict(config["arguments"])
    if not training and "ema" in arguments:
        arguments["ema"] = 0.0  # the stored generators are the averages; no second copy
    return _build(config["class"], {**arguments, **networks}, directory, call=True)


def read_config(directory) -> dict:
    """Return `config.json` of a preset directory as it stands; needs no TensorFlow.

    Raises:
        IntegrityError: it is missing, no JSON, or made by a newer version.
    """
    path = Path(directory, CONFIG)
    try:
        config = json.loads(path.read_text("utf-8"))
        version, _ = config["format"], (config["class"], config["networks"], config["arguments"])
    except FileNotFoundError:
        raise IntegrityError(f"{directory} is no preset directory: it has no {CONFIG}.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError(f"{path} is damaged ({error!r}). Get the preset again.") from error
    if version != _FORMAT:
        raise IntegrityError(
            f"{path} has format {version}; this tfstyle reads format {_FORMAT}. Update tfstyle."
        )
    return config


def write_checksums(directory) -> None:
    """Record the SHA-256 of the files that make the model; the card may be edited afterwards."""
    sums = {name: sha256(Path(directory, name)) for name in (CONFIG, WEIGHTS)}
    Path(directory, CHECKSUMS).write_text(json.dumps(sums, indent=2) + "\n", "utf-8")


def recorded_checksum(directory, name: str) -> str:
    """Return the SHA-256 that `checksums.json` records for a file of the preset.

    Raises:
        IntegrityError: it records none.
    """
    path = Path(directory, CHECKSUMS)
    try:
        return json.loads(path.read_text("utf-8"))[name]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"{path} does not tell the SHA-256 of {name}. Get the preset again."
        ) from error


def check_file(directory, name: str, place=None) -> None:
    """Compare a file with the preset's `checksums.json`.

    Args:
        directory: the preset.
        name: of the file.
        place: directory that holds the file, if not the preset itself.

    Raises:
        IntegrityError: the file is missing or is not what was recorded.
    """
    path = Path(place or directory, name)
    expected = recorded_checksum(directory, name)
    if not path.is_file():
        raise IntegrityError(f"{path} is missing. Get the preset again.")
    found = sha256(path)
    if found != expected:
        raise IntegrityError(
            f"{path} is damaged or was changed: its SHA-256 is {found}, recorded is {expected}. "
            "Get the preset again: delete it and run `tfstyle download`, or save the model anew."
        )


def _stored(networks, training):
    """Choose the networks whose weights are written, averages under their network's name.

    All that paint are; judges and projectors only to train on.
    """
    return {
        name: networks.get(name + _AVERAGE, network)
        for name, network in networks.items()
        if not name.endswith(_AVERAGE) and (training or not name.startswith(_TRAINING_ONLY))
    }


def _build(registered_name, config, directory, call=False):
    """Build an object of a registered class from plain values."""
    import keras

    registered = keras.saving.get_custom_objects()
    cls = registered.get(registered_name)
    if cls is None or not registered_name.startswith(_NAMESPACE):
        known = sorted(
            name.removeprefix(_NAMESPACE) for name in registered if name.startswith(_NAMESPACE)
        )
        name = str(registered_name).removeprefix(_NAMESPACE)
        raise ArchitectureError(
            f"{directory} asks for the class {name!r}; only classes of tfstyle are built: "
            f"{', '.join(known)}.{did_you_mean(name, known)}"
        )
    values = {key: _plain(value, directory) for key, value in config.items()}
    try:
        if call:
            return cls(**values)
        built = cls.from_config(values)
        # Keras models swallow unknown keywords.
        if unknown := sorted(set(values) - set(built.get_config())):
            raise TypeError(f"unknown argument {unknown[0]!r}")
        return built
    except (TypeError, ValueError) as error:
        raise ArchitectureError(
            f"{directory}: {registered_name} cannot be built as {CONFIG} says: {error}"
        ) from error


def _plain(value, directory):
    """Return a value of `config.json`, with the serialized tfstyle objects in it built."""
    if isinstance(value, list):
        return [_plain(item, directory) for item in value]
    if isinstance(value, dict):
        if value.keys() & {"class_name", "module", "registered_name"}:
            name, config = value.get("registered_name"), value.get("config")
            if not str(name).startswith(_NAMESPACE) or not isinstance(config, dict):
                raise IntegrityError(
                    f"{Path(directory, CONFIG)} asks for {value.get('module')}."
                    f"{value.get('class_name')}, which is no class of tfstyle; refused."
                )
            return _build(name, config, directory)
        return {key: _plain(item, directory) for key, item in value.items()}
    return value


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
        f"{config['class'].removeprefix(_NAMESPACE)}, {directions or 'from noise'}.\n\n"
        "```python\nimport tfstyle\n\n"
        f'model = tfstyle.from_preset("{os.fspath(name)}")\n'
        f"out = {call}\n```\n\n"
        "Data, licence, recipe and scores: not recorded.\n"
    )

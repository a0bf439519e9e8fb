"""`config.json`: read, and every value that someone relies on checked, with its place in the error.

What only a constructor can judge, the arguments of a network or a model, is checked by it.
"""

import math
import re
from pathlib import Path
from urllib.parse import urlsplit

from tfstyle.errors import IntegrityError, one_line
from tfstyle.presets.layout import CONFIG, FORMAT, WEIGHTS, read_json

_REQUIRED = {"class": str, "arguments": dict, "networks": dict}
# What a reader may ask for, and what it is told where the file says nothing.
_OPTIONAL = {
    "input_range": (list, [-1, 1]),
    "size_multiple": (int, None),
    "min_size": (int, None),
    "resolution": (int, None),
    "directions": (list, []),
    "inference_mode": (str, None),
    "dtype": (str, None),
    "versions": (dict, {}),
    "metadata": (dict, {}),
    "remote": (dict, None),
}
_WORDS = {str: "text", dict: "an object", list: "a list", int: "a whole number"}


def read_config(directory, content: bytes | None = None) -> dict:
    """Return `config.json` of a preset directory, checked; needs no TensorFlow.

    Args:
        directory: the preset.
        content: of the file, if it was read already.

    Raises:
        IntegrityError: it is missing, no JSON, lacks something, or was made by a newer version.
    """
    path = Path(directory, CONFIG)
    try:
        config = read_json(path, content)
    except FileNotFoundError:
        raise IntegrityError(f"{directory} is no preset directory: it has no {CONFIG}.") from None
    try:
        _check_format(config, path)
        return _checked(config)
    except _Wrong as error:
        raise IntegrityError(
            f"{path} is damaged: {one_line(error)}. Get the preset again."
        ) from None


class _Wrong(Exception):
    """What is wrong with the file, and where."""


def _check_format(config, path):
    if "format" not in config:
        raise _Wrong("it has no 'format'")
    version = config["format"]
    if type(version) is not int or version != FORMAT:
        raise IntegrityError(
            f"{path} has format {one_line(repr(version), 40)}; this tfstyle reads format {FORMAT}. "
            "Update tfstyle."
        )


def _checked(config):
    for key, kind in _REQUIRED.items():
        _demand(config, key, kind)
    for key, (kind, otherwise) in _OPTIONAL.items():
        if config.get(key) is None:
            if key != "remote":
                config[key] = otherwise if otherwise is None else type(otherwise)(otherwise)
        else:
            _demand(config, key, kind)
    if not all(isinstance(name, str) for name in config["directions"]):
        raise _Wrong("directions must be a list of text")
    for name, network in config["networks"].items():
        _check_network(name, network)
    for key in ("networks", "arguments"):
        _check_finite(config[key], key)
    if config.get("remote") is not None:
        _check_remote(config["remote"])
    return config


def _demand(values, key, kind, where=""):
    if key not in values:
        raise _Wrong(f"{where or 'it'} has no {key!r}")
    value = values[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        place = f"{where}.{key}" if where else key
        raise _Wrong(f"{place} must be {_WORDS[kind]}, not {one_line(repr(value), 60)}")


def _check_network(name, network):
    if not name.isidentifier():
        raise _Wrong(f"networks has the name {name!r}, which is no name of a network")
    where = f"networks.{name}"
    if not isinstance(network, dict):
        raise _Wrong(f"{where} must be an object, not {one_line(repr(network), 60)}")
    _demand(network, "class", str, where)
    _demand(network, "config", dict, where)
    if "weights" not in network or network["weights"] not in (None, WEIGHTS):
        raise _Wrong(f"{where}.weights must be null or {WEIGHTS!r}")


def _check_finite(value, where):
    if isinstance(value, float) and not math.isfinite(value):
        raise _Wrong(f"{where} is {value}; arguments are finite")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_finite(item, f"{where}.{key}")
    elif isinstance(value, list):
        for item in value:
            _check_finite(item, where)


def _check_remote(remote):
    """Check where the weights lie: nothing of it is used before."""
    _demand(remote, "url", str, "remote")
    _demand(remote, "sha256", str, "remote")
    _demand(remote, "size", int, "remote")
    try:
        address = urlsplit(remote["url"])
        good = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        good = False
    if not good or not remote["url"].isascii() or re.search(r"[\s\x00-\x1f\x7f]", remote["url"]):
        raise _Wrong("remote.url must be an address of http or https")
    if not re.fullmatch("[0-9a-f]{64}", remote["sha256"]):
        raise _Wrong("remote.sha256 must be 64 hexadecimal digits")
    if remote["size"] < 1:
        raise _Wrong("remote.size must be the number of bytes")

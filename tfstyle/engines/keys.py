"""What stands for a model and for what it paints, so that an export is found again, or not."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

import tfstyle
from tfstyle.files import sha256
from tfstyle.presets import CONFIG, WEIGHTS, recorded_checksum

# Counted up when exports are made in another way.
_FORMAT = 2


def preset_key(directory: str | os.PathLike) -> str:
    """Return what stands for a preset: another for other weights, settings or a newer tfstyle.

    Args:
        directory: of the preset; its weights may lie elsewhere.

    Raises:
        IntegrityError: `checksums.json` is missing or damaged.
    """
    directory = Path(directory)
    parts = [sha256(directory / CONFIG), recorded_checksum(directory, WEIGHTS)]
    return f"{directory.name[:48]}-{_digest(parts)}"


def model_key(model) -> str:
    """Return what stands for a model in memory, as its weights are now.

    Args:
        model: a Keras model of tfstyle.
    """
    from keras import ops

    digest = hashlib.sha256()
    for role, network in sorted(model.networks.items()):
        digest.update(f"{role} {network.get_config()}".encode())
        for weight in network.weights:
            array = np.ascontiguousarray(ops.convert_to_numpy(weight))
            digest.update(f"{array.shape} {array.dtype}".encode())
            digest.update(array.tobytes())
    parts = [model.kind, model.inference_mode, str(model.directions), digest.hexdigest()]
    return f"{model.kind}-{_digest(parts)}"


def painting_key(direction: str, style=None, alpha: float = 1.0) -> str:
    """Return what stands for a direction and a style.

    Args:
        direction: its name.
        style: what `translate` takes; a picture is known by its content.
        alpha: see `TranslateOptions`.

    Example:
        >>> painting_key("a2b") == painting_key("a2b", style=None, alpha=1.0)
        True
    """
    return _digest([direction, *_said(style), repr(float(alpha))])


def _said(style) -> list[str]:
    """Return a style as words that are the same for the same style."""
    if style is None:
        return ["none"]
    if isinstance(style, str | os.PathLike):
        path = Path(style)
        return [f"file {sha256(path)}" if path.is_file() else f"name {path}"]
    if isinstance(style, Mapping):
        return _said(list(style.items()))
    if isinstance(style, list | tuple):
        return [type(style).__name__, *(word for one in style for word in _said(one)), "end"]
    if isinstance(style, int | float):
        return [repr(float(style))]
    array = np.ascontiguousarray(np.asarray(style))
    return [f"array {array.shape} {array.dtype} {hashlib.sha256(array.tobytes()).hexdigest()}"]


def _digest(parts) -> str:
    text = "\n".join([str(_FORMAT), tfstyle.__version__, *parts])
    return hashlib.sha256(text.encode()).hexdigest()[:24]

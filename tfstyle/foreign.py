"""What people hand over where a preset or a checkpoint is asked for, and the way from there."""

import os
import zipfile
from pathlib import Path

KERAS = (
    "it is a model saved by Keras. If it is one of tfstyle's, write a preset of it in Python: "
    "`import keras, tfstyle; keras.models.load_model(PATH).save_to_preset(DIR)`."
)
HDF5 = (
    "it is an HDF5 file, weights of a Keras model alone. If that is one of tfstyle's, build it in "
    "Python, then `model.load_weights(PATH)` and `model.save_to_preset(DIR)`."
)
_EXPORTED = (
    "{} which serves and cannot be turned back. Name the preset or the run it was exported from."
)
_SAVED_MODEL = _EXPORTED.format("it is a SavedModel,")
_CHECKPOINT = (
    "it is a checkpoint of another project: `tfstyle convert {} -o DIR` makes a preset of it."
)
_FOLDER_OF_CHECKPOINTS = (
    "it is a folder of checkpoint files ({}). Name the one to use: `tfstyle convert {} -o DIR`."
)
_TENSORFLOW = (
    "it holds a checkpoint of TensorFlow's. If it is of one of tfstyle's models, build it in "
    "Python, restore it, and `model.save_to_preset(DIR)`."
)
_OF_A_RUN = "it is a part of the run {0}. Name that: {0}."
_RECIPE = "it is a recipe: `tfstyle train {} --data DIR --out RUN` trains a model, which is RUN."
_PICTURE = "it is a picture or a video. The preset comes first, what it translates after it."

_OF_PYTORCH = (".pth", ".pt", ".safetensors", ".npz", ".ckpt", ".t7")
_PICTURES = (
    ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".avif", ".mp4",
    ".mov", ".mkv", ".webm", ".avi",
)  # fmt: skip
KERAS_ENTRIES = {"metadata.json", "config.json", "model.weights.h5"}


def told(path: str | os.PathLike) -> str | None:
    """Return what something is that is no preset, and the way on; `None` if nobody knows.

    Example:
        >>> told("no_such_file.onnx") is None
        True
    """
    path = Path(path)
    try:
        if path.is_dir():
            return _of_folder(path)
        return _of_file(path) if path.is_file() else None
    except (OSError, ValueError):  # not readable; a name with a zero byte
        return None


def _of_file(path: Path) -> str | None:
    suffix = path.suffix.lower()
    with open(path, "rb") as file:
        start = file.read(8)
    if start.startswith(b"PK") and _entries(path) >= KERAS_ENTRIES:
        return KERAS
    if start.startswith(b"\x89HDF"):
        return HDF5
    if start[4:8] == b"TFL3" or suffix in (".tflite", ".lite"):
        return _EXPORTED.format("it is a TFLite file,")
    if suffix == ".onnx":
        return _EXPORTED.format("it is an ONNX file,")
    if path.name == "saved_model.pb":
        return _SAVED_MODEL
    if suffix == ".index" or path.name == "checkpoint" or ".data-0000" in path.name:
        return _TENSORFLOW
    if suffix in _OF_PYTORCH:
        return _CHECKPOINT.format(path)
    if suffix == ".toml":
        return _RECIPE.format(path)
    return _PICTURE if suffix in _PICTURES else None


def _of_folder(path: Path) -> str | None:
    for run in path.absolute().parents[:2]:
        if (run / "recipe.toml").is_file() and (run / "checkpoints").is_dir():
            return _OF_A_RUN.format(run if path.is_absolute() else os.path.relpath(run))
    names = sorted(entry.name for entry in path.iterdir())
    if "saved_model.pb" in names:
        return _SAVED_MODEL
    if "parity.md" in names or any(name.endswith((".tflite", ".onnx")) for name in names):
        return _EXPORTED.format("it is a folder that was exported,")
    if "checkpoint" in names or any(name.endswith(".index") for name in names):
        return _TENSORFLOW
    found = [name for name in names if name.lower().endswith(_OF_PYTORCH)]
    if found:
        shown = ", ".join(found[:3]) + (" and more" if len(found) > 3 else "")
        generator = next((name for name in found if "_G" in name), found[0])
        return _FOLDER_OF_CHECKPOINTS.format(shown, path / generator)
    keras = [name for name in names if name.endswith((".keras", ".h5"))]
    if keras:
        return f"it is a folder of Keras files; of {keras[0]}: {_of_file(path / keras[0]) or HDF5}"
    return None


def _entries(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except zipfile.BadZipFile:
        return set()

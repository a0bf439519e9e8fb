"""From a model to ONNX, through Keras' own exporter."""

import json
import os
import warnings
from pathlib import Path

from tfstyle import __version__
from tfstyle.convert.onnx_squares import squares_as_powers
from tfstyle.errors import ExportError, StorageError
from tfstyle.files import atomic_file
from tfstyle.tflite_facts import PICTURE, PREDICT

# The file that looks at style pictures.
_STYLE = "style"


def to_onnx(model, path: str | os.PathLike, style=None) -> dict[str, Path]:
    """Write a model's translation as an ONNX file, in float32, for any fitting size.

    Input `"image"` (B, H, W, channels) and the output are in [-1, 1], as Keras has them; H and W
    are multiples of the model's `size_multiple`. B is 1 where a picture's own statistics count
    (`inference_mode="batch_statistics"`), else anything. Needs `pip install 'tfstyle[onnx]'`.

    Without `style`, a model that takes one has it as a second input, float32, a row for each
    picture: `"style_weights"` of its names, 1 in all; or `"style_vector"`, which another file,
    `style.onnx`, makes of `"style_image"` (B, H, W, 3) in [-1, 1], its shorter side scaled to the
    model's `style_size`. Vectors blend by weighted means.

    Args:
        model: with one direction.
        path: an `.onnx` file; or a directory, where every direction gets a file of its name.
        style: for a model that takes one; what its `check_style` knows. The file paints in it.

    Returns:
        The files written, by direction; `"style"` for the one that looks at style pictures.

    Raises:
        ExportError: the extra is not installed, the model is no network from pictures to pictures
            or draws noise, one file was named for several, or `style` is missing or out of place.
        StorageError: the place is not writable.

    Example:
        >>> to_onnx(tfstyle.from_preset("my_preset"), "my_preset.onnx")  # doctest: +SKIP
    """
    _check_packages()
    from tfstyle.models.shared.in_style import in_style
    from tfstyle.models.shared.style_input import painter, predictor, style_facts, style_input

    if not model.capabilities.translates or model.capabilities.optimizes:
        raise ExportError(
            f"A {type(model).__name__} is no network from pictures to pictures, which ONNX export "
            "takes."
        )
    if model.inference_mode == "train":
        raise ExportError(
            "inference_mode='train' draws dropout noise for every picture, which is not exported. "
            "Set model.inference_mode = 'batch_statistics', and look at the pictures it gives."
        )
    told = style_input(model) if style is None else None
    if told is None:
        model = in_style(model, style)
    path = Path(path)
    if told is not None and told.kind == PICTURE and path.suffix == ".onnx":
        raise ExportError(
            "Without a style there are two files, one that paints and one that looks at style "
            f"pictures. Name a directory instead of {path}, or say the style, e.g. --style "
            "painting.jpg."
        )
    if path.suffix == ".onnx" and len(model.directions) == 1:
        targets = {model.directions[0]: path}
    elif path.suffix == ".onnx":
        raise ExportError(
            f"One .onnx file holds one direction; this model has {', '.join(model.directions)}. "
            f"Name a directory instead of {path}."
        )
    else:
        targets = {direction: path / f"{direction}.onnx" for direction in model.directions}
    batch = None if model.inference_mode == "eval" else 1
    for direction, target in targets.items():
        paint = model.translator(direction) if told is None else painter(model, told)
        facts = {**_facts(model, direction), **style_facts(model)}
        row = None if told is None else (told.name, told.length)
        channels, _ = model.channels(direction)
        write_onnx(paint, target, channels=channels, batch=batch, row=row, facts=facts)
    if told is not None and told.kind == PICTURE:
        targets[_STYLE] = path / f"{_STYLE}.onnx"
        facts = {
            **facts, "direction": _STYLE, "signature": PREDICT, "size_multiple": 1,
            "input": {"channels": 3, "range": [-1, 1]},
            "output": {"channels": told.length, "range": [None, None]},
        }  # fmt: skip
        write_onnx(
            predictor(model), targets[_STYLE], channels=3, batch=batch, name="style_image",
            facts=facts,
        )  # fmt: skip
    return targets


def _facts(model, direction) -> dict:
    """Return what the file tells of itself, in the words of `tflite_facts`."""
    channels, painted = model.channels(direction)
    return {
        "format": 1,
        "tfstyle": __version__,
        "kind": model.kind,
        "direction": direction,
        "precision": "fp32",
        "input": {
            "channels": channels, "range": [-1, 1], "label_map": bool(model.takes_label_maps),
        },
        "output": {"channels": painted, "range": [-1, 1]},
        "size": None,
        "size_multiple": model.size_multiple,
        "min_size": model.min_size,
        "receptive_margin": None,
        "whole_picture_statistics": True,
    }  # fmt: skip


def write_onnx(
    function, target: Path, *, channels: int, batch: int | None, name: str = "image",
    row: tuple[str, int] | None = None, facts: dict | None = None,
) -> None:  # fmt: skip
    """Write a function of pictures as an ONNX file, with input `name` (B, H, W, channels).

    Args:
        function: of tensors, traced once with H and W unknown.
        target: the file.
        channels: of the pictures that go in.
        batch: how many go in at a time; any if `None`.
        name: of the pictures.
        row: name and length of what goes in beside each picture, (B, length); nothing if `None`.
        facts: JSON that the file holds under the name `tfstyle` in its metadata.

    Raises:
        ExportError: `tfstyle[onnx]` is not installed.
        StorageError: the place is not writable.
    """
    _check_packages()
    import keras

    network = _as_keras_model(function)
    specs = [keras.InputSpec(shape=(batch, None, None, channels), dtype="float32", name=name)]
    if row is not None:
        specs += [keras.InputSpec(shape=(batch, row[1]), dtype="float32", name=row[0])]
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(target) as temporary, squares_as_powers(), warnings.catch_warnings():
        # Keras' repair of tf2onnx looks for an alias of which NumPy warns.
        warnings.filterwarnings("ignore", "In the future `np.object`", FutureWarning)
        try:
            network.export(
                os.fspath(temporary), format="onnx", input_signature=specs, verbose=False
            )
            if facts is not None:
                _tell(temporary, facts)
        except OSError as error:
            raise StorageError(f"{target} cannot be written: {error}.") from error


def _tell(path, facts):
    import onnx

    file = onnx.load(path)
    onnx.helper.set_model_props(file, {"tfstyle": json.dumps(facts)})
    onnx.save(file, path)


def _check_packages():
    try:
        import onnx  # noqa: F401
        import tf2onnx  # noqa: F401
    except ImportError as error:
        raise ExportError(
            f"Writing ONNX needs the package {error.name}: pip install 'tfstyle[onnx]'."
        ) from error


def _as_keras_model(function):
    """Return a function of pictures as the Keras model that the exporter wants."""
    import keras

    class Translation(keras.Model):
        def call(self, image, *row):
            return function(image, *row)

    translation = Translation(name="translation")
    translation.built = True
    return translation

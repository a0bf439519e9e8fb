"""A model's export for an engine: pictures of any size, float32, [0, 1] in and out."""

import logging
import tempfile
from pathlib import Path

from tfstyle.engine_names import base
from tfstyle.engines.openvino_file import write_openvino
from tfstyle.export.archive import write_archive
from tfstyle.export.tflite import convert
from tfstyle.models.shared.in_style import in_style
from tfstyle.native_output import dropped


def make(model, engine: str, direction: str, directory, **how) -> Path:
    """Write the file that an engine reads, and return its path.

    Args:
        model: a Keras model of tfstyle.
        engine: that is to run it.
        direction: a name in `model.directions`.
        directory: an empty one.
        **how: `style` and `alpha`, for models that take them.

    Raises:
        ExportError: the model draws noise, or has an operation the engine lacks.
    """
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)  # what TensorFlow and Keras say about saving is no news
    try:
        makers = {"litert": _tflite, "openvino": _openvino, "onnxruntime": _onnx}
        with dropped():
            return makers[base(engine)](in_style(model, **how), direction, Path(directory))
    finally:
        logging.disable(disabled)


def _tflite(model, direction, directory):
    path = directory / "model.tflite"
    path.write_bytes(convert(model, direction, None, ("fp32",))["fp32"])
    return path


def _openvino(model, direction, directory):
    path = directory / "model.xml"
    with tempfile.TemporaryDirectory(prefix="tfstyle-") as archive:
        write_archive(model, direction, archive)
        write_openvino(archive, path)
    return path


def _onnx(model, direction, directory):
    from tfstyle.convert.to_onnx import write_onnx
    from tfstyle.export.signatures import stylize_function

    path = directory / "model.onnx"
    stylize = stylize_function(model, direction)
    write_onnx(stylize, path, channels=model.channels(direction)[0], batch=1)
    return path

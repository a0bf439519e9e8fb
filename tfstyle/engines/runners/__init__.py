"""Each engine as a function of one picture, float32 (1, H, W, C) to (1, H, W, D).

A file whose style is an input takes a row of it, float32 (1, n), behind the picture; one that looks
at a style picture gives such a row.
"""

import importlib
import os
from collections.abc import Callable

import numpy as np

from tfstyle.engine_names import base, is_installed, package
from tfstyle.errors import ExportError, one_line

Runner = Callable[..., np.ndarray]

# The kinds of files that each engine reads.
READS = {
    "litert": (".tflite",),
    "openvino": (".xml", ".tflite", ".onnx"),
    "onnxruntime": (".onnx",),
}


def load(engine: str, path: str | os.PathLike, *, threads: int | None = None) -> Runner:
    """Return an exported file as a function of one picture.

    Args:
        engine: "litert", "openvino", "openvino-bf16" or "onnxruntime".
        path: of a file that the engine reads, see `READS`.
        threads: as many as there are processors if not given.

    Raises:
        ExportError: the engine is not installed, or cannot read the file.
    """
    check_installed(engine)
    module = importlib.import_module(f"{__name__}.{base(engine)}")
    precision = engine.partition("-")[2] or "fp32"
    try:
        return module.load(os.fspath(path), threads or os.cpu_count() or 1, precision)
    except ExportError:
        raise
    except Exception as error:  # each engine has classes of its own, most without a name
        raise ExportError(f"{engine} cannot run {path}: {one_line(error)}") from error


def check_installed(engine: str) -> None:
    """Refuse an engine whose package is not there.

    Raises:
        ExportError: it is not; the message says how to get it.
    """
    if not is_installed(engine):
        raise ExportError(
            f"The engine {engine} needs the package {package(engine)}: "
            f"pip install {package(engine)}."
        )

"""TFLite files in 8 bits, made of a float32 file by `ai-edge-quantizer`.

Three ways, by what is rounded; normalization, activations and what goes in and comes out stay float
in all of them:

- `int8`: the kernels alone. They are stored in 8 bits, the arithmetic is float.
- `int8_dynamic`: what goes into a convolution, too, by the range it has in this picture.
- `int8_full`: the same by ranges that representative pictures had, so that none is measured on the
  phone; what comes out of a convolution is rounded as well.

Instance norm in 8 bits would leave nothing of a picture: deviations are squared, and a row of them
spans more than 8 bits hold. So all of `int8_full`'s convolutions are whole numbers, and what is
between them is not.
"""

import contextlib
import io
import logging
import warnings

from tfstyle.errors import ExportError, one_line
from tfstyle.export.runners import interpreter_class

WAYS = ("int8", "int8_dynamic", "int8_full")
_INSTALL = "pip install 'tfstyle[export]'"


def require() -> None:
    """Raise if what makes 8-bit files is not installed.

    Raises:
        ExportError: with the line that installs it.
    """
    try:
        import ai_edge_quantizer  # noqa: F401
    except ImportError as error:
        raise ExportError(
            "TFLite files in int8 need ai-edge-quantizer, which is not installed. Install it "
            f"with: {_INSTALL}; or leave them out: --quantize none,fp16."
        ) from error


def quantize(model: bytes, way: str, pictures=None, signature="serving_default") -> bytes:
    """Return a float32 TFLite file in 8 bits.

    Args:
        model: of float32.
        way: of `WAYS`.
        pictures: for `"int8_full"`: list of dictionaries from the names of the signature's inputs
            to arrays, what the ranges of activations are taken from.
        signature: the model's.

    Raises:
        ExportError: `ai-edge-quantizer` is not installed or cannot take the model, LiteRT cannot
            run what it makes, or `"int8_full"` has no pictures.
    """
    require()
    from ai_edge_quantizer import quantizer

    if way == "int8_full" and not pictures:
        raise ExportError("int8_full takes the ranges of its activations from pictures: give some.")
    made = quantizer.Quantizer(bytearray(model))
    for operation in _with_kernels():
        if way == "int8":
            made.add_weight_only_config(".*", operation, 8)
        elif way == "int8_dynamic":
            made.add_dynamic_config(".*", operation, 8)
        else:
            made.add_static_config(".*", operation, 8, 8)
    try:
        with _quiet():
            ranges = None
            if way == "int8_full":
                ranges = made.calibrate({signature: pictures}, num_threads=2)
            done = made.quantize(
                ranges, enable_progress_bar=False, enable_progress_report=False
            )
    # Whatever it meets in a graph it does not know: it names no class of its own.
    except Exception as error:
        raise ExportError(
            f"ai-edge-quantizer cannot make {way} of this network: {one_line(error)}. Leave it "
            "out with --quantize none,fp16."
        ) from error
    _try(bytes(done.quantized_model), way)
    return bytes(done.quantized_model)


def _try(model, way):
    """Raise if the interpreter cannot take a file: some graphs in whole numbers have no kernels."""
    interpreter = interpreter_class()(model_content=model)
    try:
        interpreter.allocate_tensors()
    except RuntimeError as error:
        raise ExportError(
            f"LiteRT cannot run this network in {way}: {one_line(error)}. Leave it out; "
            "int8_dynamic and int8 run where int8_full does not."
        ) from error


def _with_kernels():
    from ai_edge_quantizer.qtyping import TFLOperationName as Name

    return Name.CONV_2D, Name.DEPTHWISE_CONV_2D, Name.CONV_2D_TRANSPOSE, Name.FULLY_CONNECTED


@contextlib.contextmanager
def _quiet():
    """Keep its progress bars and warnings about its own debugging from the terminal."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

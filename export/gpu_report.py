"""What a phone's GPU makes of a static TFLite file: the operations it takes, overflow, memory.

A GPU delegate takes the operations it knows and leaves the rest, and what is between, to the
processor, which costs a copy of the picture each time. `TAKEN` are those of LiteRT's OpenCL and
OpenGL delegate, the cases of `NewOperationParser` in `tflite/delegates/gpu/common/model_builder.cc`
of google-ai-edge/LiteRT at commit e3b6183f0e0435e97af09001d0001dee4b3b1120; the list on
https://ai.google.dev/edge/litert/performance/gpu has 23 of them. Some have conditions of their own
(versions, constant arguments), which the delegate checks on the phone.

Overflow is asked of one run in float32 on a photograph, by LiteRT with all tensors kept: the
largest absolute value of a tensor, or of a sum that a mean adds up on its way, against 65,504,
where half precision ends. Sums inside a convolution are not seen; `gpu_emulation` rounds those,
too, and takes many times as long.
"""

import collections
import math

from tfstyle.engine_names import is_installed
from tfstyle.errors import ExportError
from tfstyle.export.gpu_emulation import HALF_MAX

TAKEN = frozenset((
    "ABS", "ADD", "ADD_N", "AVERAGE_POOL_2D", "BATCH_MATMUL", "CAST", "CONCATENATION", "CONV_2D",
    "COS", "CUMSUM", "DENSIFY", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE", "DIV", "EQUAL", "ELU", "EXP",
    "FLOOR", "FLOOR_DIV", "FLOOR_MOD", "FULLY_CONNECTED", "GATHER", "GELU", "GREATER",
    "GREATER_EQUAL", "HARD_SWISH", "LESS", "LESS_EQUAL", "LOGISTIC", "LOG", "LOGICAL_AND", "LSTM",
    "MAXIMUM", "MAX_POOL_2D", "MEAN", "MINIMUM", "MIRROR_PAD", "MUL", "NEG", "NOT_EQUAL", "ONE_HOT",
    "PACK", "PAD", "PADV2", "POW", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "RELU", "RELU6",
    "RELU_N1_TO_1", "LEAKY_RELU", "PRELU", "RESHAPE", "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR",
    "RSQRT", "SELECT", "SELECT_V2", "SIGN", "SIN", "SLICE", "SOFTMAX", "SPACE_TO_DEPTH", "SPLIT",
    "SPLIT_V", "SQRT", "SQUARE", "SQUARED_DIFFERENCE", "STRIDED_SLICE", "SUB", "SUM", "TANH",
    "TILE", "TRANSPOSE", "TRANSPOSE_CONV", "UNPACK",
))  # fmt: skip
# Where the delegate is told to take rounded weights, which is its default on phones.
_OF_WEIGHTS = frozenset(("DEQUANTIZE", "QUANTIZE"))
_FLOATS, _HALF_BYTES = ("fp32", "fp16"), 2
_MOST_KEPT = 2**30


def gpu_reports(files: dict[str, bytes], example) -> dict[str, dict]:
    """Return the reports of static files of one network, by their precision.

    One run on one photograph counts for those of floats, whose values are nearly the same; files in
    8 bits have none, nor have those whose tensors would need more than 1 GiB when all are kept.

    Args:
        files: by precision, as `tflite.convert` returns them.
        example: the inputs of that run by name, see `largest_value`.

    Raises:
        ExportError: a tensor has no shape of its own.
    """
    floats = [precision for precision in _FLOATS if precision in files]
    largest = None
    if floats and is_installed("litert") and _kept_bytes(files[floats[0]]) <= _MOST_KEPT:
        largest = largest_value(files[floats[0]], example)
    return {
        precision: gpu_report(content, largest if precision in _FLOATS else None)
        for precision, content in files.items()
    }


def gpu_report(model: bytes, largest: float | None = None) -> dict:
    """Return what a GPU delegate makes of a static file.

    Args:
        model: bytes of a static TFLite file.
        largest: of `largest_value`, if it was asked for.

    Returns:
        `operations`, how many there are by name; `not_taken`, the names of those that no GPU
        delegate takes, in order; `largest_tensor`, `{"name", "shape", "bytes"}` of the one that
        needs most memory in half precision; `largest_value` and `overflow_margin`, how many times
        as large it could be, both `None` if it was not asked for.

    Raises:
        ExportError: a tensor has no shape of its own.
    """
    graph, names, buffers = _read(model)
    check_static(model)
    counts = collections.Counter(names[one.opcodeIndex] for one in graph.operators)
    computed = [one for one in graph.tensors if not _is_constant(buffers, one)]
    biggest = max(computed, key=lambda one: math.prod(_shape(one)))
    return {
        "operations": dict(sorted(counts.items())),
        "not_taken": sorted(set(counts) - TAKEN - _OF_WEIGHTS),
        "largest_tensor": {
            "name": biggest.name.decode("utf-8", "replace"), "shape": _shape(biggest),
            "bytes": _HALF_BYTES * math.prod(_shape(biggest)),
        },
        "largest_value": None if largest is None else _rounded(largest),
        "overflow_margin": None if not largest else _rounded(HALF_MAX / largest),
    }  # fmt: skip


def check_static(model: bytes) -> None:
    """Raise if a tensor of a file has a length that only the picture tells.

    GPU delegates plan their memory before there is a picture.

    Args:
        model: bytes of a TFLite file.

    Raises:
        ExportError: naming the tensor.
    """
    graph, _, _ = _read(model)
    for tensor in graph.tensors:
        told = tensor.shapeSignature
        if told is not None and any(length < 0 for length in told):
            shape = " x ".join("any" if length < 0 else str(length) for length in told)
            raise ExportError(
                f"The tensor {tensor.name.decode('utf-8', 'replace')!r} of a static TFLite file "
                f"has the shape {shape}: GPUs need every length beforehand. Write the layer that "
                "makes it with sizes that are known where the picture's is."
            )


def largest_value(model: bytes, inputs) -> float:
    """Return the largest absolute value that a tensor has, or a sum on the way to a mean.

    Args:
        model: bytes of a static float TFLite file.
        inputs: by name, each of a shape of its own: `images` float32 (1, H, W, C) in [0, 1], and
            the row of a style.

    Returns:
        Infinity if anything is NaN.
    """
    import numpy as np

    interpreter = _interpreter(model)
    by_shape = {array.shape: array for array in inputs.values()}
    for given in interpreter.get_input_details():
        interpreter.set_tensor(given["index"], by_shape[tuple(given["shape"])])
    interpreter.invoke()
    graph, names, _ = _read(model)
    largest = 0.0
    for operator in graph.operators:
        for index in (*operator.inputs, *operator.outputs):  # constants, too
            if index >= 0:
                largest = max(largest, _most(interpreter.get_tensor(int(index))))
        if names[operator.opcodeIndex] == "MEAN":
            values, axes = (interpreter.get_tensor(int(index)) for index in operator.inputs)
            axes = sorted(int(axis) % values.ndim for axis in np.ravel(axes))
            count = math.prod(values.shape[axis] for axis in axes)
            rows = np.moveaxis(values, axes, range(len(axes))).reshape(count, -1)
            largest = max(largest, _most(np.cumsum(rows, axis=0, dtype="float32")))
    return largest


def _interpreter(model):
    """Return LiteRT's interpreter, which keeps all tensors and computes each as it is written."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    from tfstyle.native_output import dropped

    with dropped():
        interpreter = Interpreter(
            model_content=model, experimental_preserve_all_tensors=True,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )  # fmt: skip
        interpreter.allocate_tensors()
    return interpreter


def _most(array) -> float:
    import numpy as np

    if array.dtype.kind != "f" or not array.size:
        return 0.0
    found = float(np.max(np.abs(array)))
    return math.inf if math.isnan(found) else found


def _read(model):
    """Return a file's graph, the names of its operations by their code, and its buffers."""
    from tensorflow.lite.tools import flatbuffer_utils

    told = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    names = [
        flatbuffer_utils.opcode_to_name(told, index) for index in range(len(told.operatorCodes))
    ]
    (graph,) = told.subgraphs
    return graph, names, told.buffers


def _kept_bytes(model) -> int:
    """Return the memory that all tensors of a file need together, in float32."""
    graph, _, buffers = _read(model)
    return 4 * sum(math.prod(_shape(t)) for t in graph.tensors if not _is_constant(buffers, t))


def _is_constant(buffers, tensor) -> bool:
    data = buffers[tensor.buffer].data
    return data is not None and len(data) > 0


def _shape(tensor) -> list[int]:
    return [] if tensor.shape is None else [int(length) for length in tensor.shape]


def _rounded(value: float) -> float | None:
    """Return a value to four digits; JSON has no infinity."""
    return float(f"{value:.4g}") if math.isfinite(value) else None

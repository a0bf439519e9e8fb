"""A TFLite graph computed the way a careless phone GPU would: in 16-bit floats throughout.

Every constant and every tensor is rounded to half precision, and sums are: those of a mean after
each addend, those of a convolution after each tap of its kernel (within a tap, over the channels
that come in, they are float32). What passes 65,504 becomes infinite, as it would there. In float32
the same code is a plain interpreter, which `tests/export` compares with LiteRT.

A GPU that keeps sums in float32, as many do, is closer to Keras than this.
"""

import numpy as np

from tfstyle.errors import ExportError

HALF_MAX = 65504.0
_FUSED = {2: (-1, 1), 3: (0, 6)}  # RELU_N1_TO_1, RELU6


class Emulation:
    """One run of a graph.

    Args:
        model: bytes of a static float TFLite file; weights may have 16 bits.
        kind: `"float16"`, or `"float32"` for a plain interpreter.

    Attributes:
        largest: the largest absolute value that any tensor or sum had.

    Raises:
        ExportError: the graph has an operation that is not known here.
    """

    def __init__(self, model: bytes, kind="float16"):
        from tensorflow.lite.tools import flatbuffer_utils

        self._graph = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
        self._names = [
            flatbuffer_utils.opcode_to_name(self._graph, index)
            for index in range(len(self._graph.operatorCodes))
        ]
        unknown = sorted({name for name in self._names if name not in _OPERATIONS})
        if unknown:
            raise ExportError(f"Not known to the emulation of a GPU: {', '.join(unknown)}.")
        self.kind = np.dtype(kind)
        self.largest = 0.0

    def run(self, images: np.ndarray) -> np.ndarray:
        """Return what the graph makes of float32 (1, H, W, C) in [0, 1]."""
        (graph,) = self._graph.subgraphs
        values = {int(graph.inputs[0]): self.keep(images)}
        for operator in graph.operators:
            inputs = [None if i < 0 else self._value(graph, values, i) for i in operator.inputs]
            with np.errstate(all="ignore"):
                name = self._names[operator.opcodeIndex]
                shape = [tuple(graph.tensors[i].shape) for i in operator.outputs]
                outs = _OPERATIONS[name](self, operator.builtinOptions, shape[0], *inputs)
                outs = outs if isinstance(outs, list) else [outs]
                outs = [self.activated(operator.builtinOptions, out) for out in outs]
            for index, out in zip(operator.outputs, outs, strict=True):
                values[int(index)] = out
        return np.asarray(values[int(graph.outputs[0])], "float32")

    def keep(self, array):
        """Return an array as it is kept here, and remember how large it is."""
        array = np.asarray(array)
        if array.dtype.kind != "f":
            return array
        with np.errstate(over="ignore"):
            array = array.astype(self.kind)
        if array.size:
            largest = np.abs(array).max()
            self.largest = max(self.largest, float("inf" if np.isnan(largest) else largest))
        return array

    def activated(self, options, array):
        """Return an array behind the activation that is fused to its operation."""
        fused = getattr(options, "fusedActivationFunction", 0)
        if fused == 1:
            array = np.maximum(array, 0)
        elif fused in _FUSED:
            array = np.clip(array, *_FUSED[fused])
        elif fused:
            raise ExportError(f"Not known to the emulation of a GPU: fused activation {fused}.")
        return self.keep(array)

    def _value(self, graph, values, index):
        if int(index) not in values:
            tensor = graph.tensors[index]
            kind = {0: "float32", 1: "float16", 2: "int32", 4: "int64"}[tensor.type]
            data = np.frombuffer(bytes(self._graph.buffers[tensor.buffer].data), kind)
            values[int(index)] = self.keep(data.reshape(tensor.shape))
        return values[int(index)]


def _convolution(run, options, shape, x, kernel, bias=None):
    x = _padded(x, kernel.shape[1:3], (options.strideH, options.strideW), shape, options.padding)
    out = np.zeros(shape, run.kind)
    for i in range(kernel.shape[1]):
        for j in range(kernel.shape[2]):
            rows, columns = i * options.dilationHFactor, j * options.dilationWFactor
            seen = x[
                :, rows : rows + options.strideH * shape[1] : options.strideH,
                columns : columns + options.strideW * shape[2] : options.strideW,
            ][:, : shape[1], : shape[2]]
            part = seen.astype("float32") @ kernel[:, i, j].astype("float32").T
            out = run.keep(out + part.astype(run.kind))
    return out if bias is None else out + bias


def _transposed(run, options, shape, _, kernel, x, bias=None):
    _, height, width, filters = shape
    down, across = options.strideH, options.strideW
    rows, columns = kernel.shape[1:3]
    whole = np.zeros(
        (1, (x.shape[1] - 1) * down + rows, (x.shape[2] - 1) * across + columns, filters), run.kind
    )
    for i in range(rows):
        for j in range(columns):
            part = x.astype("float32") @ kernel[:, i, j].astype("float32").T
            place = (
                slice(None), slice(i, i + (x.shape[1] - 1) * down + 1, down),
                slice(j, j + (x.shape[2] - 1) * across + 1, across),
            )
            whole[place] = run.keep(whole[place] + part.astype(run.kind))
    top = max(whole.shape[1] - height, 0) // 2 if options.padding == 0 else 0
    left = max(whole.shape[2] - width, 0) // 2 if options.padding == 0 else 0
    out = whole[:, top : top + height, left : left + width]
    return out if bias is None else out + bias


def _padded(x, window, strides, shape, padding):
    """Pad as SAME does; VALID leaves a picture as it is."""
    if padding == 1:
        return x
    pads = [(0, 0)]
    for axis in range(2):
        needed = (shape[axis + 1] - 1) * strides[axis] + window[axis] - x.shape[axis + 1]
        pads.append((max(needed, 0) // 2, max(needed, 0) - max(needed, 0) // 2))
    return np.pad(x, [*pads, (0, 0)])


def _mean(run, options, shape, x, axes):
    axes = tuple(int(axis) % x.ndim for axis in np.ravel(axes))
    count = np.prod([x.shape[axis] for axis in axes])
    moved = np.moveaxis(x, axes, range(len(axes))).reshape(
        count, *[n for axis, n in enumerate(x.shape) if axis not in axes]
    )
    total = np.zeros(moved.shape[1:], run.kind)
    for part in moved:  # one after the other, each sum rounded
        total = run.keep(total + part)
    return (total * run.kind.type(1 / count)).reshape(shape)


def _pooled(run, options, shape, x):
    height, width = options.filterHeight, options.filterWidth
    if options.padding == 0 and (x.shape[1] % height or x.shape[2] % width):
        raise ExportError("Not known to the emulation of a GPU: pooling beyond the edge.")
    total = np.zeros(shape, run.kind)
    for i in range(height):
        for j in range(width):
            part = x[:, i :: options.strideH, j :: options.strideW][:, : shape[1], : shape[2]]
            total = run.keep(total + part)
    return total / run.kind.type(height * width)


def _resized(run, options, shape, x, size):
    if options.alignCorners or shape[1] % x.shape[1] or shape[2] % x.shape[2]:
        raise ExportError("Not known to the emulation of a GPU: this kind of resizing.")
    rows = np.arange(shape[1]) * x.shape[1] // shape[1]
    columns = np.arange(shape[2]) * x.shape[2] // shape[2]
    return x[:, rows][:, :, columns]


def _sliced(run, options, shape, x, begin, end, strides):
    index = []
    for axis, (first, last, step) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << axis
        index.append(slice(
            None if options.beginMask & bit else int(first),
            None if options.endMask & bit else int(last), int(step),
        ))
    return x[tuple(index)].reshape(shape)


def _connected(run, options, shape, x, kernel, bias=None):
    out = (x.reshape(-1, kernel.shape[1]).astype("float32") @ kernel.astype("float32").T)
    out = run.keep(out)
    return (out if bias is None else out + bias).reshape(shape)


def _plain(function):
    return lambda run, options, shape, *inputs: function(*inputs)


_OPERATIONS = {
    "ABS": _plain(np.abs),
    "ADD": _plain(np.add),
    "AVERAGE_POOL_2D": _pooled,
    "CONCATENATION": lambda run, options, shape, *parts: np.concatenate(parts, options.axis),
    "CONV_2D": _convolution,
    "DEQUANTIZE": _plain(lambda x: x),  # of weights in 16 bits
    "DIV": _plain(np.divide),
    "FULLY_CONNECTED": _connected,
    "LEAKY_RELU": lambda run, options, shape, x: np.where(
        x > 0, x, x * x.dtype.type(options.alpha)
    ),
    "MAXIMUM": _plain(np.maximum),
    "MEAN": _mean,
    "MINIMUM": _plain(np.minimum),
    "MIRROR_PAD": lambda run, options, shape, x, pads: np.pad(
        x, pads, "symmetric" if options.mode else "reflect"
    ),
    "MUL": _plain(np.multiply),
    "PAD": _plain(np.pad),
    "RELU": _plain(lambda x: np.maximum(x, 0)),
    "RELU_0_TO_1": _plain(lambda x: np.clip(x, 0, 1)),
    "RESHAPE": lambda run, options, shape, x, *_: x.reshape(shape),
    "RESIZE_NEAREST_NEIGHBOR": _resized,
    "RSQRT": _plain(lambda x: 1 / np.sqrt(x)),
    "SPLIT": lambda run, options, shape, axis, x: np.split(x, options.numSplits, int(axis)),
    "SQRT": _plain(np.sqrt),
    "SQUARE": _plain(lambda x: x * x),
    "SQUARED_DIFFERENCE": _plain(lambda a, b: (a - b) ** 2),
    "STRIDED_SLICE": _sliced,
    "SUB": _plain(np.subtract),
    "TANH": _plain(np.tanh),
    "TRANSPOSE_CONV": _transposed,
}

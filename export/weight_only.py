"""Weight-only int8 for TFLite: the kernels are stored in 8 bits, the arithmetic stays float.

TensorFlow's converter offers "dynamic range" only, which rounds the activations, too, picture by
picture. Here the finished float32 file is rewritten instead: each large constant kernel becomes
int8 with one scale an output channel, followed by a DEQUANTIZE operation that the interpreter runs
once. `w ~ scale[c] q`, `q = round(w / scale[c])`, `scale[c] = max |w[..., c]| / 127`.
"""

import numpy as np

# Operations whose second input is a kernel, and the axis of its output channels.
_KERNEL_AXIS = {"CONV_2D": 0, "TRANSPOSE_CONV": 0, "FULLY_CONNECTED": 0, "DEPTHWISE_CONV_2D": 3}
# Kernels below this share of all stay float32. They save nothing, and the first and the last layer
# are among them, whose rounding shows most.
_SMALLEST_SHARE = 0.01


def quantize_weights(model: bytes) -> bytes:
    """Return the TFLite model with its kernels in int8.

    Args:
        model: a float32 TFLite file.
    """
    from tensorflow.lite.python import schema_py_generated as schema
    from tensorflow.lite.tools import flatbuffer_utils

    graph = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    axes = {
        index: _KERNEL_AXIS[flatbuffer_utils.opcode_to_name(graph, index)]
        for index in range(len(graph.operatorCodes))
        if flatbuffer_utils.opcode_to_name(graph, index) in _KERNEL_AXIS
    }
    kernels = sum(
        len(graph.buffers[index].data)
        for index in {
            subgraph.tensors[operator.inputs[1]].buffer
            for subgraph in graph.subgraphs
            for operator in subgraph.operators
            if operator.opcodeIndex in axes
        }
        if graph.buffers[index].data is not None
    )
    for subgraph in graph.subgraphs:
        floats = {}  # kernel tensor -> the float tensor that DEQUANTIZE makes of it
        dequantize = []
        for operator in subgraph.operators:
            if operator.opcodeIndex not in axes:
                continue
            index = int(operator.inputs[1])
            if index not in floats:
                made = _store(
                    graph, subgraph, index, axes[operator.opcodeIndex], schema,
                    smallest=_SMALLEST_SHARE * kernels,
                )
                if made is None:
                    continue
                floats[index] = made
                dequantize.append(_dequantize(graph, index, made, schema))
            operator.inputs[1] = floats[index]
        subgraph.operators = dequantize + subgraph.operators
    return bytes(flatbuffer_utils.convert_object_to_bytearray(graph))


def quantize(kernel: np.ndarray, axis: int):
    """Return `(q, scale)`: int8 like `kernel`, float32 one a channel along `axis`."""
    others = tuple(i for i in range(kernel.ndim) if i != axis)
    scale = np.abs(kernel).max(axis=others, keepdims=True) / np.float32(127)
    scale[scale == 0] = 1  # a channel of zeros
    q = np.clip(np.round(kernel / scale), -127, 127).astype(np.int8)
    return q, scale.ravel().astype(np.float32)


def _store(graph, subgraph, index, axis, schema, smallest):
    """Turn a kernel's tensor to int8 and return the index of a new float tensor, or `None`."""
    tensor = subgraph.tensors[index]
    data = graph.buffers[tensor.buffer].data
    if tensor.type != schema.TensorType.FLOAT32 or data is None or len(data) < smallest:
        return None
    kernel = np.frombuffer(bytes(data), np.float32).reshape(tensor.shape)
    q, scale = quantize(kernel, axis)

    made = schema.TensorT()
    made.shape, made.type, made.buffer = tensor.shape, schema.TensorType.FLOAT32, 0
    made.name = tensor.name + b"/float"
    subgraph.tensors.append(made)

    # A buffer of its own: two tensors may share one.
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(q.tobytes(), np.uint8)
    graph.buffers.append(buffer)
    users = [t for s in graph.subgraphs for t in s.tensors if t.buffer == tensor.buffer]
    if len(users) == 1:
        graph.buffers[tensor.buffer].data = None
    tensor.buffer = len(graph.buffers) - 1
    tensor.type = schema.TensorType.INT8
    tensor.quantization = schema.QuantizationParametersT()
    tensor.quantization.scale = scale
    tensor.quantization.zeroPoint = np.zeros(scale.size, np.int64)
    tensor.quantization.quantizedDimension = axis
    return len(subgraph.tensors) - 1


def _dequantize(graph, source, target, schema):
    """Return a DEQUANTIZE operation from one tensor to another."""
    code = schema.BuiltinOperator.DEQUANTIZE
    codes = [known.builtinCode for known in graph.operatorCodes]
    if code not in codes:
        known = schema.OperatorCodeT()
        # Version 5 is the first that takes one scale a channel.
        known.builtinCode = known.deprecatedBuiltinCode = code
        known.version = 5
        graph.operatorCodes.append(known)
        codes.append(code)
    operator = schema.OperatorT()
    operator.opcodeIndex = codes.index(code)
    operator.inputs, operator.outputs = np.array([source]), np.array([target])
    return operator

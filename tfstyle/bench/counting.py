"""Parameters and multiply-accumulates, counted in the graph that runs.

Presets, exported and foreign files are counted alike, by the convention of `networks.macs`. Of a
TFLite file the lengths of what goes in and out of each operation are known once it has run, by
LiteRT without its faster kernels, which hide what they replace; of an ONNX file OpenVINO knows
them.
"""

import math
from collections.abc import Iterable
from pathlib import Path

from tfstyle.bench.signature import Signature
from tfstyle.engine_names import is_installed
from tfstyle.native_output import dropped

Counts = tuple[int | None, int | None]
# Of the TFLite schema's tensor types: floats of 32, 16 and 64 bits, whole numbers of 8 and 4.
_WEIGHTS, _INT32 = {0, 1, 10, 3, 9, 17}, 2
_CONVOLUTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D")


def count(path, signature: Signature, size) -> Counts:
    """Return parameters and multiply-accumulates of a file; `None` for what cannot be counted.

    Args:
        path: of a `.tflite` or `.onnx` file.
        signature: of the file.
        size: (height, width) of the picture.
    """
    tflite = Path(path).suffix.lower() == ".tflite"
    if not is_installed("litert" if tflite else "openvino"):
        return None, None
    try:
        with dropped():
            return (_tflite if tflite else _onnx)(str(path), signature.feed(size))
    except Exception:  # an operation that this engine lacks: the others may still run the file
        return None, None


def count_keras(model, direction=None, size=()) -> Counts:
    """Return the same of a Keras model; what cannot be counted is `None`.

    Args:
        model: of tfstyle.
        direction: of a model that translates.
        size: height and width of its pictures, where they are open.
    """
    from tfstyle.networks.macs import macs
    from tfstyle.roles import role_of

    networks = [
        network for place, network in model.networks.items()
        if not (role := role_of(network, place)) or not role.only_trains
    ]  # fmt: skip
    if direction is not None:
        networks = [model.network_of(direction)] if model.capabilities.style != "picture" else []
    if not networks:
        return None, None
    parameters = sum(network.count_params() for network in networks)
    try:
        return parameters, sum(macs(network, *size) for network in networks)
    except ValueError:
        return parameters, None


def _tflite(path: str, fed) -> Counts:
    from ai_edge_litert import schema_py_generated as schema
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter = Interpreter(
        path, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    given = interpreter.get_input_details()
    for one in given:
        interpreter.resize_tensor_input(one["index"], fed[one["name"]].shape)
    interpreter.allocate_tensors()
    for one in given:
        interpreter.set_tensor(one["index"], fed[one["name"]])
    interpreter.invoke()
    lengths = {one["index"]: one["shape"].tolist() for one in interpreter.get_tensor_details()}
    model = schema.ModelT.InitFromPackedBuf(Path(path).read_bytes(), 0)
    graph, biases, macs = model.subgraphs[0], set(), 0
    names = {value: name for name, value in vars(schema.BuiltinOperator).items()}
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        ins = [int(index) for index in operator.inputs]
        out = lengths[int(operator.outputs[0])]
        if name in _CONVOLUTIONS or name == "FULLY_CONNECTED":
            biases.update(ins[2:3])
            kernel = lengths[ins[1]]
            # A depthwise kernel is (1, H, W, filters), a dense one (units, features).
            each = out[1] * out[2] if name in _CONVOLUTIONS else math.prod(out) // kernel[0]
            macs += each * math.prod(kernel)
        elif name == "TRANSPOSE_CONV":
            biases.update(ins[3:4])
            macs += _transposed(lengths[ins[2]][1:3], out[1:3]) * math.prod(lengths[ins[1]])
    held = [
        math.prod(tensor.shape if tensor.shape is not None else ())
        for index, tensor in enumerate(graph.tensors)
        if _filled(model.buffers[tensor.buffer])
        and (tensor.type in _WEIGHTS or (tensor.type == _INT32 and index in biases))
    ]
    return int(sum(held)), int(macs)


def _filled(buffer) -> bool:
    return buffer.data is not None and len(buffer.data) > 0


def _onnx(path: str, fed) -> Counts:
    from tfstyle.engines.runners.openvino import the_core

    graph = the_core().read_model(path)
    graph.reshape({one.get_any_name(): list(fed[one.get_any_name()].shape) for one in graph.inputs})
    parameters = macs = 0
    for node in graph.get_ordered_ops():
        kind = node.get_type_name()
        if kind == "Constant" and node.get_element_type().get_type_name() in (
            "f32", "f16", "bf16", "f64", "i8", "u8"
        ):  # fmt: skip
            parameters += math.prod(node.get_output_shape(0))
        if kind in ("Convolution", "GroupConvolution"):
            macs += math.prod(_of(node, 1)) * math.prod(node.get_output_shape(0)[2:])
        elif kind.endswith("ConvolutionBackpropData"):
            sides = _of(node, 0)[2:], node.get_output_shape(0)[2:]
            macs += math.prod(_of(node, 1)) * _transposed(*sides)
        elif kind == "MatMul" and node.input_value(1).get_node().get_type_name() == "Constant":
            kernel = _of(node, 1)
            units = node.get_output_shape(0)[-1]
            macs += math.prod(node.get_output_shape(0)) // units * math.prod(kernel)
    return int(parameters), int(macs)


def _of(node, at):
    return node.input_value(at).get_shape()


def _transposed(given: Iterable[int], made: Iterable[int]) -> int:
    """Return at how many pixels a transposed convolution counts: stride x stride for each.

    The stride is how many times as many pixels come out; without padding a few more do.
    """
    return math.prod(one * max(out // one, 1) for one, out in zip(given, made, strict=True))

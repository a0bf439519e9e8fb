"""How other people's networks paint: from their files to a function of a photograph and a style.

Each takes and returns uint8 (H, W, 3); the style is `None` where the network has learned its own.
"""

import tempfile
from pathlib import Path

import numpy as np

# Of the sizes that files are made for: pixels of a side.
_WINDOWS, _PREDICT, _TRANSFER = 720, 256, 384
# Of Magenta's 26 styles, by its look.
_STARRY_NIGHT = 19
# What a frozen graph may do: arithmetic. Others read and write files, or run programs.
_ARITHMETIC = {
    "Add", "Cast", "Const", "Dequantize", "ExpandDims", "Gather", "Max", "Min", "MirrorPad", "Mul",
    "Pack", "Placeholder", "Prod", "QuantizeV2", "QuantizedConv2D", "QuantizedRelu",
    "QuantizedReshape", "Reciprocal", "Requantize", "RequantizationRange", "Reshape",
    "ResizeNearestNeighbor", "Rsqrt", "Shape", "Sigmoid", "Square", "Squeeze", "StridedSlice",
    "Sub", "Sum",
}  # fmt: skip


def converted(*paths):
    """Read what `tfstyle convert` knows."""
    from tfstyle.convert import convert
    from tfstyle.zoo import from_preset

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "peer")
        convert(paths, place)
        model = from_preset(place)
    return lambda picture, style: model.translate(picture, style=style)


def windows_onnx(path):
    """Read a fast-neural-style of Windows ML: BGR from 0 to 255, channels first, one size."""
    import onnxruntime

    from tfstyle import images

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (source,) = session.get_inputs()

    def paint(picture, _):
        height, width = picture.shape[:2]
        share = min(1.0, _WINDOWS / max(height, width))
        small = images.resize(picture, (round(height * share), round(width * share)))
        h, w = small.shape[:2]
        top, left = (_WINDOWS - h) // 2, (_WINDOWS - w) // 2
        around = ((top, _WINDOWS - h - top), (left, _WINDOWS - w - left), (0, 0))
        field = np.pad(small, around, mode="reflect")[..., ::-1].transpose(2, 0, 1)
        (made,) = session.run(None, {source.name: field[None].astype(np.float32)})
        made = _bytes(made[0].transpose(1, 2, 0)[..., ::-1])
        return images.resize(made[top : top + h, left : left + w], (height, width))

    return paint


def magenta_of_26(path):
    """Read a frozen graph: RGB from 0 to 1 and a weight for each of 26 styles.

    It was made for a camera that looks at its owner: what comes out, up to 255, is mirrored, and
    sides are multiples of 4.

    Raises:
        CheckpointError: the graph does more than arithmetic.
    """
    import tensorflow as tf

    from tfstyle.errors import CheckpointError

    stored = tf.compat.v1.GraphDef()
    stored.ParseFromString(Path(path).read_bytes())
    if others := {node.op for node in stored.node} - _ARITHMETIC:
        raise CheckpointError(f"{path} does more than arithmetic: {', '.join(sorted(others))}.")
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(stored, name="")
    weights = np.eye(26, dtype=np.float32)[_STARRY_NIGHT]

    def paint(picture, _):
        height, width = picture.shape[:2]
        field = np.pad(picture, ((0, -height % 4), (0, -width % 4), (0, 0)), mode="edge")
        with tf.compat.v1.Session(graph=graph) as session:
            feed = {"input:0": field[None] / np.float32(255), "style_num:0": weights}
            return _bytes(session.run("output:0", feed)[:, ::-1][:height, :width])

    return paint


def magenta_of_any_style(predict, transfer):
    """Read two TFLite files: from a style to 100 numbers, and these with a photograph to paint."""
    from ai_edge_litert.interpreter import Interpreter

    from tfstyle import images

    predictor, painter = Interpreter(str(predict)), Interpreter(str(transfer))
    for one in (predictor, painter):
        one.allocate_tensors()

    def run(interpreter, *inputs):
        places = interpreter.get_input_details()
        for value in inputs:  # told apart by their shapes
            (place,) = [one for one in places if tuple(one["shape"]) == value.shape]
            interpreter.set_tensor(place["index"], value.astype(np.float32))
        interpreter.invoke()
        return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])

    def paint(picture, style):
        small, wanted = (
            images.resize(one, (side, side))[None] / 255
            for one, side in ((picture, _TRANSFER), (style, _PREDICT))
        )
        made = run(painter, small, run(predictor, wanted))
        return images.resize(_bytes(255 * made[0]), picture.shape[:2])

    return paint


def _bytes(values) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)

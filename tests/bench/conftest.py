"""Small files of known shape, own and foreign."""

import numpy as np
import pytest

from tests.export import conftest as exports
from tests.optional import need

pix2pix = exports.pix2pix
SIZE = (32, 40)


@pytest.fixture(scope="session")
def exported(pix2pix, tmp_path_factory):
    """A directory of `tfstyle export`: a file for 32x40 and one for any size."""
    from tfstyle.export import export

    need("ai_edge_litert")
    directory = tmp_path_factory.mktemp("bench") / "facades"
    export(pix2pix, directory, formats="tflite", quantize="none", size=SIZE, name="facades")
    return directory


@pytest.fixture(scope="session")
def static(exported):
    (file,) = exported.glob("tflite/*_32x40_fp32.tflite")
    return file


@pytest.fixture(scope="session")
def foreign(tmp_path_factory):
    """A function that writes a TFLite file of a Keras network with inputs as others have them."""
    need("ai_edge_litert")
    place = tmp_path_factory.mktemp("foreign")

    def write(name, function, *specs):
        import tensorflow as tf

        made = tf.function(function).get_concrete_function(*specs)
        path = place / f"{name}.tflite"
        path.write_bytes(tf.lite.TFLiteConverter.from_concrete_functions([made]).convert())
        return path

    return write


@pytest.fixture(scope="session")
def onnx_file(tmp_path_factory):
    """A function that writes an ONNX file of one convolution, channels first or last."""
    onnx = need("onnx")

    def write(shape, name="net"):
        tensor, helper = onnx.TensorProto, onnx.helper
        kernel = onnx.numpy_helper.from_array(np.ones((4, 3, 3, 3), "float32"), "kernel")
        graph = helper.make_graph(
            [helper.make_node("Conv", ["any name", "kernel"], ["out"], pads=[1, 1, 1, 1])],
            "net", [helper.make_tensor_value_info("any name", tensor.FLOAT, shape)],
            [helper.make_tensor_value_info("out", tensor.FLOAT, None)], [kernel],
        )  # fmt: skip
        path = tmp_path_factory.mktemp("onnx") / f"{name}.onnx"
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.save(model, path)
        return path

    return write

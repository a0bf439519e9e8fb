"""Several pictures at once are the same pictures one by one, or are refused; memory is bounded."""

import numpy as np
import pytest
import tensorflow as tf

from tests.export.conftest import liven
from tests.optional import need
from tfstyle.export import memory, tflite
from tfstyle.export.signatures import in_portions, on_float, stylize_function
from tfstyle.layers.tensorflow_kernels import plain_operations
from tfstyle.models import Pix2Pix
from tfstyle.networks import ResNetGenerator, UNetGenerator

Interpreter = need("ai_edge_litert.interpreter").Interpreter

PICTURES = np.random.default_rng(0).random((3, 16, 16, 3), dtype="float32")
PICTURES[1] *= 0.3  # statistics of its own
NETWORKS = {
    "resized": lambda: ResNetGenerator(
        filters=2, num_blocks=1, upsampling="resize", normalization="batch"
    ),
    "transposed": lambda: UNetGenerator(filters=2, num_downs=2),
}


@pytest.fixture(scope="module", params=NETWORKS)
def model(request):
    return liven(Pix2Pix(NETWORKS[request.param](), inference_mode="batch_statistics"))


def keras_pictures(model):
    return np.stack([model.translate(picture * 2 - 1) for picture in PICTURES]) / 2 + 0.5


def test_batch_statistics_are_each_pictures_own(model):
    with plain_operations():
        stylize = tf.function(stylize_function(model, "a2b"))
        out = stylize(tf.constant(PICTURES)).numpy()
    expected = keras_pictures(model)
    assert np.abs(expected[0] - expected[1]).max() > 0.05
    np.testing.assert_allclose(out, expected, atol=1e-5)


@pytest.mark.parametrize("size", [(16, 16), None])
def test_a_tflite_file_gives_the_right_pictures_or_an_error(model, size):
    files = tflite.convert(model, "a2b", size, ("fp32", "int8") if size else ("fp32",))
    expected, refused = keras_pictures(model), 0
    for precision, content in files.items():
        interpreter = Interpreter(model_content=content)
        index = interpreter.get_input_details()[0]["index"]
        try:
            interpreter.resize_tensor_input(index, PICTURES.shape)
            interpreter.allocate_tensors()
            interpreter.set_tensor(index, PICTURES)
            interpreter.invoke()
        except (RuntimeError, ValueError):
            refused += 1
            continue
        out = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        atol = 1e-4 if precision == "fp32" else 0.1
        np.testing.assert_allclose(out, expected, atol=atol)
    assert refused < len(files) or size is None


def test_large_batches_go_in_portions():
    sizes = []

    def stylize(images, direction):
        tf.py_function(lambda x: sizes.append(len(x)), [images], [])
        return images + tf.cast(tf.strings.length(direction), tf.float32)[:, None, None, None]

    run = in_portions(stylize, 2 * 16 * 16 + 5)
    many = tf.constant(np.concatenate([PICTURES, PICTURES])[:5])
    out = tf.function(run)(many, tf.constant(["a", "bb", "a", "a", "bbb"]))
    np.testing.assert_allclose(out - many, np.broadcast_to(
        np.float32([1, 2, 1, 1, 3])[:, None, None, None], many.shape
    ), atol=1e-6)  # fmt: skip
    assert sizes == [2, 2, 1]
    assert tf.function(run)(many, tf.constant(["a"])).shape == many.shape  # one for all
    # A picture larger than a portion goes alone, and no picture is no error.
    assert tf.function(in_portions(lambda x: x, 5))(many).shape == many.shape
    assert tf.function(in_portions(lambda x: x, 5))(many[:0]).shape[0] == 0


@pytest.mark.parametrize(
    "wrong", [PICTURES * 255, PICTURES * 2 - 1, np.where(PICTURES > 0.5, np.nan, PICTURES)]
)
def test_floats_of_another_range_are_refused(wrong):
    signature = tf.function(on_float(lambda images: images, 10**6))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"float in \[0, 1\]"):
        signature(tf.constant(wrong))
    assert signature(tf.constant(PICTURES * 1.01 - 0.005))["stylized"].shape == PICTURES.shape


def test_memory_is_counted_from_the_network(monkeypatch):
    small, large = (
        Pix2Pix(ResNetGenerator(filters=filters, num_blocks=1)) for filters in (2, 16)
    )
    few, many = (memory.bytes_per_pixel(model, "a2b") - memory._AROUND for model in (small, large))
    # The widest place: 16 channels of float32 in, out and between.
    assert 2 * 3 * 16 * 4 <= many <= 2 * 8 * 16 * 4
    assert 3 < many / few < 9
    assert memory.max_pixels(large, ["a2b"]) == memory.MEMORY // (many + memory._AROUND)
    monkeypatch.setenv("TFSTYLE_MAX_PIXELS", "1000")
    assert memory.max_pixels(large, ["a2b"]) == 1000

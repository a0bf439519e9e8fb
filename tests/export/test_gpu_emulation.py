"""Half precision: today's normalization overflows there no more, and the emulation is the graph."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle.errors import ExportError
from tfstyle.export import tflite
from tfstyle.export.gpu_emulation import Emulation
from tfstyle.images import resize
from tfstyle.layers import InstanceNormalization, instance_statistics

Interpreter = need("ai_edge_litert.interpreter").Interpreter


def litert(model, images):
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], images)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def psnr(a, b):
    return -10 * np.log10(np.mean((a - b) ** 2))


@pytest.fixture(scope="module")
def picture(cat):
    return resize(cat, (32, 32)).astype("float32")[None] / 255


@pytest.mark.parametrize("name", ["pix2pix", "cyclegan"])
def test_in_float32_it_is_litert_and_in_half_nearly(request, name, picture):
    model = request.getfixturevalue(name)
    (content,) = tflite.convert(model, model.directions[0], (32, 32), ("fp32",)).values()
    exact = litert(content, picture)
    np.testing.assert_allclose(Emulation(content, "float32").run(picture), exact, atol=1e-5)
    half = Emulation(content)
    out = half.run(picture)
    assert 35 < psnr(out, exact) < 90 and half.largest < 65504


def normalization(scale):
    """An instance norm of values as large as in trained networks, as a TFLite file."""
    layer = InstanceNormalization()
    layer.build((1, 64, 64, 4))

    @tf.function(input_signature=[tf.TensorSpec((1, 64, 64, 4), name="images")])
    def normalized(images):
        with instance_statistics.apart():
            return {"out": layer(images * scale)}

    return tf.lite.TFLiteConverter.from_concrete_functions(
        [normalized.get_concrete_function()]
    ).convert()


@pytest.mark.parametrize("scale", [1.0, 200.0])
def test_deviations_whose_squares_pass_65504_are_normalized_in_half_precision(scale):
    """A row of 64 such deviations squares to 500,000, as in a trained network."""
    draw = np.random.default_rng(0)
    images = draw.normal(0, 1, (1, 64, 64, 4)).astype("float32")
    content = normalization(scale)
    half = Emulation(content)
    out, exact = half.run(images), keras.ops.convert_to_numpy(InstanceNormalization()(images))
    np.testing.assert_allclose(litert(content, images), exact, atol=1e-4)
    assert half.largest < 65504 and psnr(out, exact) > 45


def test_the_emulation_sees_an_overflow():
    """What the export did before: squares of whole deviations."""
    @tf.function(input_signature=[tf.TensorSpec((1, 64, 64, 4), name="images")])
    def variance(images):
        return tf.reduce_mean(tf.square(images * 200.0), axis=(1, 2), keepdims=True)

    content = tf.lite.TFLiteConverter.from_concrete_functions(
        [variance.get_concrete_function()]
    ).convert()
    images = np.random.default_rng(0).normal(0, 1, (1, 64, 64, 4)).astype("float32")
    half, plain = Emulation(content), Emulation(content, "float32")
    assert np.isinf(half.run(images)).all() and half.largest == np.inf
    np.testing.assert_allclose(plain.run(images).ravel(), 40_000, rtol=0.1)
    assert plain.largest > 65504


def test_scaled_moments_are_the_same_in_float32():
    x = np.random.default_rng(1).normal(3, 5, (2, 16, 16, 8)).astype("float32")
    mean, variance = instance_statistics.instance_moments(x, "key")
    with instance_statistics.apart():
        apart = instance_statistics.instance_moments(x, "key")
    np.testing.assert_array_equal(apart[0], mean)
    np.testing.assert_array_equal(apart[1], variance)


def test_an_operation_it_does_not_know_is_named():
    @tf.function(input_signature=[tf.TensorSpec((1, 4, 4, 1), name="images")])
    def cosine(images):
        return tf.cos(images)

    content = tf.lite.TFLiteConverter.from_concrete_functions(
        [cosine.get_concrete_function()]
    ).convert()
    with pytest.raises(ExportError, match="emulation of a GPU: COS"):
        Emulation(content)

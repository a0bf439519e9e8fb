"""A file is right in whatever order tf2onnx meets the nodes of a graph."""

import os
import random

import keras
import numpy as np
import pytest
from keras import ops

from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle.convert.onnx_squares import squares_as_powers
from tfstyle.convert.to_onnx import write_onnx
from tfstyle.layers.instance_statistics import exact_mean


@pytest.fixture
def in_order(monkeypatch):
    """Return what has tf2onnx look at the readers of a tensor in an order drawn from a seed."""
    graph_class = need("tf2onnx.graph").Graph
    found = graph_class.find_output_consumers

    def drawn(seed):
        dice = random.Random(seed)

        def find(graph, name):
            readers = sorted(found(graph, name), key=lambda node: node.name)
            return dice.sample(readers, len(readers))

        monkeypatch.setattr(graph_class, "find_output_consumers", find)

    return drawn


@pytest.mark.parametrize("seed", range(8))
def test_a_variance_is_right_in_every_order(seed, in_order, tmp_path):
    onnxruntime = need("onnxruntime")
    convolution = keras.layers.Conv2D(16, 3, activation="relu")
    x = pictures(1, 12, 17, 3)
    convolution(x)

    def deviations(image):
        features = convolution(image)
        mean = exact_mean(features)
        variance = exact_mean(ops.square(features - mean))
        return ops.concatenate([mean[:, 0, 0], ops.sqrt(variance[:, 0, 0])], -1)

    in_order(seed)
    write_onnx(deviations, tmp_path / "deviations.onnx", channels=3, batch=None)
    session = onnxruntime.InferenceSession(os.fspath(tmp_path / "deviations.onnx"))
    np.testing.assert_allclose(session.run(None, {"image": x})[0], deviations(x), atol=1e-5)


def test_other_conversions_keep_the_square_they_had():
    need("tf2onnx.convert")
    handlers = need("tf2onnx.handler").tf_op.get_opsets()[""][1]
    before = handlers["Square"]
    with pytest.raises(RuntimeError), squares_as_powers():
        assert handlers["Square"] != before
        raise RuntimeError("the conversion failed")
    assert handlers["Square"] == before


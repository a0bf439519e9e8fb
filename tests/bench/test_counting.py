"""Parameters and MACs of graphs against `networks.macs`, which counts Keras' layers."""

import math
import types

import keras
import pytest

from tests.optional import need
from tfstyle.bench.counting import count, count_keras
from tfstyle.bench.exports import read_file
from tfstyle.export.tflite import convert
from tfstyle.models import FastStyle, Pix2Pix
from tfstyle.networks import (
    MobileResNetGenerator,
    ResNetGenerator,
    StyleNetwork,
    UNetGenerator,
)
from tfstyle.networks.macs import macs

H, W = 64, 48
MODELS = {
    "transposed": lambda: Pix2Pix(ResNetGenerator(filters=4, num_blocks=1)),
    "resize": lambda: Pix2Pix(ResNetGenerator(filters=4, num_blocks=1, upsampling="resize")),
    "unet": lambda: Pix2Pix(UNetGenerator(filters=4, num_downs=3)),
    "mobile": lambda: Pix2Pix(MobileResNetGenerator(filters=8, num_blocks=1)),
    "style": lambda: FastStyle(StyleNetwork(filters=4, num_blocks=1), styles=("wave",)),
}


@pytest.mark.parametrize(
    "name",
    [one if one == "unet" else pytest.param(one, marks=pytest.mark.exhaustive) for one in MODELS],
)
def test_a_tflite_file_has_the_macs_of_its_network(name, tmp_path):
    need("ai_edge_litert")
    model = MODELS[name]()
    way = model.directions[0]
    path = tmp_path / "model.tflite"
    path.write_bytes(convert(model, way, None, ("fp32",))["fp32"])
    parameters, counted = count(path, read_file(path).signature, (H, W))
    network = model.network_of(way)
    assert counted == macs(network, H, W) == count_keras(model, way, (H, W))[1] > 0
    # A norm is folded, or has its factor and offset; a few numbers are of the picture's range.
    kernels = sum(math.prod(w.shape) for w in network.weights if w.path.endswith("kernel"))
    assert kernels <= parameters <= network.count_params() + 400


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", ["int8", "fp16"])
def test_rounded_weights_are_as_many(way, pix2pix, tmp_path):
    need("ai_edge_quantizer")
    counts = {}
    for precision, content in convert(pix2pix, "label2photo", (H, H), ("fp32", way)).items():
        path = tmp_path / f"{precision}.tflite"
        path.write_bytes(content)
        counts[precision] = count(path, read_file(path).signature, (H, H))
    assert counts[way][1] == counts["fp32"][1]
    assert counts[way][0] == pytest.approx(counts["fp32"][0], rel=0.02)


def test_an_onnx_file(onnx_file):
    need("openvino")
    for shape in ([1, 3, 20, 24], [1, 3, "h", "w"]):
        path = onnx_file(shape)
        assert count(path, read_file(path).signature, (20, 24)) == (108, 20 * 24 * 108)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["transposed", "unet"])
def test_an_onnx_file_of_a_model(name, tmp_path):
    need("openvino")
    need("tf2onnx")
    from tfstyle.convert.to_onnx import to_onnx

    model = MODELS[name]()
    to_onnx(model, tmp_path / "m.onnx")
    _, counted = count(tmp_path / "m.onnx", read_file(tmp_path / "m.onnx").signature, (H, H))
    assert counted == macs(model.network_of(), H, H)


def test_what_cannot_be_counted_is_none(monkeypatch, onnx_file):
    from tfstyle.bench import counting

    path = onnx_file([1, 3, 8, 8])
    signature = read_file(path).signature
    monkeypatch.setattr(counting, "is_installed", lambda engine: False)
    assert count(path, signature, (8, 8)) == (None, None)
    unknown = keras.layers.EinsumDense("abc,cd->abd", (8, 4))
    attention = keras.Sequential([keras.Input((8, 8)), unknown])
    model = types.SimpleNamespace(networks={"generator": attention})
    assert count_keras(model) == (32, None)

"""Exported files translate by themselves: any size, tiles where they fit, and clear refusals."""

import numpy as np
import pytest

from tests.engines import stand_in
from tests.optional import need
from tfstyle.engines import is_artefact, open_artefact, trial
from tfstyle.engines.file_source import MOST_PIXELS
from tfstyle.errors import (
    ArtefactError,
    ExportError,
    ImageError,
    RefusedError,
    UnsupportedOptionError,
)
from tfstyle.export import export
from tfstyle.models import Pix2Pix
from tfstyle.networks import ResNetGenerator

need("ai_edge_litert")


@pytest.fixture(scope="module")
def facades(pix2pix, tmp_path_factory):
    """A directory with a file for 32x40 and one for any size."""
    directory = tmp_path_factory.mktemp("files") / "facades"
    export(pix2pix, directory, formats="tflite", quantize="none", size=(32, 40), name="facades")
    return directory


@pytest.fixture(scope="module")
def plain():
    """A model that normalizes by nothing, so that its tiles fit together."""
    network = ResNetGenerator(filters=4, num_blocks=1, normalization="none", upsampling="resize")
    model = Pix2Pix(network, domains=("grey", "colour"))
    for weight in network.weights:
        if weight.path.endswith("kernel"):
            weight.assign(np.asarray(weight) * 1.5)
    return model


def picture(height, width):
    return np.random.default_rng(0).random((height, width, 3), "float32") * 2 - 1


def test_a_directory_paints_any_size(facades, pix2pix):
    model = open_artefact(facades)
    for size in [(33, 47), (1, 1)]:
        shown = picture(*size)
        np.testing.assert_allclose(model.translate(shown), pix2pix.translate(shown), atol=2e-4)
    assert model.directions == ("label2photo",) and model.channels() == (3, 3)
    with pytest.raises(UnsupportedOptionError, match="label2photo"):
        model.translate(picture(32, 32), direction="photo2label")


@pytest.mark.parametrize("engine", ["litert", "openvino"])
def test_a_file_of_one_size_says_what_to_do(engine, facades, pix2pix):
    need({"litert": "ai_edge_litert"}.get(engine, engine))
    (file,) = facades.glob("tflite/*_32x40_fp32.tflite")
    model, shown = open_artefact(file, engine), picture(32, 40)
    np.testing.assert_allclose(model.translate(shown), pix2pix.translate(shown), atol=2e-4)
    with pytest.raises(ImageError, match=r"pictures of 40x32.*this one has 50x32.*--size 32x40"):
        model.translate(picture(32, 50))
    assert model.translate(picture(64, 50), size=(32, 40)).shape == (32, 40, 3)


def test_a_server_tries_a_file_out_first(facades, monkeypatch):
    shown = picture(32, 40)
    for path in (facades, *facades.glob("tflite/*_32x40_fp32.tflite")):
        np.testing.assert_array_equal(
            open_artefact(path, tried=True).translate(shown), open_artefact(path).translate(shown)
        )
    monkeypatch.setattr(trial, "MODULE", stand_in.__name__)
    monkeypatch.setenv("STAND_IN", "abort")
    with pytest.raises(RefusedError, match=r"litert crashed with SIGABRT"):
        open_artefact(facades, tried=True)


def test_tiles_fit_where_nothing_belongs_to_the_whole(plain, facades, tmp_path):
    export(plain, tmp_path / "plain", formats="tflite", quantize="none", size=16)
    model, shown = open_artefact(tmp_path / "plain"), picture(90, 70)
    whole = plain.translate(shown)
    np.testing.assert_allclose(model.translate(shown, tile=32), whole, atol=2e-4)
    assert whole.std() > 0.05
    with pytest.raises(UnsupportedOptionError, match="tile: this Pix2Pix translates whole"):
        open_artefact(facades).translate(shown, tile=32)


def test_a_picture_too_large_to_go_whole_is_refused(facades):
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(ImageError, match=f"{side}x{side} pixels is too large.*--size"):
        open_artefact(facades).translate(np.zeros((side, side, 3), "uint8"))


@pytest.mark.parametrize("content", [b"", b"TFL3", b"\x00" * 64, b"\x18\0\0\0TFL3" + b"\xff" * 64])
def test_what_is_no_tflite_file_is_named(content, tmp_path):
    path = tmp_path / "broken.tflite"
    path.write_bytes(content)
    assert is_artefact(path)
    with pytest.raises(ArtefactError, match=r"broken\.tflite"):
        open_artefact(path)


def test_a_foreign_file_says_what_it_lacks(pix2pix, tmp_path):
    from tfstyle.export.tflite import convert

    path = tmp_path / "foreign.tflite"
    path.write_bytes(convert(pix2pix, "label2photo", (16, 16), ("fp32",))["fp32"])
    with pytest.raises(ArtefactError, match="does not tell what its pictures are"):
        open_artefact(path)


def test_a_broken_onnx_file_is_named(tmp_path):
    need("onnxruntime")
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(ArtefactError, match=r"broken\.onnx is no ONNX file"):
        open_artefact(path)


def test_an_onnx_file_paints_as_the_model(pix2pix, tmp_path):
    need("onnxruntime")
    need("tf2onnx")
    from tfstyle.convert.to_onnx import to_onnx

    to_onnx(pix2pix, tmp_path / "facades.onnx")
    model, shown = open_artefact(tmp_path / "facades.onnx"), picture(21, 30)
    np.testing.assert_allclose(model.translate(shown), pix2pix.translate(shown), atol=2e-4)
    with pytest.raises(ExportError, match=r"litert does not read \.onnx.*openvino or onnxruntime"):
        open_artefact(tmp_path / "facades.onnx", "litert")


def test_a_photograph_is_no_artefact(tmp_path):
    assert not is_artefact(tmp_path) and not is_artefact("photo.jpg")

"""ONNX files paint what the model paints, run by onnxruntime, at any size."""

import os

import numpy as np
import pytest

from tests.models.cases import CASES
from tests.models.test_noise_gan import make as noise_gan
from tests.networks.helpers import pictures, randomize
from tests.optional import need
from tfstyle.convert import to_onnx
from tfstyle.errors import ExportError
from tfstyle.images import to_float
from tfstyle.models import AdaINStyle, Gatys, MicroAST
from tfstyle.networks import (
    AdaINDecoder,
    MicroASTDecoder,
    MicroASTEncoder,
    MicroASTModulator,
    NormalizedVGG19,
)


@pytest.fixture
def runtime():
    need("tf2onnx")
    return need("onnxruntime")


def lived_in(model):
    for seed, network in enumerate(model.networks.values()):
        randomize(network, seed=seed)
    return model


def painting(seed=0):
    """Return large patches of colour, which an encoder does not average away."""
    patches = np.random.default_rng(seed).integers(0, 256, (3, 4, 3), "uint8")
    return patches.repeat(8, axis=0).repeat(8, axis=1)


def published_adain():
    encoder, decoder = NormalizedVGG19(filters=4), AdaINDecoder(4, in_channels=32, plain=True)
    model = lived_in(AdaINStyle(encoder, decoder, unbiased=True, style_size=24))
    return within_its_range(model, decoder)


def micro_ast():
    encoders, decoder = (MicroASTEncoder(2), MicroASTEncoder(2)), MicroASTDecoder(2)
    model = lived_in(MicroAST(*encoders, MicroASTModulator(8), decoder, style_size=24))
    for layer in (layer for network in encoders for layer in network.layers):
        if layer.name.endswith("_conv"):  # thin groups fade what passes
            layer.kernel.assign(2 * layer.kernel)
    return within_its_range(model, decoder)


def within_its_range(model, decoder):
    """Stretch the last layer so that pictures fill 0 to 1, which the decoder clips to."""
    last, x = decoder.get_layer("picture_conv"), pictures(1, 32, 32, 3)
    last.kernel.assign(0.1 * last.kernel)
    last.bias.assign(np.full(3, 0.5, "float32"))  # gray, and nothing clipped
    out = np.asarray(model.translator(style=painting())(x)) / 2
    scale = 0.2 / out.std((0, 1, 2))
    last.kernel.assign(scale * last.kernel)
    last.bias.assign(0.5 - scale * out.mean((0, 1, 2)))
    return model


@pytest.mark.parametrize(
    ("make", "style"),
    [
        (lambda: lived_in(CASES["cyclegan"].make()), None),
        (lambda: lived_in(CASES["fast_style"].make()), {"fire": 1, "water": 2}),
        (published_adain, [painting(), painting(1)]),
        (micro_ast, painting()),
    ],
    ids=["cyclegan", "fast_style", "adain", "micro_ast"],
)
def test_the_same_picture_at_any_size(make, style, runtime, tmp_path):
    model = make()
    options = {} if style is None else {"style": style}
    written = to_onnx(model, tmp_path, **options)
    assert list(written) == list(model.directions)
    for direction, path in written.items():
        session = runtime.InferenceSession(os.fspath(path))
        (entry,) = session.get_inputs()
        assert entry.name == "image"
        for size in ((32, 48), (64, 32)):
            x = pictures(2, *size, 3)
            ours = np.asarray(model.translator(direction, **options)(x))
            assert ours.std((1, 2)).min() > 0.02, "a picture nobody can be wrong about"
            np.testing.assert_allclose(session.run(None, {"image": x})[0], ours, atol=1e-4)


@pytest.mark.parametrize("make", [published_adain, micro_ast], ids=["adain", "micro_ast"])
def test_without_a_style_a_second_file_looks_at_its_picture(make, runtime, tmp_path):
    model, shown = make(), [painting(), painting(1)]
    written = to_onnx(model, tmp_path)
    assert list(written) == ["stylize", "style"]
    paint, look = (runtime.InferenceSession(os.fspath(path)) for path in written.values())
    assert [one.name for one in paint.get_inputs()] == ["image", "style_vector"]
    looked = [
        look.run(None, {"style_image": to_float(one)[None]})[0] for one in shown
    ]  # fmt: skip
    x = pictures(2, 32, 48, 3)
    mixed = 0.3 * looked[0] + 0.7 * looked[1]
    out = paint.run(None, {"image": x, "style_vector": np.concatenate([looked[0], mixed])})[0]
    for style, row, one in zip((shown[0], [*zip(shown, (0.3, 0.7), strict=True)]), out, x,
                               strict=True):  # fmt: skip
        wanted = np.asarray(model.translator(style=style)(one[None]))[0]
        np.testing.assert_allclose(row, wanted, atol=1e-4)
    assert np.abs(out[0] - np.asarray(model.translator(style=shown[1])(x[:1]))[0]).max() > 0.05


def test_without_a_style_the_names_are_weighed(runtime, tmp_path):
    model = lived_in(CASES["fast_style"].make())
    (path,) = to_onnx(model, tmp_path / "both.onnx").values()
    session, x = runtime.InferenceSession(os.fspath(path)), pictures(1, 32, 48, 3)
    rows = np.array([[0.25, 0.75]], "float32")
    out = session.run(None, {"image": x, "style_weights": rows})[0]
    wanted = np.asarray(model.translator(style={"fire": 1, "water": 3})(x))
    np.testing.assert_allclose(out, wanted, atol=1e-4)


def test_a_picture_is_not_mixed_with_others_of_a_batch(runtime, tmp_path):
    model = lived_in(CASES["pix2pix"].make(inference_mode="batch_statistics"))
    (path,) = to_onnx(model, tmp_path / "one.onnx").values()
    session = runtime.InferenceSession(os.fspath(path))
    assert session.get_inputs()[0].shape[0] == 1
    x = pictures(2, 32, 32, 3)
    ours = model.translate(list(x), batch_size=2)
    for one, wanted in zip(x, ours, strict=True):
        theirs = session.run(None, {"image": one[None]})[0][0]
        np.testing.assert_allclose(theirs, wanted, atol=1e-4)


def test_what_cannot_be_written_says_so(runtime, tmp_path):
    with pytest.raises(ExportError, match=r"two files.*Name a directory instead of .*micro\.onnx"):
        to_onnx(micro_ast(), tmp_path / "micro.onnx")
    with pytest.raises(ExportError, match=r"say which, e\.g\. --style painting\.jpg"):
        to_onnx(CASES["cross_domain"].make(), tmp_path / "one.onnx")
    with pytest.raises(ExportError, match="Pix2Pix takes none"):
        to_onnx(CASES["pix2pix"].make(), tmp_path / "one.onnx", style=painting())
    with pytest.raises(ExportError, match="draws dropout noise"):
        to_onnx(CASES["pix2pix"].make(inference_mode="train"), tmp_path / "one.onnx")
    for model in (Gatys(), noise_gan()):
        with pytest.raises(ExportError, match=f"A {type(model).__name__} is no network from"):
            to_onnx(model, tmp_path / "one.onnx", style=painting())
    with pytest.raises(ExportError, match=r"this model has .*Name a directory"):
        to_onnx(CASES["cyclegan"].make(), tmp_path / "both.onnx")
    assert list(tmp_path.iterdir()) == []

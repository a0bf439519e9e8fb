"""Exported files whose style is an input translate in any style, alone and without TensorFlow."""

import subprocess
import sys

import numpy as np
import pytest

from tests.models.small import adain, fast_style
from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle.engines import open_artefact
from tfstyle.engines.exported_file import FileStyle
from tfstyle.errors import ArtefactError, ExportError, UnsupportedOptionError
from tfstyle.export.representative import Shown
from tfstyle.export.tflite import write_tflite
from tfstyle.images import write_image

need("ai_edge_litert")
data = need("skimage.data")
SIZE = 32


def written(model, directory, seed=0):
    for number, network in enumerate(model.networks.values()):
        randomize(network, seed=seed + number)
    directory.mkdir()
    write_tflite(
        model, directory, directions=model.directions, size=(SIZE, SIZE), precisions=("fp32",),
        representative=Shown(model, (SIZE, SIZE)),
    )  # fmt: skip
    return directory


@pytest.fixture(scope="module")
def any_style():
    return adain(style_size=SIZE)


@pytest.fixture(scope="module")
def pair(any_style, tmp_path_factory):
    return written(any_style, tmp_path_factory.mktemp("pair") / "tflite")


@pytest.fixture(scope="module")
def two_styles():
    return fast_style()


@pytest.fixture(scope="module")
def weighed(two_styles, tmp_path_factory):
    return written(two_styles, tmp_path_factory.mktemp("weighed") / "tflite")


@pytest.fixture(scope="module")
def paintings(tmp_path_factory):
    place = tmp_path_factory.mktemp("paintings")
    for name in ("coffee", "astronaut"):
        write_image(place / f"{name}.png", getattr(data, name)()[:150, :200])
    return place / "coffee.png", place / "astronaut.png"


def photo():
    return data.chelsea()[100:145, 150:220]


def near(one, other):
    assert np.abs(one.astype(int) - other).max() <= 1
    return one.std() > 5


@pytest.mark.parametrize("engine", ["litert", "openvino"])
def test_a_pair_paints_in_the_style_of_any_picture(pair, any_style, paintings, engine):
    """The same as Keras, scaled as there: one style, a blend, of files and of arrays."""
    need(engine.replace("litert", "ai_edge_litert"))
    model, (one, other) = open_artefact(pair, engine, tried=True), paintings
    assert model.capabilities.style == "picture" and model.styles == ()
    for style in (one, [(str(one), 1), (other, 3)], {other: 2}, photo()):
        out = model.translate(photo(), style=style)
        assert near(out, any_style.translate(photo(), style=style))
    first, second = (model.translate(photo(), style=style) for style in paintings)
    assert np.abs(first.astype(int) - second).max() > 2
    with pytest.raises(UnsupportedOptionError, match=r"needs one: style='painting\.jpg'"):
        model.translate(photo())
    with pytest.raises(UnsupportedOptionError, match="alpha"):
        model.translate(photo(), style=one, alpha=0.5)


def test_the_file_that_paints_finds_its_predictor(pair, any_style, paintings, tmp_path):
    (path,) = pair.glob(f"stylize_{SIZE}_fp32.tflite")
    shown = data.astronaut()[:SIZE, :SIZE]
    out = open_artefact(path).translate(shown, style=paintings[0])
    assert near(out, any_style.translate(shown, style=paintings[0]))
    (alone := tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "style_other.tflite").write_bytes(b"junk")
    with pytest.raises(ArtefactError, match=r"none lies beside it.*Copy both"):
        open_artefact(alone)
    static = pair / f"style_{SIZE}_fp32.tflite"
    (tmp_path / static.name).write_bytes(static.read_bytes())
    square = data.coffee()[:SIZE, :SIZE]
    out = open_artefact(alone).translate(shown, style=square)
    assert near(out, any_style.translate(shown, style=square))


def test_a_predictor_paints_nothing_and_fits_its_own_model(pair, tmp_path):
    (path,) = pair.glob("style_dynamic_fp32.tflite")
    with pytest.raises(ArtefactError, match=r"looks at a style picture and paints none"):
        open_artefact(path)
    other = written(adain(style_size=SIZE), tmp_path / "other", seed=7)
    for file in other.glob("style_*"):
        file.unlink()
    (other / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ArtefactError, match=r"style_dynamic_fp32.tflite beside it is of another"):
        open_artefact(other)


@pytest.mark.parametrize("engine", ["litert", "openvino"])
def test_names_and_blends_of_learned_styles(weighed, two_styles, engine):
    need(engine.replace("litert", "ai_edge_litert"))
    model = open_artefact(weighed, engine, tried=True)
    assert model.styles == ("fire", "water")
    for style in ("water", {"fire": 1, "water": 3}, None):
        out = model.translate(photo(), style=style)
        assert near(out, two_styles.translate(photo(), style=style))
    with pytest.raises(UnsupportedOptionError, match=r"paints fire, water; received 'watr'"):
        model.translate(photo(), style="watr")


def test_an_engine_that_does_not_read_them_is_refused(weighed):
    with pytest.raises(ExportError, match=r"onnxruntime does not read .tflite files"):
        open_artefact(weighed, "onnxruntime")


def test_no_tensorflow_is_asked_for(pair, paintings, tmp_path):
    write_image(tmp_path / "photo.png", photo())
    code = (
        "import sys\n"
        "from tfstyle.engines import open_artefact\n"
        f"model = open_artefact({str(pair)!r})\n"
        f"model.translate('photo.png', style={str(paintings[0])!r}).save('out.png')\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, timeout=120)
    assert (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    "change", [{"kind": "smell"}, {"length": "many"}, {"names": 3}, {"length": 2}]
)
def test_facts_that_are_none_are_an_error(change):
    whole = {"kind": "names", "length": 1, "names": ["x"], "side": None, "of": "1"}
    assert FileStyle.read(whole).names == ("x",)
    with pytest.raises((KeyError, TypeError, ValueError)):
        FileStyle.read({**whole, **change})

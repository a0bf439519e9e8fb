"""A model on every engine paints Keras' picture, from an export that is made once and proven."""

import json
import subprocess
import sys

import numpy as np
import pytest

from tests.optional import need
from tfstyle.engine_names import ENGINES, check_engine, installed
from tfstyle.engines import making, of_model
from tfstyle.engines import preset as presets
from tfstyle.engines.artefacts import PROOF, Artefacts
from tfstyle.engines.keys import model_key, preset_key
from tfstyle.errors import ExportError, RefusedError, UnsupportedOptionError
from tfstyle.inference import engine_seam
from tfstyle.inference.options import TranslateOptions

OTHERS = [engine for engine in ENGINES if engine != "keras"]
PACKAGES = {"litert": "ai_edge_litert", "openvino": "openvino", "onnxruntime": "tf2onnx"}


def picture(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype="uint8")


def floats(height, width):
    return picture(height, width).astype("float32") / 127.5 - 1


def forbidden(*_, **__):
    raise AssertionError("it was made again")


def forbid_keras(monkeypatch):
    def fail(name, **_):
        raise AssertionError(f"{name} was loaded")

    monkeypatch.setattr(presets, "from_preset", fail)


@pytest.mark.parametrize("engine", OTHERS)
def test_an_engine_paints_keras_picture_at_any_size(engine, preset, pix2pix, cache, monkeypatch):
    need(PACKAGES[engine])
    model = presets.open_preset(preset, engine)
    # Of one size twice in a row, too: OpenVINO then has a graph for it.
    for size in [(40, 56), (33, 47), (33, 47), (33, 47), (1, 1)]:
        shown = floats(*size)
        np.testing.assert_allclose(model.translate(shown), pix2pix.translate(shown), atol=2e-4)
    out = model.translate([picture(20, 30), picture(20, 30, 1)], batch_size=2)
    assert [one.shape for one in out] == [(20, 30, 3)] * 2 and out[0].dtype == np.uint8

    forbid_keras(monkeypatch)
    again = presets.open_preset(preset, engine)
    np.testing.assert_array_equal(again.translate(picture(20, 30)), out[0])
    assert again.directions == ("label2photo",) and again.kind == "Pix2Pix"


def test_what_is_kept_tells_how_it_was_proven(filled):
    (found,) = filled.glob(f"engines/*/litert-*/{PROOF}")
    proof = json.loads(found.read_text("utf-8"))
    assert proof["max_abs"] <= 1e-4 and proof["pictures"] >= 3
    assert proof["ms"] > 0 and proof["keras_ms"] > 0 and proof["processor"]


@pytest.mark.parametrize("harm", ["cut", "version", "no json", "no proof", "gone"])
def test_a_damaged_or_stale_export_does_not_count(harm, preset, filled):
    artefacts = Artefacts(preset_key(preset), None)
    assert artefacts.kept("litert", "label2photo").path.is_file()
    (proof,) = filled.glob(f"engines/*/litert-*/{PROOF}")
    file = proof.parent / "model.tflite"
    whole = file.read_bytes()
    if harm == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif harm == "version":
        told = json.loads(proof.read_text("utf-8"))
        proof.write_text(json.dumps({**told, "version": "0"}), "utf-8")
    elif harm == "no json":
        proof.write_text("[", "utf-8")
    elif harm == "no proof":
        proof.write_text("{}", "utf-8")
    else:
        file.unlink()
    assert artefacts.kept("litert", "label2photo") is None


def test_what_does_not_count_is_made_again(preset, filled):
    shown = picture(16, 24)
    out = presets.open_preset(preset, "litert").translate(shown)
    (proof,) = filled.glob(f"engines/*/litert-*/{PROOF}")
    (proof.parent / "model.tflite").write_bytes(b"nothing")
    np.testing.assert_array_equal(presets.open_preset(preset, "litert").translate(shown), out)
    assert len((proof.parent / "model.tflite").read_bytes()) > 1000


def test_other_weights_are_another_model(pix2pix, preset, tmp_path, cache):
    other = tmp_path / preset.name
    kernel = pix2pix.generator.weights[0]
    before, key = np.array(kernel), model_key(pix2pix)
    kernel.assign(before * 2)
    pix2pix.save_to_preset(other)
    assert preset_key(other) != preset_key(preset) and model_key(pix2pix) != key
    kernel.assign(before)
    assert model_key(pix2pix) == key


def test_another_picture_is_refused_and_not_kept(preset, cache, monkeypatch):
    need("ai_edge_litert")
    good = making.make

    def bad(model, engine, direction, directory, **how):
        kernel = model.generator.weights[0]
        before = np.array(kernel)
        kernel.assign(before * 1.5)
        try:
            return good(model, engine, direction, directory, **how)
        finally:
            kernel.assign(before)

    monkeypatch.setattr(making, "make", bad)
    for _ in range(2):  # made, and remembered
        with pytest.raises(RefusedError, match=r"litert does not paint Keras' picture.*1e-04"):
            presets.open_preset(preset, "litert").translate(picture(16, 16))
        monkeypatch.setattr(making, "make", forbidden)
    assert not list(cache.glob("engines/*/*/model.tflite"))


@pytest.mark.exhaustive
def test_a_model_in_memory_takes_an_engine(styles, cyclegan, cache):
    need("ai_edge_litert")
    shown = floats(24, 20)
    for model, asked in (
        (styles, {"style": {"wave": 1, "scream": 3}}),
        (styles, {"style": "scream", "strength": 0.5}),
        (cyclegan, {"direction": "b2a"}),
    ):
        out = model.translate(shown, engine="litert", **asked)
        np.testing.assert_allclose(out, model.translate(shown, **asked), atol=2e-4)
    assert len(list(cache.glob("engines/*/*/model.tflite"))) == 3


@pytest.mark.exhaustive
def test_several_styles_show_where_their_masks_are(styles, cache):
    need("ai_edge_litert")
    shown, left = picture(16, 16), np.zeros((16, 16), "uint8")
    left[:, :8] = 255
    asked = {"style": ["wave", "scream"], "mask": [left, 255 - left]}
    out = styles.translate(shown, engine="litert", **asked).astype(int)
    assert np.abs(out - styles.translate(shown, **asked)).max() <= 1


def test_tiles_stay_with_keras(preset, pix2pix, cache):
    shown = floats(80, 72)
    out = presets.open_preset(preset, "auto").translate(shown, tile=32)
    np.testing.assert_allclose(out, pix2pix.translate(shown, tile=32), atol=1e-6)
    with pytest.raises(UnsupportedOptionError, match="engine: tiles share"):
        pix2pix.translate(shown, tile=32, engine="litert")


@pytest.mark.parametrize("engine", ["auto", "litert"])
def test_noise_is_no_business_of_an_engine(engine, pix2pix, cache, monkeypatch):
    monkeypatch.setattr(pix2pix, "inference_mode", "train")
    if engine == "auto":
        assert pix2pix.translate(picture(16, 16), engine=engine).shape == (16, 16, 3)
    else:
        with pytest.raises(UnsupportedOptionError, match="draws noise"):
            pix2pix.translate(picture(16, 16), engine=engine)


def test_unknown_engines_name_the_nearest():
    with pytest.raises(UnsupportedOptionError, match=r"engine must be one of.*'openvino'"):
        TranslateOptions(engine="openvin")
    assert TranslateOptions(engine="keras").engine is None
    assert check_engine("openvino-bf16") and set(installed()) <= set(ENGINES)


def test_an_engine_that_is_not_there_says_how_to_get_it(preset, cache, monkeypatch):
    from tfstyle.engines import runners

    monkeypatch.setattr(runners, "is_installed", lambda engine: False)
    with pytest.raises(ExportError, match="pip install ai-edge-litert"):
        presets.open_preset(preset, "litert").translate(picture(16, 16))


@pytest.mark.parametrize("name", ["gatys", "judge_photographs"])
def test_what_no_engine_runs_is_refused_by_its_own_words(name, cache):
    with pytest.raises((ExportError, UnsupportedOptionError), match=r"gatys|judge"):
        presets.open_preset(name, "litert").translate(picture(64, 64))
    if name == "gatys":
        assert presets.open_preset(name, "auto").capabilities.optimizes


def test_openvino_reports_to_nobody():
    need("openvino_telemetry")
    code = (
        "import sys\nfrom tfstyle.engines.runners.openvino import import_openvino\n"
        "import_openvino()\nassert not [m for m in sys.modules if 'openvino_telemetry' in m]\n"
        "assert 'openvino.tools.ovc.telemetry_stub' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_seam_is_where_models_say():
    assert of_model.__name__ == engine_seam._PROVIDER

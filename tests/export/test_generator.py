"""Artefacts of a generator: noise in, the same picture as Keras out."""

import json

import numpy as np
import pytest

from tests.models.test_noise_gan import SIDE, make
from tests.networks.helpers import randomize
from tfstyle.errors import ExportError, UnsupportedOptionError
from tfstyle.export import export, generator
from tfstyle.export.runners import interpreter_class


@pytest.fixture(scope="module")
def model():
    made = make(3, generator={"modulation": True, "upsampling": "transpose"})
    randomize(made.generator)
    return made


@pytest.fixture(scope="module")
def exported(model, tmp_path_factory):
    directory = tmp_path_factory.mktemp("export") / "noisegan"
    return directory, export(model, directory, name="noisegan")


def test_every_artefact_passes(exported):
    directory, report = exported
    assert json.loads((directory / "parity.json").read_text("utf-8")) == report
    assert [row["artefact"] for row in report["rows"]] == [
        "keras", "saved_model serving_default", "saved_model serving_uint8",
        *(f"generate_{SIDE}_{kind}.tflite" for kind in ("fp32", "fp16", "int8")),
    ]  # fmt: skip
    assert all(row["passed"] for row in report["rows"])
    assert "generate_28_fp16.tflite" in (directory / "parity.md").read_text("utf-8")


def test_a_server_takes_batches_and_gives_levels(exported, model):
    import tensorflow as tf

    loaded = tf.saved_model.load(str(exported[0] / "saved_model" / "1"))
    latents = model.latents(5, seed=4)
    out = loaded.signatures["serving_uint8"](latents=tf.constant(latents))["generated"].numpy()
    assert out.dtype == np.uint8
    assert np.abs(out.astype(int) - model.decode(latents)).max() <= 1
    assert (exported[0] / "saved_model/1/assets.extra/tf_serving_warmup_requests").exists()


def test_a_phone_draws_the_noise_as_the_file_beside_says(exported, model):
    folder = exported[0] / "tflite"
    facts = json.loads((folder / "latents.json").read_text("utf-8"))
    assert facts["input"]["normal"] == 6 and facts["input"]["class_weights"] == 3
    latent = np.zeros((1, 9), "float32")
    latent[0, 6] = 1
    run = interpreter_class()(str(folder / facts["files"][0]["file"])).get_signature_runner(
        "serving_default"
    )
    picture = run(latents=latent)["generated"][0] * 255
    assert np.abs(picture - model.decode(latent)[0]).max() <= 0.6


def test_it_has_no_direction(model, tmp_path):
    with pytest.raises(UnsupportedOptionError, match="generate"):
        export(model, tmp_path / "out", direction="a2b")


def test_an_artefact_that_paints_another_picture_is_not_written(model, tmp_path, monkeypatch):
    paint = generator._paint(model)
    monkeypatch.setattr(
        generator, "_paint", lambda _: lambda x: {"generated": paint(x)["generated"] * 0.9}
    )
    with pytest.raises(ExportError, match="Not the same picture"):
        export(model, tmp_path / "out", formats="saved_model")
    assert not (tmp_path / "out").exists()

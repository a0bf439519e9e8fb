"""Models that take a style, exported in one: the artefact paints that style and no other."""

import keras
import numpy as np
import pytest

from tests.models.cases import CASES
from tests.networks.helpers import randomize
from tfstyle.errors import ExportError, UnsupportedOptionError
from tfstyle.export import export
from tfstyle.models.shared.in_style import in_style


@pytest.fixture(scope="module")
def fast_style():
    keras.utils.set_random_seed(0)
    model = CASES["fast_style"].make()
    randomize(model.generator)
    return model


@pytest.fixture(scope="module")
def adain():
    keras.utils.set_random_seed(0)
    model = CASES["adain"].make()
    randomize(model.encoder)
    randomize(model.generator, seed=1)
    return model


def painting(seed=0):
    return np.random.default_rng(seed).integers(0, 256, (24, 32, 3), "uint8")


@pytest.mark.exhaustive
def test_a_blend_of_learned_styles_becomes_saved_model_and_tflite(fast_style, tmp_path):
    report = export(
        fast_style, tmp_path / "out", style={"fire": 1, "water": 2}, size=16, quantize="none",
        pictures=[painting(1)],
    )  # fmt: skip
    kinds = {row["artefact"].split("/")[0] for row in report["rows"]}
    assert len(report["rows"]) > 4 and all(row["passed"] for row in report["rows"]), kinds


def test_the_artefact_paints_the_chosen_style(adain, tmp_path):
    import tensorflow as tf

    export(
        adain, tmp_path / "out", style=painting(), size=16, formats="saved_model",
        pictures=[painting(1)],
    )  # fmt: skip
    served = tf.saved_model.load(tmp_path / "out" / "saved_model" / "1")
    photo = painting(5)[None]
    out = served.signatures["serving_uint8"](tf.constant(photo))["stylized"].numpy()
    right, wrong = (adain.translate(photo, style=painting(seed)) for seed in (0, 9))
    assert np.abs(out.astype(int) - right).max() <= 1
    assert np.abs(right.astype(int) - wrong).max() > 1


def test_what_cannot_be_exported_says_so(fast_style, adain):
    with pytest.raises(ExportError, match=r"e\.g\. --style fire\. It paints fire, water"):
        in_style(fast_style)
    with pytest.raises(ExportError, match=r"e\.g\. --style painting\.jpg"):
        in_style(adain)
    with pytest.raises(ExportError, match="Pix2Pix takes none"):
        in_style(CASES["pix2pix"].make(), "fire")
    with pytest.raises(UnsupportedOptionError, match=r"'fires'\. Did you mean 'fire'"):
        in_style(fast_style, "fires")
    assert in_style(fast_style.single("fire")).directions == ("stylize",)

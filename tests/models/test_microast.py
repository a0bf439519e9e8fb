"""MicroAST: what is its own, beside the contract."""

import keras
import numpy as np
import pytest

from tests.models.case import SIZE
from tests.models.cases import CASES
from tests.networks.helpers import pictures

CASE = CASES["microast"]
TERMS = ("content", "style", "contrastive", "tv")


def compiled(**options):
    keras.utils.set_random_seed(0)
    model = CASE.make(**options)
    model.compile(**CASE.compile())
    return model


@pytest.mark.parametrize("term", TERMS)
def test_every_term_alone_is_the_loss_and_moves_the_networks(term):
    model = compiled(**{**dict.fromkeys(TERMS, 0.0), term: 1.0})
    before = model.decoder.get_weights()
    logs = model.train_step(CASE.batch())
    assert float(logs["generator/loss"]) == pytest.approx(float(logs[f"generator/{term}"]))
    after = model.decoder.get_weights()
    assert any(np.any(a != b) for a, b in zip(before, after, strict=True))


def test_a_picture_alone_has_nothing_to_be_told_from():
    model = compiled()
    one = [part[:1] for part in CASE.batch()]
    assert float(model.train_step(one)["generator/contrastive"]) == 0


def test_the_eye_of_its_losses_is_no_part_of_it():
    model = compiled(ema=0.5)
    eye = model.loss_encoder.network
    before = eye.get_weights()
    model.train_step(CASE.batch())
    for old, new in zip(before, eye.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert not set(map(id, eye.weights)) & set(map(id, model.weights))


def test_what_is_shown_and_measured_is_the_average():
    model = compiled(ema=0.999)
    batch = CASE.batch()
    before = {key: float(value) for key, value in model.test_step(batch).items()}
    shown = CASE.painter(model)(batch[0])
    for role in ("content_encoder", "style_encoder", "modulator", "decoder"):
        network = getattr(model, role)
        network.set_weights([0 * weight for weight in network.get_weights()])
    np.testing.assert_array_equal(CASE.painter(model)(batch[0]), shown)
    assert {key: float(value) for key, value in model.test_step(batch).items()} == before


def test_paintings_may_have_a_size_of_their_own():
    model = compiled()
    logs = model.train_step((pictures(2, SIZE, SIZE, 3), pictures(2, 25, 30, 3)))
    assert np.isfinite(float(logs["generator/loss"]))

"""What players say of each other and how long their gradients are, asked without touching them."""

import keras
import numpy as np
import pytest

from tests.models.cases import CASES, TRAINED
from tests.networks.helpers import pictures
from tfstyle.training import FusedAdam

JUDGED = [name for name in TRAINED if "adversarial_loss" in CASES[name].options]


def compiled(name, **options):
    keras.utils.set_random_seed(0)
    case = CASES[name]
    model = case.make(**options)
    model.compile(**case.compile(), image_shape=(1, 16, 16, 3))
    return case, model


def step(case, model, seed=1):
    batch = case.batch(seed)
    model.train_step(batch if isinstance(batch, tuple) else (batch,))
    return batch if isinstance(batch, tuple) else (batch,)


def state(model):
    return [keras.ops.convert_to_numpy(v.value).copy() for v in model.variables]


@pytest.mark.parametrize("name", JUDGED)
def test_discriminators_judge_real_and_made_pictures_and_stay_as_they_are(name):
    case, model = compiled(name, ema=0.5)
    batch = step(case, model)
    before = state(model)
    judged = model.judgements(*batch)
    assert set(judged) == {role for role in model.networks if role.startswith("discriminator")}
    for on_real, on_fake in judged.values():
        assert len(on_real) == len(on_fake) == (2 if name == "multiscale" else 1)
        for real, fake in zip(on_real, on_fake, strict=True):
            assert real.shape == fake.shape and real.shape[0] == batch[0].shape[0]
            assert np.isfinite(real).all() and not np.array_equal(real, fake)
    for a, b in zip(before, state(model), strict=True):
        np.testing.assert_array_equal(a, b)
    again = model.judgements(*batch)
    for one, other in zip(judged.values(), again.values(), strict=True):
        np.testing.assert_array_equal(one[1][0], other[1][0])


def test_batch_norm_judges_as_it_learned():
    """By the batch, not by moving statistics, which a few steps leave near their beginning."""
    case, model = compiled("pix2pix")
    source, target = step(case, model)
    on_real, _ = model.judgements(source, target)["discriminator"]
    pair = np.concatenate([source, target], axis=-1)
    before = state(model)
    expected = model.discriminator(pair, training=True)
    np.testing.assert_allclose(on_real[0], expected, atol=1e-5)
    assert any((a != b).any() for a, b in zip(before, state(model), strict=True))  # that one writes


@pytest.mark.parametrize("name", JUDGED)
def test_the_threshold_is_that_of_the_loss(name):
    make = CASES[name].make
    assert make(adversarial_loss="least_squares").decision_threshold == 0.5
    assert make(adversarial_loss="wasserstein").decision_threshold is None


def test_who_judges_nothing_has_no_threshold():
    assert CASES["fast_style"].make().decision_threshold is None
    assert CASES["cross_domain"].make(adversarial=0.0).decision_threshold is None


def test_a_coarse_phase_is_judged_at_its_size():
    _, model = compiled("multiscale", coarse_steps=1)
    batch = [pictures(1, 32, 32, 3, seed=seed) for seed in (1, 2)]
    sides = []
    for _ in range(2):
        sides.append(model.judgements(*batch)["discriminator"][1][0].shape[1])
        model.train_step(tuple(batch))
    full = model.discriminator(np.zeros((1, 32, 32, 6), "float32"))[0][-1].shape[1]
    half = model.discriminator(np.zeros((1, 16, 16, 6), "float32"))[0][-1].shape[1]
    assert sides == [half, full]


@pytest.mark.parametrize("name", TRAINED)
def test_each_player_tells_how_long_its_gradients_are(name):
    case, model = compiled(name)
    norms = model.gradient_norms()
    assert {norm for norm, _ in norms.values()} == {0.0}
    step(case, model)
    players = {one.removesuffix("_optimizer") for one in model.optimizer_names}
    assert set(model.gradient_norms()) == players
    assert all(norm > 0 for norm, _ in model.gradient_norms().values())


@pytest.mark.parametrize(("beta_1", "expected"), [(0.0, 10.0), (0.5, 20 / 3)])
def test_the_norm_is_that_of_the_latest_gradients(beta_1, expected):
    weights = [keras.Variable(np.zeros(1, "float32")), keras.Variable(np.zeros(2, "float32"))]
    optimizer = FusedAdam(0.1, beta_1=beta_1)
    optimizer.build(weights)
    assert optimizer.gradient_norm() == (0.0, 3)
    for size in (0.0, 1.0):
        gradients = [np.full(1, 6 * size, "float32"), np.array([8.0, 0.0], "float32") * size]
        optimizer.apply([keras.ops.convert_to_tensor(one) for one in gradients], weights)
    norm, count = optimizer.gradient_norm()
    assert norm == pytest.approx(expected, rel=1e-5) and count == 3

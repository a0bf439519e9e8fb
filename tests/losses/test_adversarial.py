"""Adversarial losses against their equations, written once more in NumPy."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from tfstyle.losses import (
    ADVERSARIAL_LOSSES,
    HingeGANLoss,
    LeastSquaresGANLoss,
    NonSaturatingGANLoss,
    WassersteinGANLoss,
    decision_threshold,
    get_adversarial_loss,
)

RNG = np.random.default_rng(0)
REAL, FAKE = (RNG.normal(size=(2, 5, 4, 1)).astype("float32") * 3 for _ in range(2))


def sigmoid(x):
    return 1 / (1 + np.exp(-x.astype("float64")))


# name: (on real, on fake, generator's), straight from the papers
EQUATIONS = {
    "non_saturating": (
        -np.log(sigmoid(REAL)).mean(),
        -np.log(1 - sigmoid(FAKE)).mean(),
        -np.log(sigmoid(FAKE)).mean(),
    ),
    "least_squares": (((REAL - 1) ** 2).mean(), (FAKE**2).mean(), ((FAKE - 1) ** 2).mean()),
    "hinge": (np.maximum(0, 1 - REAL).mean(), np.maximum(0, 1 + FAKE).mean(), -FAKE.mean()),
    "wasserstein": (-REAL.mean(), FAKE.mean(), -FAKE.mean()),
}


@pytest.fixture(params=ADVERSARIAL_LOSSES)
def name(request):
    return request.param


def test_equations(name):
    loss = get_adversarial_loss(name)
    ours = (*loss.discriminator(REAL, FAKE), loss.generator(FAKE))
    np.testing.assert_allclose([float(value) for value in ours], EQUATIONS[name], rtol=1e-5)


def test_shape_of_the_logits_does_not_matter(name):
    loss = get_adversarial_loss(name)
    flat = loss.discriminator(REAL.ravel(), FAKE.ravel())
    np.testing.assert_allclose(flat, loss.discriminator(REAL, FAKE), rtol=1e-5)


def test_half_precision_logits_give_a_float32_scalar(name):
    loss = get_adversarial_loss(name)
    real, fake = ops.cast(REAL, "bfloat16"), ops.cast(FAKE, "bfloat16")
    values = (*loss.discriminator(real, fake), loss.generator(fake))
    rounded = (ops.cast(real, "float32"), ops.cast(fake, "float32"))
    exact = (*loss.discriminator(*rounded), loss.generator(rounded[1]))
    for value, expected in zip(values, exact, strict=True):
        assert value.shape == () and value.dtype == "float32"
        assert float(value) == float(expected)


def test_the_players_pull_apart(name):
    """D pushes real up and fake down, G pushes fake up; hinge stops beyond its margin."""
    loss = get_adversarial_loss(name)
    real, fake = (tf.zeros((1, 3, 3, 1)) for _ in range(2))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        on_real, on_fake = loss.discriminator(real, fake)
        generator = loss.generator(fake)
        both = on_real + on_fake
    assert (tape.gradient(both, real).numpy() < 0).all()
    assert (tape.gradient(generator, fake).numpy() < 0).all()
    if name == "least_squares":  # zero is what D wants of a fake
        assert (tape.gradient(both, fake).numpy() == 0).all()
    else:
        assert (tape.gradient(both, fake).numpy() > 0).all()


def test_non_saturating_is_binary_cross_entropy_and_survives_extreme_logits():
    bce = keras.losses.BinaryCrossentropy(from_logits=True)
    loss = NonSaturatingGANLoss()
    np.testing.assert_allclose(loss.generator(FAKE), bce(np.ones_like(FAKE), FAKE), rtol=1e-5)
    far = np.array([-1e4, 1e4], "float32")
    values = [*loss.discriminator(far, far), loss.generator(far)]
    assert [float(value) for value in values] == [5000.0] * 3


def test_hinge_leaves_alone_what_is_beyond_the_margin():
    beyond = HingeGANLoss().discriminator(np.full((4, 1), 1.5), np.full((4, 1), -1.5))
    assert [float(value) for value in beyond] == [0.0, 0.0]


def test_the_threshold_is_where_real_and_fake_cost_the_same(name):
    """Above it a picture costs less as a real one, below as a fake."""
    loss = get_adversarial_loss(name)
    threshold = decision_threshold(loss)
    if name == "wasserstein":
        assert threshold is None
        return
    for shift in (-0.3, 0.0, 0.3):
        logits = np.full((1, 2, 2, 1), threshold + shift, "float32")
        on_real, on_fake = map(float, loss.discriminator(logits, logits))
        assert np.sign(round(on_fake - on_real, 6)) == np.sign(shift)
    assert decision_threshold(object()) is None  # a loss of one's own may say none


def test_only_wasserstein_brings_a_penalty():
    penalties = {name: make().gradient_penalty for name, make in ADVERSARIAL_LOSSES.items()}
    assert penalties.pop("wasserstein") == 10.0
    assert set(penalties.values()) == {0.0}


@pytest.mark.parametrize("loss", [LeastSquaresGANLoss(), WassersteinGANLoss(gradient_penalty=3.0)])
def test_config_round_trip(loss):
    config = keras.saving.serialize_keras_object(loss)
    again = get_adversarial_loss(config)
    assert again == loss and hash(again) == hash(loss) and again is not loss


def test_equality_is_that_of_class_and_arguments():
    assert WassersteinGANLoss(1.0) != WassersteinGANLoss(2.0)
    assert HingeGANLoss() != NonSaturatingGANLoss()
    assert get_adversarial_loss("hinge") == HingeGANLoss()


def test_an_object_stays_itself():
    loss = HingeGANLoss()
    assert get_adversarial_loss(loss) is loss


def test_unknown_name_names_its_neighbour():
    with pytest.raises(ValueError, match=r"'least_square'\. Did you mean 'least_squares'\?"):
        get_adversarial_loss("least_square")

"""R1 against its formula, and as a part of what discriminators minimize."""

import keras
import numpy as np
import pytest

from tests.models.cases import CASES
from tests.models.small import cyclegan, pix2pix
from tests.networks.helpers import pictures
from tfstyle.networks import PatchDiscriminator
from tfstyle.training import r1_penalty, record


def test_one_logit_of_known_slope():
    slope = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")

    def judge(x):
        return keras.ops.sum(x * slope, axis=(1, 2, 3))

    value = float(r1_penalty(judge, pictures(3, 4, 5, 3)))
    assert value == pytest.approx(0.5 * np.square(slope).sum(), rel=1e-5)


def test_patches_apart_count_as_one_each():
    """Of a judge that looks at pixels on their own, whatever the size of the picture."""
    found = [
        float(r1_penalty(lambda x: keras.ops.sum(3.0 * x, axis=-1), pictures(2, side, side, 2)))
        for side in (1, 4, 8)
    ]
    assert found == pytest.approx([0.5 * 2 * 3.0**2] * 3, rel=1e-5)


def test_a_networks_slope_is_that_of_differences():
    keras.utils.set_random_seed(0)
    judge = PatchDiscriminator(filters=4, num_layers=1, normalization="none")
    for weight in judge.weights:
        weight.assign(weight * 10)
    x = pictures(1, 8, 8, 3)
    logits = np.asarray(judge(x))

    total, step = 0.0, 1e-2
    for place in np.ndindex(x.shape):
        moved = []
        for way in (1, -1):
            other = x.copy()
            other[place] += way * step
            moved.append(float(np.asarray(judge(other), "float64").sum()))
        total += ((moved[0] - moved[1]) / (2 * step)) ** 2
    assert float(r1_penalty(judge, x)) == pytest.approx(0.5 * total / logits.size, rel=1e-2)


def test_it_reaches_the_weights():
    weight = keras.Variable([2.0])
    with record([weight]) as tape:
        loss = r1_penalty(lambda x: x * weight, np.ones((2, 1, 1, 1), "float32"))
    assert float(tape.gradient(loss)[0][0]) == pytest.approx(2.0, rel=1e-5)  # d/dw w^2 / 2


@pytest.mark.parametrize("make, judge", [(pix2pix, ""), (cyclegan, "_a")])
def test_discriminators_minimize_it_in_training_alone(make, judge):
    found = {}
    for weight in (0.0, 5.0):
        keras.utils.set_random_seed(0)
        model = make(r1=weight)
        network = getattr(model, f"discriminator{judge}")
        size = (1, 16, 16, network.in_channels)
        real, fake = pictures(*size), pictures(*size, seed=2)
        expected = weight * float(r1_penalty(lambda x, n=network: n(x, training=True), real))
        loss, on_real, on_fake = map(float, model._discriminator_loss(network, real, fake))
        assert loss == pytest.approx(0.5 * (on_real + on_fake) + expected, rel=1e-5)
        shown = [float(x) for x in model._discriminator_loss(network, real, fake, training=False)]
        assert shown[0] == pytest.approx(0.5 * (shown[1] + shown[2]), rel=1e-6)
        found[weight] = loss
    assert found[5.0] > found[0.0]


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="r1 must be 0 or more"):
        pix2pix(r1=-1.0)
    assert CASES["pix2pix"].arguments["r1"] > 0  # so that contracts see it

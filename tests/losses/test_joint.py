"""Losses of several maps of logits and of several judges, against those of one."""

import json

import keras
import numpy as np
import pytest

from tfstyle.losses import (
    ADVERSARIAL_LOSSES,
    HingeGANLoss,
    JointGANLoss,
    LeastSquaresGANLoss,
    WassersteinGANLoss,
    decision_threshold,
    discriminator_loss,
    generator_loss,
    get_adversarial_loss,
    logit_maps,
)

RNG = np.random.default_rng(0)


def logits(*shape):
    return 2 * RNG.normal(size=(2, *shape, 1)).astype("float32")


MAPS = [logits(5, 4), logits(2, 2), logits(1, 3)]
OTHERS = [logits(5, 4), logits(2, 2), logits(1, 3)]


@pytest.mark.parametrize("name", ADVERSARIAL_LOSSES)
def test_the_losses_of_several_maps_add_up(name):
    loss = get_adversarial_loss(name)
    expected = [loss.discriminator(*pair) for pair in zip(MAPS, OTHERS, strict=True)]
    found = discriminator_loss(loss, MAPS, OTHERS)
    np.testing.assert_allclose(found, np.sum(expected, axis=0), rtol=1e-6)
    np.testing.assert_allclose(
        generator_loss(loss, MAPS), sum(float(loss.generator(one)) for one in MAPS), rtol=1e-6
    )
    one = discriminator_loss(loss, MAPS[0], OTHERS[0])
    np.testing.assert_array_equal(one, loss.discriminator(MAPS[0], OTHERS[0]))


def test_several_judges_are_weighed():
    loss = JointGANLoss(["least_squares", "hinge"], [2.0, 0.25])
    real, fake = [MAPS[0], MAPS[1:]], [OTHERS[0], OTHERS[1:]]
    first, second = LeastSquaresGANLoss(), HingeGANLoss()
    theirs = [
        first.discriminator(MAPS[0], OTHERS[0]), discriminator_loss(second, MAPS[1:], OTHERS[1:])
    ]
    expected = [2 * float(a) + 0.25 * float(b) for a, b in zip(*theirs, strict=True)]
    np.testing.assert_allclose(discriminator_loss(loss, real, fake), expected, rtol=1e-6)
    np.testing.assert_allclose(
        generator_loss(loss, fake),
        2 * float(first.generator(OTHERS[0])) + 0.25 * float(generator_loss(second, OTHERS[1:])),
        rtol=1e-6,
    )


def test_it_comes_back_from_its_configuration():
    loss = JointGANLoss([WassersteinGANLoss(3.0), "hinge"], [1.0, 0.5])
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(loss)))
    again = get_adversarial_loss(config)
    assert again == loss and hash(again) == hash(loss) and again.gradient_penalty == 3.0
    assert again != JointGANLoss([WassersteinGANLoss(3.0), "hinge"])


def test_what_counts_as_real_is_told_by_the_first_judges_threshold():
    loss = JointGANLoss(["least_squares", "hinge"])
    assert decision_threshold(loss) == 0.5
    patches, *projected = logit_maps(loss, [MAPS[0], MAPS[1:]], decision_threshold(loss))
    np.testing.assert_array_equal(patches, MAPS[0])
    for found, theirs in zip(projected, MAPS[1:], strict=True):
        np.testing.assert_allclose(found, theirs + 0.5)
    critic = JointGANLoss(["wasserstein", "hinge"])
    assert decision_threshold(critic) is None
    assert len(logit_maps(critic, [MAPS[0], MAPS[1:]], None)) == 3
    assert logit_maps(HingeGANLoss(), MAPS[0], 0.0)[0] is MAPS[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([],), r"a weight above 0 for each loss\. Received: 0 losses"),
        ((["hinge"], [1.0, 2.0]), r"Received: 1 losses, weights=\[1\.0, 2\.0\]"),
        ((["hinge"], [0.0]), r"weights=\[0\.0\]"),
        ((["hinge"], [float("nan")]), r"weights=\[nan\]"),
        ((["hinge", "wasserstein"],), "can penalize the gradients of its first judge alone"),
        ((["hing"],), "Did you mean 'hinge'"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        JointGANLoss(*arguments)

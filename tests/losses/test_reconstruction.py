"""Losses between two pictures: closed forms, weights, precision."""

import keras
import numpy as np
import pytest
from keras import ops

from tfstyle.losses import (
    CharbonnierLoss,
    CycleConsistencyLoss,
    IdentityLoss,
    L1Loss,
    L2Loss,
    charbonnier_distance,
    mean_absolute_error,
    mean_squared_error,
    psnr_loss,
)

RNG = np.random.default_rng(0)
TARGET, OUTPUT = (RNG.uniform(-1, 1, (2, 6, 5, 3)).astype("float32") for _ in range(2))
LOSSES = {
    L1Loss: 100.0, L2Loss: 100.0, CharbonnierLoss: 1.0, CycleConsistencyLoss: 10.0,
    IdentityLoss: 5.0,
}  # fmt: skip


def test_closed_forms():
    l1, l2 = np.abs(TARGET - OUTPUT).mean(), ((TARGET - OUTPUT) ** 2).mean()
    np.testing.assert_allclose(mean_absolute_error(TARGET, OUTPUT), l1, rtol=1e-6)
    np.testing.assert_allclose(mean_squared_error(TARGET, OUTPUT), l2, rtol=1e-6)
    np.testing.assert_allclose(L2Loss(3.0)(TARGET, OUTPUT), 3 * l2, rtol=1e-6)
    for make in (L1Loss, CycleConsistencyLoss, IdentityLoss):
        np.testing.assert_allclose(make(3.0)(TARGET, OUTPUT), 3 * l1, rtol=1e-6)


def test_charbonnier_is_l1_that_forgets_what_is_as_good_as_equal():
    zeros = np.zeros((1, 1, 1, 1), "float32")
    for error, expected in ((0.5, 0.498), (0.002, 0.002 * (2**0.5 - 1)), (0.0, 0.0)):
        np.testing.assert_allclose(charbonnier_distance(zeros, zeros + error), expected, atol=1e-5)


def test_a_tenth_of_the_damage_counts_the_same_of_little_as_of_much():
    target = np.zeros((2, 4, 4, 3), "float32")
    few, many = (float(psnr_loss(target, target + x)) for x in (0.1, 1.0))
    fewer, less = (float(psnr_loss(target, target + 0.9 * x)) for x in (0.1, 1.0))
    assert many - less == pytest.approx(-2 * np.log10(0.9), rel=0.01)
    assert few - fewer == pytest.approx(many - less, rel=0.01)
    # Each picture's own distance, not that of them all.
    both = float(psnr_loss(target, target + np.array([0.1, 1.0]).reshape(2, 1, 1, 1)))
    assert both == pytest.approx((few + many) / 2, rel=1e-5)
    assert float(psnr_loss(target, target + 1e-4)) < 1e-3  # nothing is seen, nothing to gain


@pytest.mark.parametrize("make, weight", LOSSES.items(), ids=lambda value: str(value))
def test_default_weight_is_the_papers_and_is_linear(make, weight):
    assert make().weight == weight
    one, default = make(1.0)(TARGET, OUTPUT), make()(TARGET, OUTPUT)
    np.testing.assert_allclose(default, weight * one, rtol=1e-6)
    assert float(make()(TARGET, TARGET)) == 0.0


@pytest.mark.parametrize("make", LOSSES)
def test_half_precision_is_compared_in_float32(make):
    target, output = ops.cast(TARGET, "bfloat16"), ops.cast(OUTPUT, "bfloat16")
    loss = make()(target, output)
    assert loss.dtype == "float32" and loss.shape == ()
    exact = make()(ops.cast(target, "float32"), ops.cast(output, "float32"))
    assert float(loss) == float(exact)


@pytest.mark.parametrize("make", LOSSES)
def test_config_round_trip(make):
    config = keras.saving.serialize_keras_object(make(2.5))
    again = keras.saving.deserialize_keras_object(config)
    assert type(again) is make and again.weight == 2.5


@pytest.mark.parametrize("make", LOSSES)
def test_weight_zero_means_no_loss_and_a_negative_one_is_refused(make):
    assert make(0.5) and not make(0.0)
    with pytest.raises(ValueError, match=f"{make.__name__} needs weight >= 0.*-1"):
        make(-1)

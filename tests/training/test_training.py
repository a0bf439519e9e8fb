"""Schedules, Adam, the moving average and the gradient penalty, each against its formula."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfstyle.networks import UNetGenerator
from tfstyle.training import (
    ExponentialMovingAverage,
    FusedAdam,
    LinearDecay,
    apply_gradients,
    gradient_penalty,
    record,
)


def test_linear_decay_is_constant_then_straight_to_zero():
    schedule = LinearDecay(2e-4, decay_from=50, steps=150)
    rates = [float(schedule(step)) for step in (0, 49, 50, 100, 149, 150, 1000)]
    np.testing.assert_allclose(rates, [2e-4, 2e-4, 2e-4, 1e-4, 2e-6, 0, 0], rtol=1e-4, atol=1e-12)


def test_linear_decay_without_a_decline_is_constant_to_the_end():
    assert float(LinearDecay(1e-3, decay_from=10, steps=10)(9)) == pytest.approx(1e-3)


@pytest.mark.parametrize("decay_from", [-1, 11])
def test_linear_decay_refuses_a_start_outside_the_run(decay_from):
    with pytest.raises(ValueError, match=f"decay_from={decay_from}, steps=10"):
        LinearDecay(1e-3, decay_from=decay_from, steps=10)


def test_fused_adam_takes_the_steps_of_keras_adam():
    rng = np.random.default_rng(0)
    start = rng.normal(size=(4, 3)).astype("float32")
    kinds = (FusedAdam, keras.optimizers.Adam)
    weights = [keras.Variable(start) for _ in kinds]
    optimizers = [kind(LinearDecay(1e-2, 3, 8), beta_1=0.5, clipnorm=1.0) for kind in kinds]

    @tf.function
    def step(gradient):
        for optimizer, weight in zip(optimizers, weights, strict=True):
            optimizer.apply([gradient], [weight])

    for optimizer, weight in zip(optimizers, weights, strict=True):
        optimizer.build([weight])
    for _ in range(6):
        step(tf.constant(rng.normal(size=(4, 3)), tf.float32))
    assert np.abs(weights[0].numpy() - start).max() > 1e-3
    np.testing.assert_allclose(weights[0].numpy(), weights[1].numpy(), atol=1e-6)
    assert int(optimizers[0].iterations) == 6


def test_moving_average_follows_its_formula_and_copies_batch_statistics():
    network = UNetGenerator(filters=2, num_downs=3)
    average = ExponentialMovingAverage(network, decay=0.9)
    trained = network.trainable_weights[0]
    moving = network.non_trainable_weights[0]
    their = {id(w): a for w, a in zip(network.weights, average.average.weights, strict=True)}
    assert not average.average.trainable_weights
    expected = trained.numpy()
    for step in range(30):
        trained.assign(trained.numpy() + 1.0)
        moving.assign(moving.numpy() + 1.0)
        decay = min(0.9, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * trained.numpy()
        average.update(step)
    np.testing.assert_allclose(their[id(trained)].numpy(), expected, rtol=1e-4)
    np.testing.assert_array_equal(their[id(moving)].numpy(), moving.numpy())


def test_gradient_penalty_of_a_critic_with_known_slope():
    pictures = np.random.default_rng(0).normal(size=(3, 4, 4, 3)).astype("float32")
    slope = np.full((4, 4, 3), 0.5, "float32")  # norm = sqrt(48 / 4)

    def critic(x):
        return keras.ops.sum(x * slope, axis=(1, 2, 3))

    value = float(gradient_penalty(critic, pictures, -pictures))
    assert value == pytest.approx((np.sqrt(12.0) - 1) ** 2, rel=1e-5)


def test_gradient_penalty_interpolates_uniformly_between_the_pictures():
    """A normal factor would leave [0, 1]: well-known code has that mistake."""
    seen = []

    def critic(x):
        seen.append(x.numpy())
        return keras.ops.sum(x, axis=(1, 2, 3))

    real, fake = np.ones((4000, 1, 1, 1), "float32"), np.zeros((4000, 1, 1, 1), "float32")
    gradient_penalty(critic, real, fake, seed=0)
    factors = seen[0].ravel()
    assert factors.min() >= 0 and factors.max() <= 1
    assert abs(factors.mean() - 0.5) < 0.03 and abs(factors.var() - 1 / 12) < 0.01


def test_gradient_penalty_reaches_the_weights_of_the_critic():
    weight = keras.Variable([2.0])
    pictures = np.ones((2, 1, 1, 1), "float32")
    with record([weight]) as tape:
        loss = gradient_penalty(lambda x: x * weight, pictures, pictures)
    # d/dw (w - 1)^2 = 2 (w - 1)
    assert float(tape.gradient(loss)[0][0]) == pytest.approx(2.0, rel=1e-5)


def test_apply_gradients_takes_back_the_scale_of_float16():
    weight = keras.Variable([1.0])
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.5), initial_scale=1024)
    optimizer.build([weight])
    with record([weight]) as tape:
        loss = keras.ops.sum(weight * 3.0)
    apply_gradients(optimizer, tape, loss)
    assert float(weight[0]) == pytest.approx(1.0 - 0.5 * 3.0)


def test_a_tape_watches_only_its_own_variables_and_can_be_entered_again():
    mine, other = keras.Variable([1.0]), keras.Variable([5.0])
    with record([mine]) as tape:
        part = mine * 2.0
    unrelated = other * 3.0
    with tape:
        loss = keras.ops.sum(part * other + unrelated)
    assert [float(g[0]) for g in tape.gradient(loss)] == [10.0]

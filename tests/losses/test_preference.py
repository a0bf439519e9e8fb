"""What people liked as a loss: the same numbers as where votes are read, and a way to go."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfstyle.losses import preference_loss
from tfstyle.preferences.looks import LOOKS, looks
from tfstyle.preferences.taste import Taste

ALL = Taste.parse("; ".join(f"{name} 0.1 0.3 0.7 -0.2" for name in LOOKS))


def pictures(seed=0):
    random = np.random.default_rng(seed)
    return (random.uniform(-1, 1, (2, 24, 20, 3)).astype("float32") for _ in range(2))


def test_a_tensors_looks_are_an_arrays():
    painted, photos = pictures()
    ours = keras.ops.convert_to_numpy(looks(*map(tf.constant, (painted, photos)), keras.ops))
    np.testing.assert_allclose(ours, looks(painted, photos, np), rtol=1e-4, atol=1e-5)


def test_its_value_is_minus_the_mean_worth():
    painted, photos = pictures(1)
    expected = -ALL.worth(painted, photos, np).mean()
    assert float(preference_loss(ALL, painted, photos)) == pytest.approx(expected, rel=1e-4)
    half = preference_loss(ALL, tf.cast(painted, "bfloat16"), photos)
    assert half.dtype == tf.float32 and float(half) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0])
def test_even_surfaces_have_finite_slopes(value):
    even = tf.Variable(np.full((1, 8, 8, 3), value, "float32"))
    with tf.GradientTape() as tape:
        loss = preference_loss(ALL, even, np.zeros((1, 8, 8, 3), "float32"))
    assert np.isfinite(tape.gradient(loss, even).numpy()).all()


def test_it_leads_to_what_is_liked_and_stops_where_nothing_was_seen():
    taste = Taste.parse("warmth 0 0.1 1 0")
    photos = np.zeros((1, 8, 8, 3), "float32")
    painted = tf.Variable(photos)
    optimizer = tf.keras.optimizers.SGD(20.0)
    for _ in range(60):
        with tf.GradientTape() as tape:
            loss = preference_loss(taste, painted, photos)
        optimizer.apply_gradients([(tape.gradient(loss, painted), painted)])
    warmth = float(painted.numpy()[..., 0].mean() - painted.numpy()[..., 2].mean())
    assert warmth > 0.2  # two deviations up
    # Far beyond what was voted on, hardly any slope is left.
    far = tf.Variable(photos + np.array([1.0, 0.0, -1.0], "float32"))
    with tf.GradientTape() as tape:
        loss = preference_loss(taste, far, photos)
    assert np.abs(tape.gradient(loss, far).numpy()).sum() < 1e-4

"""The layers that change a picture: nothing for nothing, in range, and never stuck at its edge."""

import numpy as np
import tensorflow as tf

from tfstyle.layers import RetouchedPicture, TonedPicture


def retouch(picture, factor, offset):
    change = tf.stack([factor, offset], axis=-1)
    return RetouchedPicture()([picture, change])


def test_it_scales_and_shifts_each_pixel():
    picture = tf.constant([[[[0.5], [0.5], [-0.25], [0.9]]]])
    out = retouch(picture, [[[0.0, -1.0, 2.0, 0.0]]], [[[0.0, 0.3, 0.0, 0.4]]])
    np.testing.assert_allclose(out[0, 0, :, 0], [0.5, 0.3, -0.75, 1.3], rtol=1e-6)


def test_channels_keep_apart():
    rng = np.random.default_rng(0)
    picture, change = rng.uniform(-0.2, 0.2, (2, 4, 5, 3)), rng.uniform(-1, 1, (2, 4, 5, 6))
    expected = picture * (1 + change[..., :3]) + change[..., 3:]
    out = RetouchedPicture()([picture.astype("float32"), change.astype("float32")])
    np.testing.assert_allclose(out, expected, atol=1e-6)


def test_a_value_beyond_the_range_is_drawn_back():
    picture = tf.zeros((1, 1, 1, 1))
    tone = tf.Variable([[0.0, 5.0]])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(TonedPicture()([picture, tone]) - 0.5))
    assert float(loss) == 0.5  # what is compared is in the range
    assert float(tape.gradient(loss, tone)[0, 1]) == 1.0


def test_tones_map_all_pixels_alike():
    rng = np.random.default_rng(0)
    picture = rng.uniform(-0.2, 0.2, (2, 4, 5, 3)).astype("float32")
    tone = rng.uniform(-0.5, 0.5, (2, 12)).astype("float32")
    out = TonedPicture()([picture, tone])
    for one, numbers, result in zip(picture, tone, out, strict=True):
        matrix = np.eye(3) + numbers[:9].reshape(3, 3)
        np.testing.assert_allclose(result, np.clip(one @ matrix + numbers[9:], -1, 1), atol=1e-6)


def test_a_huge_value_ends_in_range():
    tone = tf.constant([[0.0, 3e7], [0.0, -1e30]])
    out = TonedPicture()([tf.fill((2, 1, 1, 1), 0.3), tone])
    assert out[:, 0, 0, 0].numpy().tolist() == [1.0, -1.0]

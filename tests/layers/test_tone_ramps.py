"""Ramps and their means: what is known of a picture's darkest and lightest pixels."""

import numpy as np

from tfstyle.layers import LogScale, ToneRamps


def test_every_channel_and_their_mean_have_their_ramps():
    out = ToneRamps(3)(np.float32([[[[0.5, -1.0]]]])).numpy().reshape(3, 6)
    expected = [
        [0, 0, 0.5, 1.5, 0.5, 0],  # below -1, 0 and 1, then above
        [0, 1, 2, 0, 0, 0],
        [0, 0.25, 1.25, 0.75, 0, 0],
    ]
    np.testing.assert_allclose(out, expected, atol=1e-6)


def test_one_black_pixel_of_a_thousand_is_seen_on_the_logarithmic_scale():
    gray = np.zeros((1, 1, 1000, 1), "float32")
    black = gray.copy()
    black[0, 0, 0] = -1
    ramps, scale = ToneRamps(5), LogScale(1e-3)
    means = [ramps(one).numpy().mean(axis=(0, 1, 2)) for one in (gray, black)]
    # Below -0.5, the second ramp: nothing, and half a thousandth.
    assert means[0][1] == 0 and 0 < means[1][1] < 1e-3
    assert scale(means[1])[1] - scale(means[0])[1] > 0.05

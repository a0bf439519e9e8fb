"""What stands for a style: closed forms, and what a blot can and cannot buy."""

import numpy as np
import pytest

from tests.networks.helpers import pictures
from tfstyle.losses import (
    STYLE_STATISTICS,
    gram_loss,
    gram_matrix,
    layered_style_loss,
    statistics_loss,
    style_loss,
    style_statistics,
)


def test_a_gram_matrix_alone_is_todays_loss_to_the_bit():
    painting, features = pictures(1, 6, 7, 3), pictures(2, 8, 8, 3, seed=1)
    loss = style_loss(style_statistics(painting), features)
    assert float(loss) == float(gram_loss(gram_matrix(painting), features))


def test_a_centred_gram_matrix_is_the_covariance_beside_the_mean():
    x = pictures(2, 5, 6, 3)
    mean, gram = style_statistics(x, "centred_gram")
    np.testing.assert_allclose(mean, x.mean((1, 2)), atol=1e-6)
    for rows, found in zip(x.reshape(2, 30, 3), gram, strict=True):
        np.testing.assert_allclose(found, np.cov(rows.T, bias=True), atol=1e-5)


def test_moments_are_mean_and_deviation():
    x = pictures(2, 5, 6, 3)
    mean, deviation = style_statistics(x, "moments")
    np.testing.assert_allclose(mean, x.mean((1, 2)), atol=1e-6)
    np.testing.assert_allclose(deviation, x.std((1, 2)), rtol=1e-3)


@pytest.mark.parametrize("kind", STYLE_STATISTICS)
def test_the_style_itself_costs_nothing_and_a_picture_without_any_about_one(kind):
    painting = pictures(2, 8, 8, 3)
    targets = style_statistics(painting, kind)
    assert float(style_loss(targets, painting, kind)) == pytest.approx(0, abs=1e-8)
    nothing = np.zeros_like(painting)
    assert float(style_loss(targets, nothing, kind)) == pytest.approx(1, abs=0.02)
    # One painting may serve a whole batch, of any size.
    one = tuple(part[:1] for part in targets)
    assert float(style_loss(one, pictures(3, 5, 9, 3), kind)) > 0


@pytest.mark.parametrize("kind", STYLE_STATISTICS)
def test_layers_are_weighed_alike_and_a_layers_statistics_added_up(kind):
    paintings = [pictures(2, 8, 8, 3), 9 * pictures(2, 4, 4, 5, seed=1)]
    features = [pictures(2, 6, 7, 3, seed=2), 9 * pictures(2, 3, 5, 5, seed=3)]
    targets = [style_statistics(one, kind) for one in paintings]
    each = [style_loss(a, b, kind) * len(a) for a, b in zip(targets, features, strict=True)]
    loss = layered_style_loss(targets, features, kind)
    assert float(loss) == pytest.approx(sum(map(float, each)) / 2, rel=1e-6)


def test_of_moments_it_is_adains_loss_relative():
    painting, features = pictures(2, 8, 8, 3), pictures(2, 6, 7, 3, seed=1)
    loss = layered_style_loss([style_statistics(painting, "moments")], [features])
    expected = statistics_loss(painting, features, normalize=True)
    assert float(loss) == pytest.approx(float(expected), rel=1e-5)


def test_an_even_shift_shows_in_the_mean_alone():
    x = pictures(1, 8, 8, 3)
    mean, gram = style_statistics(x, "centred_gram")
    other, same = style_statistics(x + 5, "centred_gram")
    np.testing.assert_allclose(other - mean, 5, rtol=1e-5)
    np.testing.assert_allclose(gram, same, atol=1e-4)


def test_half_precision_is_added_up_in_float32():
    x = np.full((1, 128, 128, 2), 100.0, "float16")
    for kind in STYLE_STATISTICS:
        for part in style_statistics(x, kind):
            assert np.asarray(part).dtype == "float32" and np.isfinite(part).all()


def test_an_unknown_kind_says_which_there_are():
    with pytest.raises(ValueError, match=r"gram, centred_gram, moments\. Received: 'grams'"):
        style_statistics(pictures(1, 4, 4, 2), "grams")

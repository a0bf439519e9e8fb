"""Gram matrices and style losses against PyTorch, on the same features: 1e-4."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle.losses import (
    content_loss,
    feature_statistics,
    gram_loss,
    gram_matrix,
    statistics_loss,
    total_variation,
)

torch = need("torch")
pytestmark = pytest.mark.reference

RNG = np.random.default_rng(0)
# As VGG19 gives them: not negative, tens to hundreds, sparse.
FEATURES, STYLE = (
    np.maximum(RNG.normal(-20, 100, shape), 0).astype("float32")
    for shape in ((2, 9, 14, 16), (2, 21, 8, 16))
)


def nchw(x):
    return torch.from_numpy(x.transpose(0, 3, 1, 2).copy())


def torch_gram(x):
    rows = nchw(x).flatten(2)  # (B, C, HW)
    return torch.bmm(rows, rows.transpose(1, 2)) / rows.shape[2]


def test_gram_matrix():
    np.testing.assert_allclose(gram_matrix(FEATURES), torch_gram(FEATURES), rtol=1e-4)


@pytest.mark.parametrize("normalize", [False, True])
def test_gram_loss(normalize):
    target = torch_gram(STYLE)
    expected = torch.nn.functional.mse_loss(torch_gram(FEATURES), target, reduction="none")
    expected = expected.mean((1, 2))
    if normalize:
        expected = expected / target.pow(2).mean((1, 2))
    loss = gram_loss(gram_matrix(STYLE), FEATURES, normalize=normalize)
    np.testing.assert_allclose(loss, expected.mean(), rtol=1e-4)


def test_the_papers_style_loss_is_ours_times_its_constant():
    """Equation 4: `sum (G - A)^2 / (4 N^2 M^2)` with Grams that are sums over M places."""
    places, channels = 9 * 14, 16
    sums = [torch_gram(x) * places for x in (FEATURES[:1], STYLE[:1])]
    paper = ((sums[0] - sums[1]) ** 2).sum() / (4 * channels**2 * places**2)
    ours = gram_loss(gram_matrix(STYLE[:1]), FEATURES[:1], normalize=False)
    np.testing.assert_allclose(ours, 4 * paper, rtol=1e-4)


@pytest.mark.parametrize("normalize", [False, True])
def test_content_loss(normalize):
    other = FEATURES[:, ::-1].copy()
    a, b = nchw(FEATURES), nchw(other)
    expected = ((a - b) ** 2).mean((1, 2, 3))
    if normalize:
        expected = expected / a.pow(2).mean((1, 2, 3))
    loss = content_loss(FEATURES, other, normalize=normalize)
    np.testing.assert_allclose(loss, expected.mean(), rtol=1e-4)


def test_statistics():
    mean, deviation = feature_statistics(FEATURES)
    expected = nchw(FEATURES)
    np.testing.assert_allclose(mean[:, 0, 0], expected.mean((2, 3)), rtol=1e-4)
    np.testing.assert_allclose(
        deviation[:, 0, 0], expected.std((2, 3), unbiased=False), rtol=1e-4
    )
    other = nchw(STYLE)
    loss = torch.nn.functional.mse_loss
    distance = loss(expected.mean((2, 3)), other.mean((2, 3))) + loss(
        expected.std((2, 3), unbiased=False), other.std((2, 3), unbiased=False)
    )
    np.testing.assert_allclose(statistics_loss(STYLE, FEATURES), distance, rtol=1e-4)


def test_total_variation():
    x = nchw(FEATURES)
    expected = x.diff(dim=2).pow(2).mean() + x.diff(dim=3).pow(2).mean()
    np.testing.assert_allclose(total_variation(FEATURES), expected, rtol=1e-4)


def test_the_gradient_of_the_style_loss():
    import keras

    from tfstyle.training import record

    leaf = nchw(FEATURES).requires_grad_(True)
    rows = leaf.flatten(2)
    gram = torch.bmm(rows, rows.transpose(1, 2)) / rows.shape[2]
    target = torch_gram(STYLE)
    ((gram - target) ** 2).mean((1, 2)).div(target.pow(2).mean((1, 2))).mean().backward()

    variable = keras.Variable(FEATURES)
    with record([variable]) as tape:
        loss = gram_loss(gram_matrix(STYLE), variable.value)
    (gradient,) = tape.gradient(loss)
    expected = leaf.grad.numpy().transpose(0, 2, 3, 1)
    np.testing.assert_allclose(gradient, expected, rtol=0, atol=1e-4 * np.abs(expected).max())

"""How it gets there: both methods, both starts, weights and seeds."""


import numpy as np
import pytest
from keras import ops

from tests.models.gatys.helpers import losses, model
from tests.networks.helpers import pictures
from tfstyle.training.minimize import ValueAndGradient, minimize


@pytest.mark.parametrize("method", ["lbfgs", "adam"])
def test_both_methods_find_the_bottom_of_a_bowl(method):
    target = pictures(1, 4, 5, 3) * 1.5  # some of it out of reach
    function = ValueAndGradient(lambda x: {"bowl": ops.sum(ops.square(x - target))}, target.shape)
    steps = []
    found = minimize(
        function, np.zeros_like(target), steps=200, method=method, learning_rate=0.1,
        callback=lambda step, x: steps.append(step),
    )
    np.testing.assert_allclose(found, np.clip(target, -1, 1), atol=1e-2)
    assert found.dtype == "float32" and steps == list(range(1, len(steps) + 1))
    assert len(steps) <= 200


def test_the_gradient_is_the_slope(encoder):
    content, style, x = (pictures(1, 16, 16, 3, seed=seed) for seed in (1, 2, 3))
    function = ValueAndGradient(losses(encoder, content, [(style, 1.0)], tv_weight=0.3), x.shape)
    flat = x.ravel().astype("float64")
    value, gradient = function(flat)
    assert value == pytest.approx(sum(function.terms.values()), rel=1e-5)
    way = gradient / np.linalg.norm(gradient)
    slope = (function(flat + 1e-2 * way)[0] - function(flat - 1e-2 * way)[0]) / 2e-2
    assert slope == pytest.approx(np.linalg.norm(gradient), rel=0.05)
    assert gradient.dtype == "float64"


def test_an_unknown_method():
    with pytest.raises(ValueError, match=r"lbfgs.*Received: 'newton'"):
        minimize(None, np.zeros((1, 1, 1, 1)), steps=1, method="newton")


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("start", ["content", "noise"])
def test_both_optimizers_go_down_from_both_starts(encoder, photo, painting, optimizer, start):
    totals = []
    model(
        encoder, optimizer=optimizer, start=start, steps=25, learning_rate=0.05,
        progress=lambda p: totals.append(sum(p.losses.values())),
    ).translate(photo, style=painting)
    assert totals[-1] < 0.6 * totals[0], totals


def test_the_weights_decide_who_wins(encoder, photo, painting):
    def terms(**options):
        last = []
        model(encoder, steps=20, tv_weight=0.0, progress=last.append, **options).translate(
            photo, style=painting
        )
        return last[-1].losses

    content, style = terms(content_weight=1.0, style_weight=1e-3), terms(content_weight=1e-3)
    assert content["content"] < style["content"] * 1e3
    assert style["style"] / 100 < content["style"] * 1e3


def test_noise_is_drawn_from_the_seed(encoder, photo, painting):
    def paint(seed):
        return model(encoder, start="noise", seed=seed, steps=2).translate(photo, style=painting)

    np.testing.assert_array_equal(paint(1), paint(1))
    assert np.abs(paint(1).astype(int) - paint(2)).mean() > 1

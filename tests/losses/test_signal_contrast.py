"""What a result asks for is told from what others ask for."""

import numpy as np
import pytest

from tfstyle.losses import signal_contrastive_loss

RNG = np.random.default_rng(0)
STYLES = [RNG.normal(size=(3, 4, 5)).astype("float32") for _ in range(2)]
RESULTS = [RNG.normal(size=(3, 4, 5)).astype("float32") for _ in range(2)]


def by_hand(results, styles):
    """The paper's sum, picture by picture and row by row."""
    total = 0.0
    for i in range(len(results[0])):
        distances = [
            sum(
                np.mean((result[i, row] - style[j, row]) ** 2)
                for result, style in zip(results, styles, strict=True)
                for row in range(result.shape[1])
            )
            for j in range(len(styles[0]))
        ]
        total += distances[i] / sum(distances[:i] + distances[i + 1 :])
    return total


def test_it_is_the_papers_sum():
    loss = float(signal_contrastive_loss(RESULTS, STYLES))
    assert loss == pytest.approx(by_hand(RESULTS, STYLES), rel=1e-5)


def test_own_styles_cost_nothing_and_anothers_much():
    assert float(signal_contrastive_loss(STYLES, STYLES)) == pytest.approx(0, abs=1e-6)
    others = [np.roll(style, 1, axis=0) for style in STYLES]
    assert float(signal_contrastive_loss(others, STYLES)) > float(
        signal_contrastive_loss(RESULTS, STYLES)
    )


def test_a_picture_alone_and_styles_that_are_one_give_no_nan():
    assert float(signal_contrastive_loss([RESULTS[0][:1]], [STYLES[0][:1]])) == 0
    same = [np.repeat(style[:1], 3, axis=0) for style in STYLES]
    assert float(signal_contrastive_loss(same, same)) == 0
    assert float(signal_contrastive_loss(RESULTS, same)) == pytest.approx(1.5, rel=1e-4)


def test_half_precision_is_compared_in_float32():
    halves = [np.asarray(x * 300, "float16") for x in (RESULTS[0], STYLES[0])]
    assert np.isfinite(float(signal_contrastive_loss([halves[0]], [halves[1]])))

"""Arrays in, arrays out: shares, masks, sizes."""

import numpy as np
import pytest

from tests.studio.stand_ins import Model
from tfstyle.studio.painting.compose import Brush, compose
from tfstyle.studio.painting.models import Loaded


def brush(level, **values):
    return Brush(Loaded(Model(level)), **values)


@pytest.fixture
def gray():
    return np.full((20, 30, 3), 100, "uint8")


def test_one_style_is_what_its_model_paints(gray):
    assert (compose(gray, [brush(200)]) == 200).all()
    assert (compose(gray, [brush(200)], strength=0.5) == 150).all()


def test_a_blend_is_the_mean_by_weights(gray):
    assert (compose(gray, [brush(200), brush(40, weight=3.0)]) == 80).all()


def test_a_style_of_weight_zero_is_not_painted(gray):
    unused = brush(0, weight=0.0)
    assert (compose(gray, [brush(200), unused]) == 200).all()
    assert not unused.loaded.model.calls


def test_styles_of_one_model_that_blends_are_one_call(gray):
    loaded = Loaded(Model(200))
    compose(gray, [Brush(loaded, style="a", weight=2.0), Brush(loaded, style="b")])
    assert [call["style"] for call in loaded.model.calls] == [[("a", 2.0), ("b", 1.0)]]


def test_a_mask_shows_its_style_and_leaves_the_rest(gray):
    mask = np.zeros((20, 30), "uint8")
    mask[:, :10] = 255
    out = compose(gray, [brush(200, mask=mask)])
    assert (out[:, :10] == 200).all() and (out[:, 10:] == 100).all()


def test_masked_styles_lie_over_the_blend(gray):
    mask = np.zeros((20, 30), "uint8")
    mask[:, :10] = 255
    out = compose(gray, [brush(50), brush(200, mask=mask)])
    assert (out[:, :10] == 200).all() and (out[:, 10:] == 50).all()


def test_two_masks_share_where_both_are_white(gray):
    white = np.full((20, 30), 255, "uint8")
    assert (compose(gray, [brush(200, mask=white), brush(100, mask=white)]) == 150).all()


def test_a_mask_of_a_canvas_is_fitted_and_its_transparent_parts_are_black(gray):
    canvas = np.zeros((10, 15, 4), "uint8")
    canvas[..., :3] = 255
    canvas[:, :7, 3] = 255
    out = compose(gray, [brush(200, mask=canvas)])
    assert (out[:, :12] == 200).all() and (out[:, 16:] == 100).all()


def test_feather_softens_the_edge(gray):
    mask = np.zeros((20, 30), "uint8")
    mask[:, :15] = 255
    row = compose(gray, [brush(200, mask=mask)], feather=3.0)[10, :, 0].astype(int)
    assert 100 < row[14] < 200 and (np.diff(row) <= 0).all()


def test_the_size_is_that_of_the_shorter_side(gray):
    assert compose(gray, [brush(200)], size=64).shape == (64, 96, 3)


def test_the_photograph_is_mended_first(gray):
    seen = brush(200)
    restorer = Loaded(Model(7))
    out = compose(gray, [seen], restorer=restorer, strength=0.0)
    assert (out == 7).all()


def test_progress_ends_at_one_and_an_error_from_it_ends_the_work(gray):
    told = []
    compose(gray, [brush(1), brush(2)], progress=told.append)
    assert told == [0.5, 1.0]
    later = brush(2)

    def cancel(done):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compose(gray, [brush(1), later], progress=cancel)
    assert not later.loaded.model.calls

"""DiffAugment: what each transform does to a picture, and that gradients pass."""

import keras
import numpy as np
import pytest
from keras import ops

from tests.networks.helpers import pictures
from tfstyle.training.diff_augment import AUGMENTATIONS, augment, check_policy, draw_augmentation

SHAPE = (3, 16, 24, 3)


def numbers(value, *names):
    values = np.broadcast_to(np.reshape(value, (-1, 1, 1, 1)), (3, 1, 1, 1)).astype("float32")
    return dict.fromkeys(names, values)


def apply(x, draws):
    return np.asarray(augment(x, draws))


def test_colour_follows_its_formula():
    x = pictures(*SHAPE)
    b, s, c = np.random.default_rng(0).uniform(size=(3, 3, 1, 1, 1)).astype("float32")
    expected = x + (b - 0.5)
    mean = expected.mean(-1, keepdims=True)
    expected = (expected - mean) * 2 * s + mean
    mean = expected.mean((1, 2, 3), keepdims=True)
    expected = (expected - mean) * (c + 0.5) + mean
    out = apply(x, {"brightness": b, "saturation": s, "contrast": c})
    np.testing.assert_allclose(out, expected, atol=1e-5)


def test_colour_is_the_identity_in_the_mean():
    x = np.repeat(pictures(1, 8, 8, 3), 4000, axis=0)
    draws = draw_augmentation("color", x.shape, seed=1)
    out = apply(x, draws)
    assert out.std(axis=0).min() > 0.1  # each picture has its own draw
    np.testing.assert_allclose(out.mean(axis=0), x[0], atol=0.03)
    still = apply(x[:3], numbers(0.5, *draws))
    np.testing.assert_allclose(still, x[:3], atol=1e-6)


@pytest.mark.parametrize(("y", "x"), [(0, 0), (2, -3), (-2, 3)])
def test_translation_moves_each_picture_and_fills_with_gray(y, x):
    picture = pictures(*SHAPE)
    # A fifth (five places of rows) and a seventh: the middle of the place of that shift.
    draws = numbers((y + 2.5) / 5, "shift_y") | numbers((x + 3.5) / 7, "shift_x")
    out = apply(picture, draws)
    expected = np.zeros_like(picture)
    height, width = SHAPE[1:3]
    rows = [i for i in range(height) if 0 <= i + y < height]
    columns = [i for i in range(width) if 0 <= i + x < width]
    for i in rows:
        for j in columns:
            expected[:, i, j] = picture[:, i + y, j + x]
    np.testing.assert_array_equal(out, expected)


def test_translation_reaches_every_shift_equally_often():
    x = np.zeros((2000, 16, 16, 1), "float32")
    x[:, 8, 8] = 1
    out = apply(x, draw_augmentation("translation", x.shape, seed=2))
    place = out.sum(axis=0)[..., 0]
    inside = place[6:11, 6:11]
    assert inside.sum() == 2000 and inside.min() > 40 and inside.max() < 130
    # Rows and columns apart: a shift down tells nothing of the shift to the right.
    assert np.abs(np.corrcoef(*np.argwhere(out[..., 0] > 0)[:, 1:].T)[0, 1]) < 0.1


def test_cutout_takes_a_quarter_of_the_picture_or_less():
    x = np.ones((500, 16, 24, 2), "float32")
    out = apply(x, draw_augmentation("cutout", x.shape, seed=3))
    holes = (out == 0).all(-1)
    np.testing.assert_array_equal(out, np.repeat(np.where(holes, 0, 1)[..., None], 2, axis=-1))
    sizes = holes.sum(axis=(1, 2))
    assert sizes.max() == 8 * 12 and sizes.min() > 0
    middle = apply(x[:3], numbers(0.5, "hole_y", "hole_x"))[0, ..., 0]
    assert not middle[4:12, 6:18].any() and middle.sum() == 16 * 24 - 96
    assert holes[:, :, 0].any() and holes[:, 0].any(), "holes reach over the edge"


def test_gradients_pass_and_are_exact():
    """A linear map of each picture: the gradient is the map's transpose, found by differences."""
    x = pictures(1, 8, 8, 1).astype("float32")
    draws = draw_augmentation(AUGMENTATIONS, x.shape, seed=5)
    weight = pictures(1, 8, 8, 1, seed=2)
    variable = keras.Variable(x)
    from tfstyle.training import record

    with record([variable]) as tape:
        loss = ops.sum(weight * augment(variable.value, draws))
    gradient = np.asarray(tape.gradient(loss)[0])
    assert np.abs(gradient).max() > 0
    for place in ((0, 1, 2, 0), (0, 4, 4, 0), (0, 7, 0, 0)):
        moved = x.copy()
        moved[place] += 0.5
        difference = (weight * (apply(moved, draws) - apply(x, draws))).sum() / 0.5
        assert gradient[place] == pytest.approx(difference, abs=1e-4)


def test_nothing_is_drawn_for_what_is_not_asked():
    assert draw_augmentation((), SHAPE, seed=0) == {}
    x = pictures(*SHAPE)
    np.testing.assert_array_equal(apply(x, {}), x)
    assert check_policy("color") == ("color",) and check_policy(None) == ()
    with pytest.raises(ValueError, match="Did you mean 'color'"):
        check_policy(("colour",))

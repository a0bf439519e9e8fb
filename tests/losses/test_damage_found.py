"""What a source says of its target: marks where they are, fading apart from them."""

import numpy as np
import pytest
import tensorflow as tf

from tests.optional import need
from tfstyle import images
from tfstyle.data import derive
from tfstyle.losses import damage_of, finding_loss

photos = need("skimage.data")

PHOTO = photos.astronaut()[:128, 150:278]
TARGET = images.to_float(PHOTO)[None]


def found(*kinds, key=(0, 1)):
    """Return what is found of a photograph with all of some damages."""
    aged = derive.derive("damaged", PHOTO, key, kinds=kinds, chance=1)
    marks, faded = damage_of(images.to_float(aged)[None], TARGET)
    return np.asarray(marks)[0, ..., 0], float(faded[0, 0]), aged


def test_of_equal_pictures_nothing_is_found():
    marks, faded = damage_of(TARGET, TARGET)
    assert float(tf.reduce_max(marks)) == 0 and float(faded[0, 0]) == 0


def test_a_faded_picture_has_no_marks():
    for number in range(4):
        marks, faded, _ = found("fade", key=(0, number))
        assert marks.mean() < 0.02 and faded == 1


@pytest.mark.parametrize("kinds", [("holes",), ("scratches",), ("fade", "holes", "scratches")])
def test_marks_are_where_they_are_whatever_happened_to_the_tones(kinds):
    for number in range(4):
        marks, faded, aged = found(*kinds, key=(0, number))
        whole = derive.derive("damaged", PHOTO, (0, number), kinds=kinds[:-1] or None, chance=0)
        if "fade" in kinds:
            whole = derive.derive("damaged", PHOTO, (0, number), kinds=["fade"], chance=1)
            assert faded == 1
        else:
            assert faded < 0.5
        apart = np.abs(aged.astype(int) - whole).max(axis=-1)
        assert marks[apart > 60].mean() > 0.9
        far = ~np.lib.stride_tricks.sliding_window_view(np.pad(apart > 0, 3), (7, 7)).any((2, 3))
        assert marks[far].mean() < 0.05


def test_grain_is_everywhere_and_blur_at_edges():
    assert found("noise")[0].mean() > 0.8
    marks, faded, _ = found("blur")
    assert 0.05 < marks.mean() < 0.9 and faded < 0.3


def test_a_picture_of_one_colour_and_of_one_pixel():
    for shape in ((1, 8, 8, 3), (1, 1, 1, 3), (2, 4, 4, 1)):
        flat = np.full(shape, 0.25, "float32")
        marks, faded = damage_of(flat, flat)
        assert not np.any(marks) and not np.any(faded)
        marks, faded = damage_of(flat + 0.5, flat)
        assert np.isfinite(marks).all() and np.all(np.asarray(faded) > 0.9)


def test_no_gradient_and_no_dependence_on_the_batch():
    source = tf.Variable(0.5 * TARGET)
    with tf.GradientTape() as tape:
        marks, faded = damage_of(source, TARGET)
        total = tf.reduce_sum(marks) + tf.reduce_sum(faded)
    assert tape.gradient(total, source) is None or not np.any(tape.gradient(total, source))
    both = damage_of(np.concatenate([TARGET, 0.5 * TARGET]), np.concatenate([TARGET, TARGET]))
    assert np.asarray(both[1]).ravel().tolist() == [0.0, 1.0]


def test_cross_entropy_of_what_is_found():
    truths = np.float32([[1.0], [0.0]]), np.float32([[0.5]])
    sure = finding_loss(truths, (np.float32([[20.0], [-20.0]]), np.float32([[0.0]])))
    np.testing.assert_allclose(sure, np.log(2), rtol=1e-5)
    wrong = finding_loss(truths, (np.float32([[-20.0], [20.0]]), np.float32([[0.0]])))
    np.testing.assert_allclose(wrong, 20 + np.log(2), rtol=1e-5)

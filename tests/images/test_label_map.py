"""Pictures in the colours of classes."""

import numpy as np

from tfstyle.images import to_labels

LABELS = [[0, 0, 222], [255, 80, 0], [0, 255, 255]]


def test_colours_between_two_classes_become_one_of_them():
    drawn = np.random.default_rng(0).integers(0, 3, (9, 7))
    picture = np.array(LABELS, "int16")[drawn]
    noisy = np.clip(picture + np.random.default_rng(1).integers(-30, 31, picture.shape), 0, 255)
    found = to_labels(noisy.astype("uint8"), LABELS)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, picture)


def test_of_two_as_near_the_first_is_taken():
    assert to_labels(np.full((1, 1, 1), 2, "uint8"), [[4], [0]]).item() == 4

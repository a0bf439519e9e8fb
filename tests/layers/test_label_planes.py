"""A plane a class, against a loop over pixels, and colours that are no classes."""

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures
from tfstyle import images
from tfstyle.layers import LabelPlanes
from tfstyle.palette import problem

FACADE = [[0, 0, 222], [0, 48, 255], [255, 80, 0], [174, 0, 0]]


def by_hand(pixels, labels):
    """uint8 (H, W, C) to (H, W, N + 1), pixel by pixel."""
    classes = np.array([
        [np.square(np.array(labels, int) - pixel).sum(axis=1).argmin() for pixel in row]
        for row in pixels.astype(int)
    ])  # fmt: skip
    out = np.zeros((*classes.shape, len(labels) + 1), "float32")
    for i, j in np.ndindex(classes.shape):
        out[i, j, classes[i, j]] = 1
        around = [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
        inside = [(k, m) for k, m in around if 0 <= k < len(classes) and 0 <= m < len(classes[0])]
        out[i, j, -1] = any(classes[place] != classes[i, j] for place in inside)
    return out


def test_every_pixel_is_of_its_nearest_label():
    rng = np.random.default_rng(0)
    noisy = np.clip(
        np.array(FACADE)[rng.integers(0, 4, (9, 13))] + rng.integers(-20, 21, (9, 13, 3)), 0, 255
    ).astype("uint8")
    for pixels in (noisy, rng.integers(0, 256, (9, 13, 3)).astype("uint8")):
        out = np.asarray(LabelPlanes(FACADE)(images.to_float(pixels)[None]))
        np.testing.assert_array_equal(out[0], by_hand(pixels, FACADE))


def test_neighbours_among_all_numbers_are_told_apart():
    """Maps of class numbers, 0 to 255, in half precision, too."""
    labels = [[number] for number in range(256)]
    pixels = np.arange(256, dtype="uint8").reshape(16, 16, 1)
    for dtype in ("float32", "mixed_bfloat16", "mixed_float16"):
        layer = LabelPlanes(labels, dtype=dtype)
        out = layer(images.to_float(pixels)[None])
        planes = np.asarray(keras.ops.cast(out, "float32"))[0, :, :, :-1]
        np.testing.assert_array_equal(planes.argmax(axis=-1).ravel(), np.arange(256))
        assert planes.sum() == 256 and out.dtype == layer.compute_dtype


def test_what_stands_beside_the_map_passes():
    x = pictures(1, 6, 7, 6)
    both = np.asarray(LabelPlanes(FACADE)(x))
    alone = np.asarray(LabelPlanes(FACADE)(x[..., :3]))
    np.testing.assert_array_equal(both, np.concatenate([alone, x[..., 3:]], axis=-1))


def test_an_even_map_has_no_outlines_to_its_border():
    even = np.zeros((1, 4, 5, 3), "float32")
    assert np.asarray(LabelPlanes(FACADE)(even))[..., -1].max() == 0


@pytest.mark.parametrize(
    "labels, message",
    [
        ([], r"2 to 256 colours.*Received: labels=\[\]"),
        ([[0, 0, 0]], "2 to 256 colours.*Received: labels=1 of them"),
        ([[n // 256, n % 256, 0] for n in range(257)], "Received: labels=257 of them"),
        ("#00ff00", "2 to 256 colours.*'#00ff00'"),
        ([[0, 0, 0], [0, 0]], r"3 whole numbers.*Received: labels=.*\[0, 0\]"),
        ([[0, 0, 0], [0, 0, 256]], r"from 0 to 255 each.*\[0, 0, 256\]"),
        ([[0, 0, 0], [0, 0, 0.5]], r"whole numbers.*0\.5"),
        ([[0, 0, 0], [0, 0, True]], "whole numbers.*True"),
        ([[1, 2, 3], [0, 0, 0], [1, 2, 3]], r"differ\. Received: .*\[1, 2, 3\] twice"),
        ([[], []], "3 whole numbers"),
        ([None, [0]], "whole numbers.*None"),
    ],
)
def test_colours_that_are_no_classes_are_named(labels, message):
    with pytest.raises(ValueError, match=f"LabelPlanes needs labels, .*{message}"):
        LabelPlanes(labels)


def test_colours_have_the_channels_of_the_picture():
    assert problem([[0], [9]], channels=1) is None
    assert "3 whole numbers" in problem([[0], [9]], channels=3)

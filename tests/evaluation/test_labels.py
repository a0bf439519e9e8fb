"""Names beside points: near, inside, and none upon another."""

import numpy as np
import pytest

from tfstyle.evaluation.labels import place_labels

PLANE = (0, 0, 440, 350)


def overlapping(corners, sizes):
    """Return pairs of names that lie upon each other."""
    found = []
    for i in range(len(corners)):
        for j in range(i):
            lower = np.maximum(corners[i], corners[j])
            upper = np.minimum(corners[i] + sizes[i], corners[j] + sizes[j])
            if (upper > lower).all():
                found.append((j, i))
    return found


@pytest.mark.parametrize("spread", [0, 3, 40])
@pytest.mark.parametrize("where", [(220, 170), (5, 5), (436, 345)])
def test_six_close_points_anywhere(where, spread):
    points = where + spread * np.random.default_rng(0).uniform(-1, 1, (6, 2))
    points = np.clip(points, 1, (439, 349))
    sizes = np.array([[80, 9]] * 6)
    corners = place_labels(points, sizes, PLANE)
    assert overlapping(corners, sizes) == []
    assert (corners >= 0).all() and (corners + sizes <= PLANE[2:]).all()
    # Not on a point, either, and not far from its own.
    both = overlapping([*points - 2, *corners], np.array([[4, 4]] * 6 + [[80, 9]] * 6))
    assert [pair for pair in both if pair[1] >= 6] == []
    nearest = np.clip(points, corners, corners + sizes)
    assert np.hypot(*(nearest - points).T).max() < 75  # six of them in a corner are as high


def test_two_dozen_have_room():
    points = np.random.default_rng(1).normal((330, 200), (25, 60), (24, 2))
    sizes = np.array([[85, 9]] * 24)
    assert overlapping(place_labels(points, sizes, PLANE), sizes) == []


def test_a_single_one_is_to_the_right_and_none_is_nothing():
    assert place_labels([[50, 50]], [[30, 8]], PLANE).tolist() == [[58, 46]]
    assert place_labels([], [], PLANE).shape == (0, 2)


def test_names_larger_than_their_plane_stay_somewhere():
    assert np.isfinite(place_labels([[5, 5]] * 3, [[500, 400]] * 3, (0, 0, 10, 10))).all()

"""Pairs made from photographs, for those who have only photographs."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle import images
from tfstyle.data import derive
from tfstyle.errors import DataError

from .helpers import dataset_of, fill, samples_of

photos = need("skimage.data")

SMALL = {"load": 40, "crop": 32}
PHOTO = photos.astronaut()[:128, 150:278]


def test_edges_are_thin_and_where_the_brightness_steps():
    disc = (np.hypot(*(np.indices((64, 64)) - 32)) < 20) * np.uint8(255)
    drawn = derive.derive("edges", np.dstack([disc] * 3))[..., 0]
    lines = drawn < 128
    rows, columns = np.nonzero(lines)
    radius = np.hypot(rows - 32, columns - 32)
    assert np.abs(radius - 20).max() < 1.6  # pixels from the circle
    assert 100 < lines.sum() < 170  # its circumference is 126 pixels
    assert (derive.derive("edges", np.full((16, 16, 3), 90, np.uint8)) == 255).all()


def test_edges_of_a_photograph_are_lines_not_noise():
    share = (derive.derive("edges", PHOTO) < 255).mean()
    assert 0.03 < share < 0.25


def test_gray():
    out = derive.derive("gray", np.array([[[255, 0, 0], [0, 255, 0], [9, 9, 9]]], np.uint8))
    assert out.ravel().tolist() == [76, 150, 9]


def test_low_resolution_lost_the_detail_and_kept_the_rest():
    out = derive.derive("low_resolution", PHOTO)
    assert out.shape == PHOTO.shape

    def small(picture):
        return images.resize(picture, (32, 32)).astype(int)

    assert np.abs(small(out) - small(PHOTO)).mean() < 3
    assert np.abs(np.diff(out.astype(int), axis=1)).mean() < 0.7 * np.abs(
        np.diff(PHOTO.astype(int), axis=1)
    ).mean()


def test_damage_is_another_for_every_key_and_the_same_for_one():
    first, again, other = (derive.derive("damaged", PHOTO, key) for key in ((0, 1), (0, 1), (0, 2)))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", derive.KINDS)
@pytest.mark.parametrize("channels", [(3, 3), (1, 3)])
def test_pairs_of_any_kind(tmp_path, kind, channels):
    fill(tmp_path, 3)
    options = {"derive": kind, "in_channels": channels[0], "out_channels": channels[1], **SMALL}
    source, target = next(iter(dataset_of("images", tmp_path, batch_size=2, **options)))
    assert source.shape == (2, 32, 32, channels[0]) and target.shape == (2, 32, 32, channels[1])
    if kind == "gray":  # of the very crop beside it, flipped with it
        made = [derive.derive(kind, picture) for picture in images.to_uint8(target)]
        np.testing.assert_array_equal(images.to_uint8(source)[..., :1], made)
    assert [x.shape[0] for x in samples_of("images", tmp_path, **options)] == [3, 3]


def test_the_other_way_round(tmp_path):
    fill(tmp_path, 2)
    options = {"derive": "gray", "direction": "b2a", "out_channels": 1, **SMALL}
    photo, gray = samples_of("images", tmp_path, **options)
    assert photo.shape[-1] == 3 and gray.shape[-1] == 1


def test_damage_differs_by_step_and_is_found_again(tmp_path):
    fill(tmp_path, 1)

    def sources(start, count):
        dataset = dataset_of(
            "images", tmp_path, derive="damaged", load=32, crop=32, flip=False, start_step=start
        )
        return [source.numpy() for source, _ in dataset.take(count)]

    whole = sources(0, 4)
    assert not np.array_equal(whole[0], whole[1])
    np.testing.assert_array_equal(sources(2, 2), whole[2:])
    samples = [
        samples_of("images", tmp_path, derive="damaged", **SMALL)[0] for _ in range(2)
    ]
    np.testing.assert_array_equal(*samples)


def test_refusals(tmp_path):
    fill(tmp_path, 1)
    with pytest.raises(DataError, match=r"Received: 'edge'. Did you mean 'edges'"):
        dataset_of("images", tmp_path, derive="edge", **SMALL)
    with pytest.raises(DataError, match="1 or 3 channels"):
        dataset_of("images", tmp_path, derive="gray", in_channels=4, **SMALL)
    fill(tmp_path / "A", 1)
    fill(tmp_path / "B", 1)
    with pytest.raises(DataError, match="derive applies to layout 'images' and 'tfds'"):
        dataset_of("unpaired", tmp_path, derive="edges", **SMALL)

"""What a run gets of its pictures: batches, a few to show, all held out to measure on."""


import numpy as np
import pytest

from tests.data.helpers import fill, photograph
from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.recipes import make_recipe
from tfstyle.runs.pictures import open_data


def recipe_of(model, validate_every=1, **part):
    return make_recipe({
        "model": model, "data": {"crop": 32, "load": 36, **part},
        "train": {"samples": 2, "validate_every": validate_every},
    })  # fmt: skip


def test_two_sides_have_all_their_pictures_and_rows_as_long_as_the_shorter(tmp_path):
    for side, count in (("trainA", 2), ("trainB", 2), ("testA", 3), ("testB", 5)):
        fill(tmp_path / side, count)
    found = open_data(recipe_of("cyclegan"), tmp_path)
    assert [column.shape for column in found.held_out] == [(3, 32, 32, 3), (5, 32, 32, 3)]
    small = images.to_float(images.resize(photograph(4), (32, 32)))
    np.testing.assert_array_equal(found.held_out[1][4], small)
    assert [name for name, _, _ in found.validation] == ["00", "01", "02"]
    for number, (_, a, b) in enumerate(found.validation):
        np.testing.assert_array_equal(a, found.held_out[0][number])
        np.testing.assert_array_equal(b, found.held_out[1][number])
    assert len(found.samples) == 2


def test_pairs_and_pictures_alone(tmp_path):
    for split, count in (("train", 2), ("val", 3)):
        fill(tmp_path / split / "A", count)
        fill(tmp_path / split / "B", count, first=7)
    pairs = open_data(recipe_of("pix2pix", layout="paired"), tmp_path)
    assert [len(column) for column in pairs.held_out] == [3, 3]
    assert [len(row) for row in pairs.validation] == [3, 3, 3]
    alone = open_data(recipe_of("noise_gan"), tmp_path)
    assert [column.shape for column in alone.held_out] == [(6, 32, 32, 3)]
    assert [name for name, _ in alone.validation] == [f"0{n}" for n in range(6)]


def test_nothing_is_held_out_for_who_does_not_measure(tmp_path):
    fill(tmp_path, 2)
    found = open_data(recipe_of("noise_gan", validate_every=0), tmp_path)
    assert (found.validation, found.held_out) == ([], ()) and len(found.samples) == 2
    with pytest.raises(DataError, match=r"needs held-out pictures, and .* has none\. Add a folder"):
        open_data(recipe_of("noise_gan"), tmp_path)


def test_a_broken_held_out_picture_stops_nobody_who_skips_broken_ones(tmp_path):
    fill(tmp_path / "train", 2)
    fill(tmp_path / "val", 2)
    (tmp_path / "val" / "p0.png").write_bytes(b"cut short")
    with pytest.raises(DataError, match=r"p0\.png"):
        open_data(recipe_of("noise_gan"), tmp_path)
    found = open_data(recipe_of("noise_gan", skip_broken=True), tmp_path)
    assert len(found.validation) == len(found.samples) == 1

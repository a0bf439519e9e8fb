"""Paintings seen larger than photographs: each side its own size, and the same crops without."""

import numpy as np
import pytest

from tests.data.helpers import fill, write
from tfstyle import data
from tfstyle.data import DataSpec, fixed_samples, load_dataset
from tfstyle.errors import DataError, RecipeError
from tfstyle.recipes import make_recipe


@pytest.fixture
def sides(tmp_path):
    fill(tmp_path / "trainA", 3)
    fill(tmp_path / "trainB", 3, first=10)
    return tmp_path


def spec(root, **options):
    return DataSpec("unpaired", root, **{"load": 24, "crop": 16, **options})


def first(spec):
    return [part.numpy() for part in next(iter(load_dataset(spec, batch_size=2)))]


@pytest.mark.parametrize("direction", ["a2b", "b2a"])
def test_each_side_has_its_own_size(sides, direction):
    larger = spec(sides, target_load=40, target_crop=32, direction=direction)
    photos, paintings = first(larger)
    assert photos.shape == (2, 16, 16, 3) and paintings.shape == (2, 32, 32, 3)
    shown = fixed_samples(larger, count=2)
    assert [part.shape for part in shown] == [(2, 16, 16, 3), (2, 32, 32, 3)]
    # The photographs are those of a run whose paintings are as large.
    np.testing.assert_array_equal(photos, first(spec(sides, direction=direction))[0])


def test_the_same_size_said_twice_is_the_same(sides):
    said = first(spec(sides, target_load=24, target_crop=16))
    for ours, theirs in zip(said, first(spec(sides)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_painting_too_small_for_its_crop_is_told(sides):
    write(sides / "trainB", small=np.zeros((20, 20, 3), "uint8"))
    found = data.scan_dataset(spec(sides, target_load=32, target_crop=32))
    assert len(found["train"]) == 1 and "small.png" in found["train"][0]


@pytest.mark.parametrize(
    ("layout", "options", "message"),
    [
        ("unpaired", {"target_crop": 40}, "target_crop must be 1 to target_load"),
        ("paired", {"target_crop": 8}, "two sides that are drawn independently"),
        ("images", {"target_load": 32}, "two sides that are drawn independently"),
    ],
)
def test_sizes_that_mean_nothing_are_refused(layout, options, message):
    with pytest.raises(DataError, match=message):
        DataSpec(layout, "pictures", load=24, crop=16, **options)


def test_recipes_follow_the_photographs_unless_told():
    plain = make_recipe({"model": "adain", "data": {"crop": 64, "load": 80}}).data
    assert (plain.style_load, plain.style_crop) == (80, 64)
    own = make_recipe({"model": "microast", "data": {"style_load": 512, "style_crop": 384}}).data
    assert (own.style_load, own.style_crop, own.crop) == (512, 384, 256)
    with pytest.raises(RecipeError, match=r"style_load = 100 is smaller than .*style_crop = 200"):
        make_recipe({"model": "adain"}, ["data.style_load=100", "data.style_crop=200"])

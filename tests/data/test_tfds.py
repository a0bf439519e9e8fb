"""TensorFlow Datasets, with its own mock data."""

import numpy as np
import pytest

from tfstyle.errors import DataError, OfflineError

from .conftest import FLOWERS, HORSES
from .helpers import dataset_of, samples_of, splits_of

SIZES = {"load": 8, "crop": 4, "skip_broken": True}


def test_unpaired(prepared):
    assert splits_of("tfds", name=HORSES) == {"train": (8, 8), "test": (8, 8)}
    options = {"name": HORSES, "batch_size": 2, "out_channels": 1, **SIZES}
    a, b = next(iter(dataset_of("tfds", prepared, **options)))
    assert a.shape == (2, 4, 4, 3) and b.shape == (2, 4, 4, 1)
    assert a.numpy().std() > 0.01
    kept = {"geometry": "shorter_side", "nearest": "b"}
    a_too, b_too = next(iter(dataset_of("tfds", prepared, **options, **kept)))
    assert a_too.shape == a.shape and b_too.shape == b.shape
    again, _ = next(iter(dataset_of("tfds", prepared, **options)))
    np.testing.assert_array_equal(a, again)


def test_any_set_with_an_image(prepared):
    assert splits_of("tfds", name=FLOWERS) == {"train": 8, "val": 8, "test": 8}
    options = {"name": FLOWERS, "derive": "gray", **SIZES}
    gray, photo = next(iter(dataset_of("tfds", prepared, **options)))
    assert gray.shape == photo.shape == (1, 4, 4, 3)
    assert np.ptp(gray.numpy(), axis=-1).max() == 0
    del options["skip_broken"]
    gray, photo = samples_of("tfds", prepared, count=2, **options)
    assert gray.shape == photo.shape == (2, 4, 4, 3)


def test_refusals(prepared):
    with pytest.raises(DataError, match="needs the name of a data set"):
        dataset_of("tfds", **SIZES)
    with pytest.raises(DataError, match=r"no 'cycle_gan/horses2zebra'. Did you mean 'cycle_gan/h"):
        splits_of("tfds", name="cycle_gan/horses2zebra")
    with pytest.raises(DataError, match="has no split 'val'; it has train, test"):
        dataset_of("tfds", name=HORSES, split="val", **SIZES)
    with pytest.raises(DataError, match="has two sides"):
        dataset_of("tfds", name=HORSES, derive="edges", **SIZES)
    with pytest.raises(DataError, match=r"Did you mean 'oxford_flowers102' or"):
        splits_of("tfds", name="oxford_flower102")


def test_offline(monkeypatch, tmp_path):
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    with pytest.raises(OfflineError, match=f"TFSTYLE_OFFLINE is 1.*copy it to {tmp_path}"):
        splits_of("tfds", tmp_path, name="mnist")

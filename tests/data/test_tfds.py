"""TensorFlow Datasets, with its own mock data."""

import os

import numpy as np
import pytest
import tensorflow_datasets as tfds

from tfstyle import data
from tfstyle.errors import DataError, OfflineError

SIZES = {"load": 8, "crop": 4, "skip_broken": True}
HORSES, FLOWERS = "cycle_gan/horse2zebra", "oxford_flowers102"


@pytest.fixture(scope="module")
def metadata(tmp_path_factory):
    """What two prepared sets say of themselves; the mock does not invent that."""
    root = str(tmp_path_factory.mktemp("tfds"))
    for name, splits in (
        (HORSES, ("trainA", "trainB", "testA", "testB")),
        (FLOWERS, ("train", "validation", "test")),
    ):
        builder = tfds.builder(name, data_dir=root)
        builder.info.set_splits(tfds.core.SplitDict([
            tfds.core.SplitInfo(
                name=split, shard_lengths=[8], num_bytes=1,
                filename_template=tfds.core.ShardedFileTemplate(
                    data_dir=builder.data_path, dataset_name=builder.name, split=split,
                    filetype_suffix="tfrecord",
                ),
            )
            for split in splits
        ]))  # fmt: skip
        os.makedirs(builder.data_dir)
        builder.info.write_to_directory(builder.data_dir)
    return root


@pytest.fixture
def prepared(metadata):
    with tfds.testing.mock_data(num_examples=8, data_dir=metadata):
        yield metadata


def test_unpaired(prepared):
    assert data.describe("tfds", name=HORSES) == {"train": (8, 8), "test": (8, 8)}
    options = {"name": HORSES, "batch_size": 2, "out_channels": 1, **SIZES}
    a, b = next(iter(data.load_dataset("tfds", prepared, **options)))
    assert a.shape == (2, 4, 4, 3) and b.shape == (2, 4, 4, 1)
    assert a.numpy().std() > 0.01
    kept = {"geometry": "shorter_side", "nearest": "b"}
    a_too, b_too = next(iter(data.load_dataset("tfds", prepared, **options, **kept)))
    assert a_too.shape == a.shape and b_too.shape == b.shape
    again, _ = next(iter(data.load_dataset("tfds", prepared, **options)))
    np.testing.assert_array_equal(a, again)


def test_any_set_with_an_image(prepared):
    assert data.describe("tfds", name=FLOWERS) == {"train": 8, "val": 8, "test": 8}
    options = {"name": FLOWERS, "derive": "gray", **SIZES}
    gray, photo = next(iter(data.load_dataset("tfds", prepared, **options)))
    assert gray.shape == photo.shape == (1, 4, 4, 3)
    assert np.ptp(gray.numpy(), axis=-1).max() == 0
    del options["skip_broken"]
    gray, photo = data.fixed_samples("tfds", prepared, count=2, **options)
    assert gray.shape == photo.shape == (2, 4, 4, 3)


def test_refusals(prepared):
    with pytest.raises(DataError, match="needs the name of a data set"):
        data.load_dataset("tfds", **SIZES)
    with pytest.raises(DataError, match=r"no 'cycle_gan/horses2zebra'. Did you mean 'cycle_gan/h"):
        data.describe("tfds", name="cycle_gan/horses2zebra")
    with pytest.raises(DataError, match="has no split 'val'; it has train, test"):
        data.load_dataset("tfds", name=HORSES, split="val", **SIZES)
    with pytest.raises(DataError, match="has two sides"):
        data.load_dataset("tfds", name=HORSES, derive="edges", **SIZES)
    with pytest.raises(DataError, match=r"Did you mean 'oxford_flowers102' or"):
        data.describe("tfds", name="oxford_flower102")


def test_offline(monkeypatch, tmp_path):
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    with pytest.raises(OfflineError, match=f"TFSTYLE_OFFLINE is 1.*copy it to {tmp_path}"):
        data.describe("tfds", tmp_path, name="mnist")

"""TensorFlow Datasets' own mock data, for two sets: of two sides and of one."""

import os

import pytest

HORSES, FLOWERS = "cycle_gan/horse2zebra", "oxford_flowers102"


@pytest.fixture(scope="session")
def metadata(tmp_path_factory):
    """What two prepared sets say of themselves; the mock does not invent that."""
    import tensorflow_datasets as tfds

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
    import tensorflow_datasets as tfds

    with tfds.testing.mock_data(num_examples=8, data_dir=metadata):
        yield metadata

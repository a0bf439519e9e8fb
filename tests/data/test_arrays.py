"""Data sets in `.npz` files, and labels from them and from folders."""

import itertools

import numpy as np
import pytest

from tfstyle import images
from tfstyle.data import DataSpec, fixed_labels, fixed_samples
from tfstyle.data.array_source import ArraySource, pad_to
from tfstyle.errors import DataError

from .helpers import dataset_of, fill, problems_of, samples_of, splits_of

SIZES = {"load": 32, "crop": 32, "flip": False, "out_channels": 1}


def save(path, count=6, side=28, **others):
    """Gray pictures whose every pixel is 10 x their number, labels counting down."""
    pictures = 10 * np.arange(count, dtype="uint8")[:, None, None] * np.ones((side, side), "uint8")
    labels = np.arange(count)[::-1] % 3
    np.savez(path, **{"x_train": pictures, "y_train": labels, "x_test": pictures[:2], **others})
    return path


@pytest.fixture
def file(tmp_path):
    return save(tmp_path / "digits.npz")


def test_pictures_come_with_their_label_in_an_order_of_the_seed(file):
    dataset = dataset_of("arrays", file, batch_size=3, num_classes=3, seed=1, **SIZES)
    shapes = [tuple(spec.shape) for spec in dataset.element_spec]
    assert shapes == [(3, 32, 32, 1), (3,)]
    seen = []
    for pictures, labels in itertools.islice(dataset.as_numpy_iterator(), 4):
        assert labels.dtype == "int32"
        for picture, label in zip(images.to_uint8(pictures), labels, strict=True):
            number = int(picture[16, 16, 0]) // 10
            assert label == (5 - number) % 3
            seen.append(number)
    assert sorted(seen) == sorted([*range(6), *range(6)]) and seen[:6] != seen[6:]


def test_it_goes_on_at_any_step(file):
    options = {"batch_size": 2, "num_classes": 3, **SIZES}
    whole = dataset_of("arrays", file, **options)
    later = dataset_of("arrays", file, start_step=3, **options)
    wanted = next(itertools.islice(whole.as_numpy_iterator(), 3, None))
    for a, b in zip(wanted, next(later.as_numpy_iterator()), strict=True):
        np.testing.assert_array_equal(a, b)


def test_small_pictures_get_a_black_margin_and_nothing_is_resized(tmp_path):
    picture = np.arange(1, 28 * 28 + 1).reshape(28, 28).astype("uint8")
    np.savez(tmp_path / "one.npz", images=picture[None])
    padded = ArraySource(tmp_path / "one.npz", "train", 1, pad=32).read(0)[0]
    assert padded.shape == (32, 32, 1)
    np.testing.assert_array_equal(padded[2:30, 2:30, 0], picture)
    assert not padded[:2].any() and not padded[:, 30:].any()
    assert pad_to(padded, 30) is padded and pad_to(padded, 33).shape == (33, 33, 1)
    batch = next(iter(dataset_of("arrays", tmp_path, **SIZES)))
    np.testing.assert_array_equal(images.to_uint8(batch.numpy())[0], padded)


def test_channels_are_those_asked_for(tmp_path):
    colour = np.zeros((2, 40, 40, 3), "uint8")
    colour[..., 0] = 255
    np.savez(tmp_path / "a.npz", train_images=colour, val_images=colour[:1])
    gray = ArraySource(tmp_path / "a.npz", "val", 1).read(0)[0]
    assert gray.shape == (40, 40, 1) and set(gray.ravel()) == {76}
    assert splits_of("arrays", tmp_path / "a.npz") == {"train": 2, "val": 1}
    np.savez(tmp_path / "a.npz", images=colour[..., 0])
    rgb = ArraySource(tmp_path / "a.npz", "train", 3).read(0)[0]
    assert rgb.shape == (40, 40, 3) and rgb.min() == 255


def test_fixed_samples_and_scan(file):
    shown = samples_of("arrays", file, count=2, load=32, crop=32, out_channels=1)
    assert shown.shape == (2, 32, 32, 1) and shown[0].max() == -1
    assert problems_of("arrays", file, crop=32) == {"train": [], "test": []}


def test_fixed_labels_are_those_of_the_fixed_samples(file):
    spec = DataSpec("arrays", file, num_classes=3, load=28, crop=28, out_channels=1)
    for count in (2, 4, 99):
        shown = fixed_samples(spec, count=count, split="train")
        labels = fixed_labels(spec, count=count, split="train")
        numbers = images.to_uint8(shown)[:, 14, 14, 0] // 10
        assert labels.dtype == "int32" and len(labels) == min(count, 6)
        np.testing.assert_array_equal(labels, (5 - numbers.astype("int32")) % 3)
    with pytest.raises(DataError, match="has no labels"):
        fixed_labels(spec, split="test")


def test_folders_are_classes(tmp_path):
    for number, name in enumerate(("coat", "shirt", "boot")):
        fill(tmp_path / "train" / name, 2, first=2 * number)
    options = {"load": 32, "crop": 32, "flip": False, "batch_size": 6}
    dataset = dataset_of("images", tmp_path, num_classes=3, **options)
    alone = dataset_of("images", tmp_path, **options)
    (pictures, labels), same = next(iter(dataset)), next(iter(alone))
    np.testing.assert_array_equal(pictures, same)
    # By name: boot, coat, shirt. Whatever their order, two of each.
    assert sorted(labels.numpy().tolist()) == [0, 0, 1, 1, 2, 2]
    boots = {images.to_uint8(p).tobytes() for p in pictures.numpy()[labels.numpy() == 0]}
    (tmp_path / "only").mkdir()
    (tmp_path / "train" / "boot").rename(tmp_path / "only" / "train")
    only = next(iter(dataset_of("images", tmp_path / "only", **options | {"batch_size": 2})))
    assert boots == {images.to_uint8(p).tobytes() for p in only.numpy()}


def test_labels_that_do_not_fit_are_refused(file, tmp_path):
    def load(path, classes, layout="arrays"):
        return dataset_of(layout, path, num_classes=classes, **SIZES)

    with pytest.raises(DataError, match="from 0 to 1"):
        load(file, 2)
    with pytest.raises(DataError, match="no labels"):
        load(save(tmp_path / "b.npz", y_train=np.zeros(0)) and _without(tmp_path / "b.npz"), 3)
    with pytest.raises(DataError, match="6 pictures and 2 labels"):
        load(save(tmp_path / "b.npz", y_train=np.arange(2)), 3)
    fill(tmp_path / "A", 2)
    fill(tmp_path / "B", 2)
    with pytest.raises(DataError, match="folder a class"):
        load(tmp_path, 2, "unpaired")


def _without(path):
    with np.load(path) as arrays:
        kept = {name: arrays[name] for name in arrays.files if name != "y_train"}
    np.savez(path, **kept)
    return path


def test_other_files_are_refused(file, tmp_path):
    with pytest.raises(DataError, match="no file"):
        ArraySource(tmp_path / "nowhere.npz", "train", 1)
    with pytest.raises(DataError, match="no split 'val'"):
        ArraySource(file, "val", 1)
    save(tmp_path / "second.npz")
    with pytest.raises(DataError, match=r"digits\.npz, second\.npz"):
        ArraySource(tmp_path, "train", 1)
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 junk")
    with pytest.raises(DataError, match=r"no \.npz file"):
        ArraySource(broken, "train", 1)
    np.savez(broken, x_train=np.zeros((2, 28, 28)))
    with pytest.raises(DataError, match="must be uint8"):
        ArraySource(broken, "train", 1)
    np.savez(broken, weights=np.zeros(2))
    with pytest.raises(DataError, match="No pictures among weights"):
        ArraySource(broken, "train", 1)

"""Every layout of folders is found; what is none says what it is instead."""

import numpy as np
import pytest

from tfstyle import images
from tfstyle.data import layouts
from tfstyle.errors import DataError

from .helpers import dataset_of, fill, photograph, samples_of, splits_of, write

SMALL = {"load": 32, "crop": 32}


def names(files):
    return [[path.stem for path in item] for item in files.items]


def test_ab_pictures_both_directions(tmp_path):
    left, right = photograph(0), photograph(1)
    write(tmp_path / "train", p=np.hstack([left, right]))
    a, b = samples_of("paired", tmp_path, load=40, crop=40)
    np.testing.assert_array_equal(images.to_uint8(a[0]), left)
    np.testing.assert_array_equal(images.to_uint8(b[0]), right)
    b, a = samples_of("paired", tmp_path, load=40, crop=40, direction="b2a")
    np.testing.assert_array_equal(images.to_uint8(a[0]), left)
    with pytest.raises(DataError, match=r"direction must be 'a2b' or 'b2a'. Received: 'AtoB'"):
        samples_of("paired", tmp_path, direction="AtoB", **SMALL)


@pytest.mark.parametrize(
    ("first", "second", "domains"),
    [
        ("trainA", "trainB", ("a", "b")),
        ("train/A", "train/B", ("a", "b")),
        ("a", "b", ("a", "b")),
        ("A/train", "B/train", ("a", "b")),
        ("label", "photo", ("label", "photo")),
        ("training_Label", "training_Photo", ("label", "photo")),
        ("trainA", "trainB", ("label", "photo")),
    ],
)
@pytest.mark.parametrize("layout", ["paired", "unpaired"])
def test_two_folders(tmp_path, first, second, domains, layout):
    fill(tmp_path / first, 2)
    fill(tmp_path / second, 2, first=5)
    found = layouts.get(layout).find(tmp_path, "train", domains)
    if layout == "paired":
        assert names(found[0]) == [["p0", "p0"], ["p1", "p1"]]
    else:
        assert [names(side) for side in found] == [[["p0"], ["p1"]]] * 2
    for swap in (False, True):
        a, b = samples_of(
            layout, tmp_path, load=40, crop=40, domains=domains,
            direction="b2a" if swap else "a2b",
        )  # fmt: skip
        a, b = (b, a) if swap else (a, b)
        np.testing.assert_array_equal(images.to_uint8(a[1]), photograph(1))
        np.testing.assert_array_equal(images.to_uint8(b[1]), photograph(6))


def test_partners_may_differ_in_suffix(tmp_path):
    fill(tmp_path / "A", 1)
    images.write_image(tmp_path / "B" / "p0.jpg", photograph(0))
    (files,) = layouts.get("paired").find(tmp_path)
    assert [path.name for path in files.items[0]] == ["p0.png", "p0.jpg"]


def test_splits(tmp_path):
    for split, count in (("training", 3), ("Validation", 2), ("test", 1)):
        fill(tmp_path / split, count)
    (tmp_path / "SOURCE.txt").write_text("from where", "utf-8")
    assert splits_of("images", tmp_path) == {"train": 3, "val": 2, "test": 1}
    for side, count in (("trainA", 2), ("trainB", 3), ("testA", 1), ("testB", 2)):
        fill(tmp_path / "unpaired" / side, count)
    assert splits_of("unpaired", tmp_path / "unpaired") == {"train": (2, 3), "test": (1, 2)}
    fill(tmp_path / "flat", 2)
    assert splits_of("images", tmp_path / "flat") == {"train": 2}


def test_fixed_samples_take_held_out_pictures_first(tmp_path):
    fill(tmp_path / "train", 3)
    fill(tmp_path / "test", 2, first=7)
    shown = images.to_uint8(samples_of("images", tmp_path, load=40, crop=40))
    np.testing.assert_array_equal(shown, [photograph(7), photograph(8)])
    shown = samples_of("images", tmp_path, split="train", count=2, load=40, crop=40)
    np.testing.assert_array_equal(images.to_uint8(shown), [photograph(0), photograph(2)])


def test_fixed_samples_whole_or_cut_in_the_middle(tmp_path):
    fill(tmp_path, 1)
    whole = samples_of("images", tmp_path, load=40, crop=32)
    np.testing.assert_array_equal(images.to_uint8(whole)[0], images.resize(photograph(0), (32, 32)))
    middle = samples_of("images", tmp_path, load=40, crop=20)
    np.testing.assert_array_equal(images.to_uint8(middle)[0], photograph(0)[10:30, 10:30])


@pytest.mark.parametrize(
    ("layout", "hint"),
    [
        ("images", "wants pictures, directly or in train/. It is empty"),
        ("paired", "wants AB pictures side by side, or two folders such as trainA/"),
        ("unpaired", "wants two folders such as trainA/ and trainB/"),
    ],
)
def test_empty(tmp_path, layout, hint):
    with pytest.raises(DataError, match=hint) as told:
        dataset_of(layout, tmp_path, **SMALL)
    assert "\n" not in str(told.value)
    with pytest.raises(DataError, match=hint):
        splits_of(layout, tmp_path)


def test_no_folder(tmp_path):
    (tmp_path / "facades").mkdir()
    with pytest.raises(DataError, match=r"does not exist. Did you mean 'facades'\?"):
        dataset_of("paired", tmp_path / "facade", **SMALL)
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"is a file, not a folder\.$"):
        dataset_of("paired", tmp_path / "file", **SMALL)
    with pytest.raises(DataError, match="needs a folder"):
        dataset_of("paired", None, **SMALL)
    with pytest.raises(DataError, match=r"Received: 'unpair'. Did you mean 'unpaired'"):
        dataset_of("unpair", tmp_path, **SMALL)
    with pytest.raises(DataError, match="split must be 'train', 'val' or 'test'"):
        dataset_of("images", tmp_path, split="holdout", **SMALL)


def test_another_layout_is_recognized(tmp_path):
    fill(tmp_path / "pairs" / "train", 2)
    with pytest.raises(DataError, match=r"use data.layout = 'paired'"):
        dataset_of("unpaired", tmp_path / "pairs", **SMALL)
    fill(tmp_path / "two" / "trainA", 2)
    fill(tmp_path / "two" / "trainB", 1)
    with pytest.raises(DataError, match=r"holds trainA/ with 2 pictures, trainB/ .* 'unpaired'"):
        dataset_of("images", tmp_path / "two", **SMALL)
    write(tmp_path / "strange" / "A", x=photograph(0))
    write(tmp_path / "strange" / "B", y=photograph(0))
    with pytest.raises(DataError, match=r"x.png and .*y.png. Give pairs the same name.*unpaired"):
        dataset_of("paired", tmp_path / "strange", **SMALL)


def test_pictures_beside_splits_are_mixed(tmp_path):
    fill(tmp_path, 1)
    fill(tmp_path / "train", 2)
    with pytest.raises(DataError, match=r"is mixed: 1 pictures \(such as p0.png\) lie beside"):
        dataset_of("images", tmp_path, **SMALL)


def test_one_empty_side(tmp_path):
    fill(tmp_path / "trainA", 2)
    (tmp_path / "trainB").mkdir()
    with pytest.raises(DataError, match=r"trainB holds no pictures. It is empty"):
        dataset_of("unpaired", tmp_path, **SMALL)

"""A painting whose style is learned is no photograph to learn on, although it lies among them."""

import logging
import os
import shutil

import numpy as np
import pytest

from tfstyle import images
from tfstyle.errors import DataError
from tfstyle.recipes import make_recipe
from tfstyle.runs.pictures import open_data

from .helpers import dataset_of, photograph, problems_of, said, samples_of, splits_of, write

SIZES = {"load": 32, "crop": 32, "flip": False}


@pytest.fixture
def folder(tmp_path):
    for n in range(3):
        write(tmp_path, **{f"p{n}": np.full((40, 40, 3), 50 * n + 20, "uint8")})
    write(tmp_path, fire=np.full((40, 40, 3), 250, "uint8"))
    return tmp_path


def brightest(dataset):
    return images.to_uint8(next(iter(dataset))).max()


@pytest.mark.parametrize("way", ["fire.png", "../x/fire.png", "link", "hard", "copy", "absolute"])
def test_by_whatever_name_it_is_reached(folder, way, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    path = {
        "fire.png": folder / "fire.png",
        "../x/fire.png": folder / ".." / folder.name / "fire.png",
        "absolute": (folder / "fire.png").absolute(),
        "link": outside / "link.png",
        "hard": outside / "hard.png",
        "copy": outside / "copy.png",
    }[way]
    if way == "link":
        path.symlink_to(folder / "fire.png")
    if way == "hard":
        os.link(folder / "fire.png", path)
    if way == "copy":
        shutil.copyfile(folder / "fire.png", path)
    options = {"leave_out": [path], "batch_size": 6, **SIZES}
    assert brightest(dataset_of("images", folder, **options)) == 120
    assert splits_of("images", folder, leave_out=[path]) == {"train": 3}
    shown = samples_of("images", folder, load=32, crop=32, leave_out=[path])
    assert images.to_uint8(shown).max() == 120 and len(shown) == 3
    (folder / "fire.png").write_bytes(b"seen by nobody")
    if way != "copy":
        assert problems_of("images", folder, crop=32, leave_out=[path]) == {"train": []}


def test_a_run_says_it_and_one_elsewhere_changes_nothing(folder, caplog, tmp_path_factory):
    def opened(*styles):
        recipe = make_recipe({
            "model": "fast_style", "data": {"load": 32, "crop": 32, "styles": list(styles)},
            "train": {"batch_size": 6},
        })  # fmt: skip
        caplog.clear()
        with caplog.at_level(logging.WARNING, "tfstyle"):
            found = open_data(recipe, folder)
        return found, said(caplog)

    found, lines = opened("fire.png")
    assert brightest(found.dataset) == 120 and found.description == "Pictures: train 3."
    assert lines == [
        f"{folder} (train): left out of the training, as it is a style: {folder / 'fire.png'}"
    ]
    elsewhere = tmp_path_factory.mktemp("styles") / "ice.png"
    images.write_image(elsewhere, photograph(0))
    found, lines = opened(str(elsewhere))
    assert brightest(found.dataset) == 250 and found.description == "Pictures: train 4."
    assert not lines


def test_nothing_but_styles(folder):
    every = sorted(folder.iterdir())
    with pytest.raises(DataError, match="holds no pictures but the styles that are learned"):
        dataset_of("images", folder, leave_out=every, **SIZES)

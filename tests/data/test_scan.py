"""Training never starts with a broken file unnoticed."""

import logging

import numpy as np
import pytest

from tfstyle import images
from tfstyle.data import scan
from tfstyle.data.sources import EncodedSource
from tfstyle.errors import DataError

from .helpers import dataset_of, fill, photograph, problems_of, samples_of, write

SMALL = {"load": 40, "crop": 32}


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def told(layout, root, **options):
    with pytest.raises(DataError) as raised:
        dataset_of(layout, root, **SMALL | options)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_every_kind_of_broken_file_is_named(tmp_path):
    fill(tmp_path, 4)
    images.write_image(tmp_path / "cut.jpg", photograph(0))
    cut_short(tmp_path / "cut.jpg")
    (tmp_path / "text.png").write_text("not a picture", "utf-8")
    (tmp_path / "film.mp4").write_bytes(b"0")
    write(tmp_path, tiny=photograph(0, 31, 40), wide=photograph(0, 40, 140))
    (tmp_path / "notes.txt").write_text("harmless", "utf-8")
    (tmp_path / ".hidden.png").write_text("harmless", "utf-8")
    message = told("images", tmp_path)
    for part in (
        "5 problems (4 others are fine)",
        "cut.jpg is damaged or cut short",
        "text.png is no picture that can be read",
        "film.mp4 is no picture",
        "tiny.png: 40x31, smaller than the crop of 32",
        "wide.png is 3.5 times as wide as high, the others about 1 times",
        "Mend, replace or remove them, or pass skip_broken=True",
    ):
        assert part in message
    assert "notes" not in message and "hidden" not in message
    found = problems_of("images", tmp_path, crop=32)
    assert list(found) == ["train"] and len(found["train"]) == 5


def test_skipped_files_are_reported_and_never_seen(tmp_path, caplog):
    write(tmp_path, good=np.full((40, 40, 3), 200, np.uint8), small=np.zeros((9, 9, 3), np.uint8))
    with caplog.at_level(logging.WARNING, "tfstyle"):
        dataset = dataset_of(
            "images", tmp_path, skip_broken=True, batch_size=4, load=40, crop=32
        )
    assert "skipped 1: " in caplog.text and "small.png: 9x9" in caplog.text
    assert set(images.to_uint8(next(iter(dataset))).ravel()) == {200}


def test_nothing_left(tmp_path):
    write(tmp_path, small=photograph(0, 9, 9))
    assert "1 problem (nothing else is there)" in told("images", tmp_path, skip_broken=True)


def test_unmatched_pairs_name_both_sides(tmp_path):
    write(tmp_path / "A", both=photograph(0), left=photograph(1))
    write(tmp_path / "B", both=photograph(0), right=photograph(1))
    message = told("paired", tmp_path)
    assert f"left.png has no partner in {tmp_path / 'B'}" in message
    assert f"right.png has no partner in {tmp_path / 'A'}" in message


def test_two_files_of_one_name(tmp_path):
    fill(tmp_path / "A", 1)
    fill(tmp_path / "B", 1)
    images.write_image(tmp_path / "A" / "p0.jpg", photograph(1))
    assert "p0.png has the same name as p0.jpg" in told("paired", tmp_path)


def test_what_is_no_ab_picture(tmp_path):
    write(
        tmp_path, good=photograph(0, 40, 80), odd=photograph(0, 40, 81),
        single=photograph(0, 40, 40),
    )  # fmt: skip
    message = told("paired", tmp_path)
    assert "odd.png is 81x40, an odd width" in message
    assert "single.png is 40x40, not wider than high" in message


def test_pair_of_different_proportions(tmp_path):
    write(tmp_path / "A", p=photograph(0, 40, 40), q=photograph(0, 40, 40))
    write(tmp_path / "B", p=photograph(0, 40, 60), q=photograph(0, 80, 80))
    message = told("paired", tmp_path)
    assert "a pair of different proportions, 40x40 and 60x40" in message
    assert "1 problem (1 others are fine)" in message


def test_both_unpaired_sides_are_scanned(tmp_path):
    fill(tmp_path / "trainA", 2)
    fill(tmp_path / "trainB", 2)
    cut_short(tmp_path / "trainB" / "p1.png")
    assert "p1.png is damaged or cut short" in told("unpaired", tmp_path)


def test_broken_held_out_picture_is_named(tmp_path):
    fill(tmp_path / "train", 2)
    fill(tmp_path / "val", 1)
    cut_short(tmp_path / "val" / "p0.png")
    with pytest.raises(DataError, match=r"p0.png is damaged or cut short"):
        samples_of("images", tmp_path, **SMALL)
    write(tmp_path / "val", fine=photograph(0))
    assert len(samples_of("images", tmp_path, skip_broken=True, **SMALL)) == 1
    assert [len(found) for found in problems_of("images", tmp_path, crop=32).values()] == [
        0,
        1,
    ]


def test_pictures_without_a_file_are_named_by_their_number(tmp_path):
    write(tmp_path, fine=photograph(0))
    encoded = [(tmp_path / "fine.png").read_bytes(), b"junk"]
    broken = scan.examine(EncodedSource(encoded, 3, "flowers train"), 32)
    assert list(broken) == [1] and broken[1].startswith("flowers train number 1: ")


def test_a_long_list_is_cut(tmp_path):
    for n in range(25):
        write(tmp_path, **{f"p{n}": np.zeros((4, 4, 3), np.uint8)})
    message = told("images", tmp_path)
    assert "25 problems" in message and "and 5 more" in message


@pytest.mark.parametrize("sizes", [{"load": 31, "crop": 32}, {"load": 0, "crop": 0}])
def test_sizes(tmp_path, sizes):
    with pytest.raises(DataError, match="crop must be 1 to load"):
        dataset_of("images", tmp_path, **sizes)

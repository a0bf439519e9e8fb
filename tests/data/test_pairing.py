"""Pairs find each other by the names data sets really have, or the error says what to do."""

import logging

import numpy as np
import pytest

from tfstyle.data import layouts
from tfstyle.errors import DataError, RecipeError
from tfstyle.recipes import parse_recipe

from .helpers import dataset_of, photograph, said, splits_of, write


def put(root, side_a, side_b, folders=("A", "B")):
    """Make empty files of these names, which is all that pairing looks at."""
    for folder, names in zip(folders, (side_a, side_b), strict=True):
        for name in names:
            path = root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


def found(root, domains=("a", "b")):
    (files,) = layouts.get("paired").find(root, "train", domains)
    return [tuple(path.name for path in item) for item in files.items], files


@pytest.mark.parametrize(
    ("side_a", "side_b"),
    [
        (["0001_A.png", "0002_A.png"], ["0001_B.png", "0002_B.png"]),
        (["10_A.png", "20_A.png"], ["10_B.jpg", "20_B.jpg"]),
        (["img_1_a.png", "img_2_a.png"], ["img_1_b.png", "img_2_b.png"]),
        (["0001A.png", "0002A.png"], ["0001B.png", "0002B.png"]),
        (["label_1.png", "label_2.png"], ["photo_1.jpg", "photo_2.jpg"]),
        (["x_label.png", "y_label.png"], ["x_photo.png", "y_photo.png"]),
        (["cat_mask.png", "rat_mask.png"], ["cat.jpg", "rat.jpg"]),
        (["x_label.png"], ["x_photo.png"]),
        (["IMG_1.JPG", "img_2.jpg"], ["img_1.png", "IMG_2.PNG"]),
        (["ulm/ulm_1_leftImg8bit.png", "ulm/ulm_2_leftImg8bit.png", "bonn/bonn_1_leftImg8bit.png"],
         ["ulm/ulm_1_gtFine_color.png", "ulm/ulm_2_gtFine_color.png",
          "bonn/bonn_1_gtFine_color.png"]),
    ],
)  # fmt: skip
def test_two_folders_pair_up_by_what_their_names_share(tmp_path, side_a, side_b):
    put(tmp_path, side_a, side_b)
    pairs, files = found(tmp_path)
    wanted = zip(side_a, side_b, strict=True)
    assert sorted(pairs) == sorted((a.split("/")[-1], b.split("/")[-1]) for a, b in wanted)
    assert not files.problems


def test_one_without_partner_is_named(tmp_path):
    put(tmp_path, [f"{n}_A.png" for n in range(6)], [f"{n}_B.png" for n in range(1, 6)])
    pairs, files = found(tmp_path)
    assert pairs[0] == ("1_A.png", "1_B.png") and len(pairs) == 5
    assert files.problems == (f"{tmp_path / 'A' / '0_A.png'} has no partner in {tmp_path / 'B'}",)
    assert files.notes == ("paired by name, *_A with *_B",)


def test_the_same_name_comes_before_any_likeness(tmp_path):
    put(tmp_path, ["a.png", "A.png", "b.png"], ["a.jpg", "A.jpg", "B.jpg"])
    assert found(tmp_path)[0] == [("A.png", "A.jpg"), ("a.png", "a.jpg"), ("b.png", "B.jpg")]


@pytest.mark.parametrize(
    ("side_a", "side_b"),
    [
        (["x.png"], ["y.png"]),
        (["cat_1.png", "cat_2.png", "cat_3.png"], ["dog_3.png", "dog_4.png", "dog_5.png"]),
        (["img_1.png"], ["img_2.png"]),
        (["monet.png", "manet.png"], ["photo.png", "phono.png"]),
    ],
)
def test_chance_is_no_pair(tmp_path, side_a, side_b):
    put(tmp_path, side_a, side_b)
    with pytest.raises(DataError, match=r"Give pairs the same name, or train unpaired"):
        found(tmp_path)


def test_two_ways_to_pair_are_refused_with_examples(tmp_path):
    put(tmp_path, ["L-1.png", "L-L-1.png"], ["L-1_r.png", "q_r.png"])
    # Is the tail of the second all that differs, or the head of the first, too?
    told = r"in more than one way: L-1.png with L-1_r.png or L-L-1.png with L-1_r.png\?"
    with pytest.raises(DataError, match=told):
        found(tmp_path)


@pytest.mark.parametrize(
    ("names", "domains"),
    [
        (("0001_A.png", "0001_B.png", "0002_A.png", "0002_B.jpg"), ("a", "b")),
        (("img_a.png", "img_b.png"), ("a", "b")),
        (("A-1.png", "B-1.png"), ("a", "b")),
        (("x_label.png", "x_photo.png", "y_label.png", "y_photo.png"), ("label", "photo")),
        (("Label x.png", "photo x.png"), ("label", "photo")),
        (("1.png", "1_mask.png", "2.png", "2_mask.png"), ("mask", "photo")),
        (("1_mask.png", "1.png"), ("photo", "mask")),
    ],
)
def test_one_folder_whose_names_say_the_side(tmp_path, names, domains):
    put(tmp_path, names, [], folders=("train", "train"))
    pairs, files = found(tmp_path, domains)
    assert len(pairs) == len(names) // 2 and not files.halves and not files.problems
    for names in pairs:
        for name, side in zip(names, domains, strict=True):
            assert side in name.lower() or name[1:] == ".png"
        assert names[0] != names[1]
    assert splits_of("paired", tmp_path, domains=domains) == {"train": len(pairs)}


def test_one_folder_with_one_left_over(tmp_path):
    put(tmp_path, ["1_a.png", "1_b.png", "2_a.png", "3_a.png", "3_b.png"], [], ("train", "train"))
    pairs, files = found(tmp_path)
    assert pairs == [("1_a.png", "1_b.png"), ("3_a.png", "3_b.png")]
    assert len(files.problems) == 1 and "2_a.png has no partner" in files.problems[0]


def test_endings_that_are_no_sides_names_are_asked_for(tmp_path):
    put(tmp_path, ["x_day.png", "x_night.png", "y_day.png", "y_night.png"], [], ("train", "train"))
    with pytest.raises(DataError, match=r'end in day and night.*data.domains = \["day", "night"\]'):
        found(tmp_path)
    assert found(tmp_path, ("night", "day"))[0][0] == ("x_night.png", "x_day.png")


def test_an_ending_on_one_side_only_is_asked_for_too(tmp_path):
    put(tmp_path, ["1.png", "1_mask.png", "2.png", "2_mask.png"], [], ("train", "train"))
    told = r"end in mask and nothing, such as 1.png and 1_mask.png\."
    with pytest.raises(DataError, match=told + r'.*data.domains = \["mask", "photo"\]'):
        found(tmp_path)
    assert found(tmp_path, ("mask", "photo"))[0][0] == ("1_mask.png", "1.png")


@pytest.mark.parametrize(
    "names",
    [
        ("cmp_b0001.jpg", "cmp_b0002.jpg"), ("1.jpg", "2.jpg"), ("banana.jpg", "crab.jpg"),
        ("x_a.jpg", "y_a.jpg"), ("1.jpg", "2_mask.jpg"), ("one_a.jpg",),
        ("1.jpg", "2.jpg", "2_b.jpg"), ("left.jpg", "right.jpg"), ("1_x.jpg", "1_y.jpg", "2_x.jpg"),
    ],
)  # fmt: skip
def test_ab_pictures_stay_ab_pictures(tmp_path, names):
    put(tmp_path, names, [], folders=("train", "train"))
    pairs, files = found(tmp_path)
    assert files.halves and [name for (name,) in pairs] == sorted(names)


def test_pairs_by_name_are_trained_on_and_it_is_said(tmp_path, caplog):
    write(tmp_path / "A", one_a=photograph(1), two_a=photograph(2))
    write(tmp_path / "B", one_b=255 - photograph(1), two_b=255 - photograph(2))
    with caplog.at_level(logging.WARNING, "tfstyle"):
        a, b = next(iter(dataset_of("paired", tmp_path, load=40, crop=40, batch_size=4)))
    np.testing.assert_allclose(a, -b, atol=1e-6)
    assert said(caplog) == [
        f"{tmp_path} (train): paired by name, *_a with *_b"
    ]


@pytest.mark.parametrize(("said", "meant"), [("AtoB", "a2b"), ("BtoA", "b2a"), ("B2A", "b2a")])
def test_directions_in_other_words_get_a_hint(tmp_path, said, meant):
    put(tmp_path, ["1.png"], ["1.png"])
    with pytest.raises(DataError, match=f"Received: '{said}'. Did you mean '{meant}'"):
        dataset_of("paired", tmp_path, direction=said)
    with pytest.raises(RecipeError, match=f"data.direction must .* Did you mean '{meant}'"):
        parse_recipe('model = "pix2pix"', [f"data.direction={said}"])

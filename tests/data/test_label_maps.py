"""Label maps to train on: colours by JPEG, by index, and some that no class has."""

import numpy as np
import pytest
from PIL import Image

from tfstyle import data, images
from tfstyle.data.label_maps import unknown_colour
from tfstyle.errors import DataError

WALL, DOOR, SKY = [0, 48, 255], [255, 80, 0], [0, 0, 222]
LABELS = [WALL, DOOR, SKY]


def label_map(*colours, size=48):
    """Return columns of even colours, uint8 (size, size, 3)."""
    width = size // len(colours)
    columns = [np.broadcast_to(np.uint8(c), (size, width, 3)) for c in colours]
    return np.concatenate(columns, axis=1)


def folder(root, *maps, write=images.write_image, suffix="png"):
    """Lay maps beside noise as photographs, two folders."""
    noise = np.random.default_rng(0)
    for index, one in enumerate(maps):
        (root / "trainA").mkdir(parents=True, exist_ok=True)
        write(root / "trainA" / f"{index}.{suffix}", one)
        photo = noise.integers(0, 256, one.shape).astype("uint8")
        images.write_image(root / "trainB" / f"{index}.png", photo)
    return root


def spec(root, **options):
    given = {"load": 32, "crop": 32, "nearest": "a", "labels": LABELS, **options}
    return data.DataSpec("paired", root, **given)


def first_source(root, **options):
    ((source, _),) = data.load_dataset(spec(root, **options)).take(1)
    return np.asarray(source)[0]


def test_colours_come_through_resizing_as_they_are(tmp_path):
    source = first_source(folder(tmp_path, label_map(WALL, DOOR, SKY)), flip=False)
    found = np.unique(source.reshape(-1, 3), axis=0)
    assert {tuple(colour) for colour in np.rint((found + 1) * 127.5).astype(int).tolist()} == {
        tuple(colour) for colour in LABELS
    }


def test_an_indexed_png_has_the_colours_of_its_palette(tmp_path):
    def write(path, one):
        indices = np.argmin([np.abs(one - np.array(c)).sum(-1) for c in LABELS], axis=0)
        picture = Image.new("P", one.shape[1::-1])
        picture.putdata(indices.ravel().tolist())
        picture.putpalette(np.ravel(LABELS).tolist())
        picture.save(path)

    plain = folder(tmp_path / "plain", label_map(WALL, DOOR, SKY))
    indexed = folder(tmp_path / "indexed", label_map(WALL, DOOR, SKY), write=write)
    with Image.open(indexed / "trainA" / "0.png") as file:
        assert file.mode == "P"
    np.testing.assert_array_equal(first_source(indexed), first_source(plain))


def test_jpeg_is_forgiven_and_a_colour_without_a_class_is_named(tmp_path):
    def write(path, one):
        Image.fromarray(one).save(path, quality=75)

    jpeg = {"write": write, "suffix": "jpg"}
    first_source(folder(tmp_path / "fine", label_map(WALL, DOOR, SKY), **jpeg))
    maps = label_map(WALL, DOOR), label_map(WALL, DOOR, [250, 250, 20]), label_map([9, 99, 9], WALL)
    root = folder(tmp_path / "strange", *maps, **jpeg)
    message = r"2 label maps have .* of data\.labels: \[2\d\d, .* fills [23]\d\.\d% of .*1\.jpg"
    with pytest.raises(DataError, match=message):
        data.load_dataset(spec(root))


def test_the_source_is_what_is_looked_at(tmp_path):
    """With the photographs as side a, nobody asks them for labels."""
    root = folder(tmp_path, label_map(WALL, DOOR))
    (root / "trainA").rename(root / "maps")
    (root / "trainB").rename(root / "trainA")
    (root / "maps").rename(root / "trainB")
    source = first_source(root, direction="b2a", nearest="b")
    assert len(np.unique(source.reshape(-1, 3), axis=0)) == 2


def test_thin_things_and_outlines_are_no_strangers():
    picture = label_map(WALL, DOOR)
    picture[20:22] = [9, 200, 9]  # two pixels thick: no inside
    assert unknown_colour(picture, LABELS) is None
    picture[20:24] = [9, 200, 9]
    colour, share = unknown_colour(picture, LABELS)
    assert colour == [9, 200, 9] and share == pytest.approx(2 * 48 / 48**2)
    noise = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype("uint8")
    assert unknown_colour(noise, LABELS) is None
    assert unknown_colour(np.zeros((1, 1, 3), "uint8"), LABELS) == ([0, 0, 0], 1.0)


def test_class_numbers_are_told_from_their_neighbours():
    numbers = np.repeat(np.uint8([[0, 1, 2, 3]]), 16, axis=1).reshape(1, 64, 1).repeat(16, axis=0)
    assert unknown_colour(numbers, [[0], [1], [2], [3]]) is None
    colour, share = unknown_colour(numbers, [[0], [1], [2]])
    assert (colour, share) == ([3], 0.25)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"labels": [WALL]}, "2 to 256 colours.*1 of them"),
        ({"labels": [WALL, WALL]}, "colours that differ"),
        ({"labels": [[1], [2]]}, "colours of 3 whole numbers"),
        ({"nearest": "none"}, "need nearest = 'a'"),
        ({"direction": "b2a"}, "need nearest = 'b'"),
    ],
)
def test_labels_that_cannot_be_are_refused(options, message):
    with pytest.raises(DataError, match=message):
        spec("somewhere", **options)
    with pytest.raises(DataError, match="labels need layout 'paired'"):
        data.DataSpec("unpaired", "somewhere", nearest="a", labels=LABELS)

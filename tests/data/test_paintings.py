"""A painting, or the folder of a painter."""

import numpy as np
import pytest

from tfstyle import images
from tfstyle.data.paintings import Paintings, painting_files, read_paintings
from tfstyle.errors import DataError, ImageError


@pytest.fixture
def painter(tmp_path):
    for name, level in (("b.png", 200), ("a.png", 50), ("early/c.png", 90)):
        images.write_image(tmp_path / "monet" / name, np.full((8, 9, 3), level, "uint8"))
    (tmp_path / "monet" / "notes.txt").write_text("water lilies", encoding="utf-8")
    return tmp_path / "monet"


def test_a_file_is_one_painting(painter):
    assert painting_files(painter / "a.png") == [painter / "a.png"]
    assert read_paintings(painter / "a.png").max() == 50


def test_a_folder_is_all_pictures_below_it_by_name_and_can_be_read_twice(painter):
    found = read_paintings(painter)
    assert isinstance(found, Paintings) and len(found) == 3
    for _ in range(2):
        assert [int(picture[0, 0, 0]) for picture in found] == [50, 200, 90]


def test_an_empty_folder_and_a_broken_painting(painter, tmp_path):
    (tmp_path / "nobody").mkdir()
    with pytest.raises(DataError, match="nobody holds no paintings"):
        read_paintings(tmp_path / "nobody")
    (painter / "b.png").write_bytes(b"no picture")
    with pytest.raises(ImageError):
        list(read_paintings(painter))


def test_a_missing_file_is_told_by_who_reads_it(tmp_path):
    with pytest.raises(ImageError):
        read_paintings(tmp_path / "no.png")

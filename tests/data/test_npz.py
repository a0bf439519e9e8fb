"""Files of arrays that are damaged, hostile or merely of another kind."""

import struct
import zipfile

import numpy as np
import pytest

from tfstyle.data.npz import open_npz
from tfstyle.errors import DataError

from .helpers import dataset_of, splits_of

PICTURES = np.zeros((3, 32, 32, 3), "uint8")
PICTURES[0, 0] = 9


@pytest.fixture
def file(tmp_path):
    return tmp_path / "a.npz"


def refused(file, num_classes=0):
    """Return the one line with which a file is refused by all that reads it."""
    with pytest.raises(DataError) as told:
        dataset_of("arrays", file, load=32, crop=32, num_classes=num_classes)
    message = str(told.value)
    assert "\n" not in message and str(file) in message
    return message


def crafted(file, header, body=b"", compression=zipfile.ZIP_STORED, version=b"\1\0"):
    header = header.encode() + b" " * (63 - (len(header) + 10) % 64) + b"\n"
    start = b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("images.npy", start + body)
    return refused(file)


def of(shape, kind="|u1"):
    return f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"


@pytest.mark.parametrize(
    ("array", "advice"),
    [
        (PICTURES / 9.0, "from 0 to 1, so it is [0, 1]: save (255 * x).round()"),
        (PICTURES / 9.0 * 2 - 1, "from -1 to 1, so it is [-1, 1]: save ((x + 1) * 127.5)"),
        (PICTURES.astype("float32"), "from 0 to 9: save x.round()"),
        (PICTURES.astype("int64") * 20, "from 0 to 180: save x.round()"),
        (PICTURES.astype("uint16") * 400, "where white is 65535 for 16 bits and 4095 for 12"),
        (PICTURES > 0, "It is bool: save 255 * x"),
        (PICTURES * np.nan, "scale them to 0 to 255 first"),
        (PICTURES - 1e9, "scale them to 0 to 255 first"),
        (PICTURES.transpose(0, 3, 1, 2), "Channels come last: np.moveaxis(x, 1, -1)"),
        (PICTURES[..., :2], "with 1, 3 or 4 channels. Received: uint8 (3, 32, 32, 2)"),
        (PICTURES[:0], "There are no pictures in it"),
        (PICTURES.ravel(), "Received: uint8 (9216,)"),
        (np.array(3), "Received: int64 ()"),
    ],
)
def test_other_arrays_are_refused_with_the_way_to_save_them(file, array, advice):
    np.savez(file, images=array)
    assert advice in refused(file)
    with pytest.raises(DataError):
        splits_of("arrays", file)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (np.array([0, 1, 5]), "labels from 0 to 2"),
        (np.array([0, 1, -1]), "Received: -1, 0, 1"),
        (np.array([0.0, 1.0, 1.5]), "whole numbers"),
        (np.array(["a", "b", "c"]), "Received: a, b, c"),
        (np.array([1, 1, 1]), "at least two classes"),
        (np.eye(3), "3 pictures and 9 labels in images and labels, of shape (3, 3). Save classes, "
         "not one column for each: y.argmax(axis=1)"),
        (np.zeros(0, int), "3 pictures and 0 labels"),
        (np.array([{}, 1, 2], dtype=object), "holds no plain numbers, but object"),
    ],
)  # fmt: skip
def test_labels_that_are_none(file, labels, said):
    np.savez(file, images=PICTURES, labels=labels)
    assert said in refused(file, num_classes=3)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (of((10**6, 1024, 1024, 3)), "claims shape (1000000, 1024, 1024, 3) of uint8"),
        (of((-1, 32, 32, 3)), "claims shape (-1, 32, 32, 3)"),
        (of((10**30, 4, 4)), "does not fit the 0 bytes it holds"),
        (of((3, 32, 32), "|O"), "no plain numbers"),
        (of((3, 32), "V1000000"), "claims shape"),
        (of("__import__('os').abort()"), "no .npz file of arrays"),
        ("[" * 9000, "no .npz file of arrays"),
        ("{'descr': " + "(" * 3000, "no .npz file of arrays"),
        ("", "no .npz file of arrays"),
    ],
)
def test_headers_that_lie(file, header, said):
    assert said in crafted(file, header)


def test_a_header_of_gigabytes_is_not_read(file):
    assert "no .npz file of arrays" in crafted(file, of((1,)), b"0" * 10**6, version=b"\2\0")


def test_what_unpacks_to_far_more_than_the_file(file, monkeypatch):
    monkeypatch.setattr("tfstyle.data.npz._ENOUGH", 2**20)
    body = bytes(8 * 2**20)
    message = crafted(file, of((8, 1024, 1024)), body, zipfile.ZIP_DEFLATED)
    assert "more than the 0.0 allowed here. Write the pictures into a folder" in message
    with open_npz(file, 2**40) as opened:
        assert opened.header("images")[0] == (8, 1024, 1024)
    np.savez(file, images=np.zeros((8, 512, 1024), "uint8"))  # as large as it says
    with open_npz(file, 2**40) as opened:
        assert opened.read("images").nbytes == 4 * 2**20
    with open_npz(file, 2**20) as opened, pytest.raises(DataError, match="more than"):
        opened.read("images")


def test_files_that_are_something_else(file):
    np.savez(file, images=PICTURES)
    whole = file.read_bytes()
    for content in (b"", b"\x80\x04pickle", whole[: len(whole) // 2], b"PK\x05\x06" + bytes(18)):
        file.write_bytes(content)
        refused(file)
    file.write_bytes(whole[:5000] + b"X" * 9 + whole[5009:])
    assert "Bad CRC-32" in refused(file)
    np.save(file.with_suffix(".npy"), PICTURES)
    file.write_bytes(file.with_suffix(".npy").read_bytes())
    assert "a single array (.npy). Name it in an .npz file" in refused(file)


def test_counting_reads_no_pictures(file, monkeypatch):
    np.savez(file, x_train=PICTURES, y_train=np.arange(3), x_test=PICTURES[:1])
    monkeypatch.setattr("numpy.lib.format.read_array", None)
    assert splits_of("arrays", file) == {"train": 3, "test": 1}

"""What is in a file comes out, whatever the container; nothing here needs PyTorch."""

import ast
import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

import tfstyle.checkpoints
from tfstyle.checkpoints import read, write_torch
from tfstyle.checkpoints.zip_directory import ZipDirectory
from tfstyle.errors import CheckpointError, StorageError

from . import files

ARRAYS = {
    "conv.weight": np.arange(24, dtype="float32").reshape(2, 3, 2, 2),
    "turned": np.arange(6, dtype="float64").reshape(2, 3).T,
    "half": np.array([1.5, -2], "float16"),
    "bn.num_batches_tracked": np.array(7, "int64"),
    "bytes": np.array([0, 255], "uint8"),
    "mask": np.array([True, False]),
    "small": np.array([-1], "int8"),
    "none": np.zeros((3, 0, 2), "float32"),
    "scalar": np.array(-0.5, "float32"),
    "big_endian": np.array([1, 2], ">i4"),
}


def assert_same(arrays, expected):
    assert list(arrays) == list(expected)
    for key, array in expected.items():
        np.testing.assert_array_equal(arrays[key], array)
        assert arrays[key].shape == array.shape
        assert arrays[key].dtype == array.dtype.newbyteorder("="), key


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "g.pth.tar"
    write_torch(path, ARRAYS)
    checkpoint = read(path)
    assert (checkpoint.format, checkpoint.nesting) == ("torch_zip", "")
    assert_same(checkpoint.arrays, ARRAYS)
    first = path.read_bytes()
    write_torch(path, checkpoint.arrays)  # Over the very file that the arrays are views of.
    assert_same(checkpoint.arrays, ARRAYS)
    write_torch(tmp_path / "again.pth", checkpoint.arrays)
    assert (tmp_path / "again.pth").read_bytes() == path.read_bytes() == first
    assert zipfile.ZipFile(path).testzip() is None


def test_written_storages_lie_on_even_places_and_are_views(tmp_path):
    write_torch(tmp_path / "g.pth", {"a" * n: np.ones(n, "float32") for n in range(1, 9)})
    data = (tmp_path / "g.pth").read_bytes()
    entries = ZipDirectory(memoryview(data)).entries
    assert {entry.start % 64 for entry in entries.values()} == {0}
    for array in read(tmp_path / "g.pth").arrays.values():
        assert not array.flags.owndata and not array.flags.writeable and array.flags.aligned


@pytest.mark.parametrize("arrays, word", [
    ({"a": np.ones(2, "complex64")}, "complex64"),
    ({"a": np.array([None])}, "object"),
    ({3: np.ones(2)}, "keys are texts"),
    ({"a\x1b[2J": np.ones(2)}, "no name"),
])  # fmt: skip
def test_what_a_state_dict_cannot_hold_is_not_written(tmp_path, arrays, word):
    with pytest.raises(CheckpointError, match=word):
        write_torch(tmp_path / "g.pth", arrays)
    assert not list(tmp_path.iterdir())


def test_a_place_that_takes_no_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="not a directory"):
        write_torch(tmp_path / "file" / "g.pth", {"a": np.ones(2)})


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz(read_bytes, save):
    target = io.BytesIO()
    save(target, **ARRAYS, words=np.array(["left", "out"]))
    checkpoint = read_bytes(target.getvalue())
    assert checkpoint.format == "npz"
    assert_same(checkpoint.arrays, ARRAYS)


def test_npz_of_python_2_and_of_version_2(read_bytes):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }   \n"
    old = files.npy(header, files.raw())
    new = b"\x93NUMPY\x02\x00" + struct.pack("<L", len(header)) + old[10:]
    arrays = read_bytes(files.zip_of({"old.npy": old, "new.npy": new})).arrays
    assert arrays["old"].tolist() == arrays["new"].tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("padding", ["", " "])  # An uneven header leaves the arrays uneven.
def test_safetensors(read_bytes, padding):
    names = {"float32": "F32", "float64": "F64", "float16": "F16", "int64": "I64", "uint8": "U8",
             "bool": "BOOL", "int8": "I8", "int32": "I32"}  # fmt: skip
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for key, array in ARRAYS.items():
        data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[key] = {"dtype": names[array.dtype.name], "shape": array.shape,
                       "data_offsets": (len(body), len(body) + len(data))}  # fmt: skip
        body += data
    header["brain"] = {"dtype": "BF16", "shape": [2], "data_offsets": [len(body), len(body) + 4]}
    body += b"\x80\x3f\x00\xc0"
    data = files.safetensors(json.dumps(header).encode() + padding.encode(), body)
    checkpoint = read_bytes(data)
    assert checkpoint.format == "safetensors"
    assert_same(checkpoint.arrays, {**ARRAYS, "brain": np.array([1, -2], "float32")})


def test_big_endian_storages_come_in_the_order_of_this_machine(read_bytes):
    big = np.arange(6, dtype=">f4").tobytes()
    content = files.dictionary(w=files.tensor())
    arrays = read_bytes(files.torch_zip(content, {"0": big}, byteorder=b"big")).arrays
    assert arrays["w"].tolist() == [[0, 1, 2], [3, 4, 5]] and arrays["w"].dtype.isnative
    with pytest.raises(CheckpointError, match="neither little nor big"):
        read_bytes(files.torch_zip(content, {"0": big}, byteorder=b"middle"))


def test_a_zip_that_was_packed_again(read_bytes):
    content = files.dictionary(
        w=files.tensor(), shared=files.tensor(offset=3, shape=[3], strides=[1])
    )
    data = {"g/data.pkl": files.pickle_of(content), "g/data/0": files.raw(), "g/version": b"3"}
    arrays = read_bytes(files.zip_of(data, packing=8)).arrays
    assert arrays["shared"].tolist() == [3, 4, 5]


def test_checksums_of_a_zip_are_compared(read_bytes):
    content = files.dictionary(w=files.tensor())
    for packing in (0, 8):
        data = {"g/data.pkl": files.pickle_of(content), "g/data/0": files.raw(), "g/version": b"3"}
        bad = files.zip_of(data, packing=packing, checksum=0xBAD)
        with pytest.raises(CheckpointError, match=r"g/data\.pkl is damaged: its checksum differs"):
            read_bytes(bad)
    good = files.torch_zip(content)
    place = good.index(files.raw())
    for bit in range(8 * len(files.raw())):  # Of a weight: 1.0 may become 5e37.
        bad = bytearray(good)
        bad[place + bit // 8] ^= 1 << bit % 8
        with pytest.raises(CheckpointError, match="data/0 is damaged: its checksum differs"):
            read_bytes(bytes(bad))


def test_a_zip_without_checksums_is_read(read_bytes):
    """PyTorch leaves all of them 0 if told so; a single 0 is damage."""
    content = files.dictionary(w=files.tensor())
    data = files.torch_zip(content, checksums=False, byteorder=b"little")
    assert read_bytes(data).arrays["w"].tolist() == [[0, 1, 2], [3, 4, 5]]
    entries = {"g/data.pkl": files.pickle_of(content), "g/data/0": files.raw()}
    with pytest.raises(CheckpointError, match="checksum differs"):
        read_bytes(files.zip_of(entries, checksum=0))
    entries = {"w.npy": files.npy(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }\n", files.raw()
    )}  # fmt: skip
    with pytest.raises(CheckpointError, match="checksum differs"):  # NumPy always writes them.
        read_bytes(files.zip_of(entries, checksums=False))


def mebibyte(kind, size):
    row = files.storage(kind=kind, size=2**20 // size)
    tensors = {
        f"w{i}": files.tensor(row.replace(files.text("0"), files.text(str(i))),
                              shape=[2**20 // size], strides=[1])
        for i in range(8)
    }  # fmt: skip
    return files.dictionary(**tensors), {str(i): bytes(2**20) for i in range(8)}


def packed_npz():
    target = io.BytesIO()
    np.savez_compressed(target, **{f"w{i}": np.zeros(2**18, "float32") for i in range(8)})
    return target.getvalue()


@pytest.mark.parametrize("data", [
    files.torch_zip(*mebibyte("BFloat16Storage", 2)),
    files.torch_legacy(*mebibyte("BFloat16Storage", 2), itemsize=2),
    files.torch_zip(*mebibyte("BoolStorage", 1)),
    packed_npz(),
], ids=["zip", "legacy", "bool", "npz"])  # fmt: skip
def test_one_array_is_in_memory_at_a_time(tmp_path, data):
    (tmp_path / "g.pth").write_bytes(data)
    tracemalloc.start()
    try:
        checkpoint = read(tmp_path / "g.pth")
        assert len(checkpoint.arrays.shapes) == 8
        assert tracemalloc.get_traced_memory()[0] < 2**20
        tracemalloc.reset_peak()
        for array in checkpoint.arrays.values():
            assert not array.flags.writeable and not array.any()
            del array
        assert tracemalloc.get_traced_memory()[1] < 7 * 2**20
        assert tracemalloc.get_traced_memory()[0] < 2**20
    finally:
        tracemalloc.stop()


def test_parts_of_storages_in_files_of_the_first_pytorch(read_bytes):
    part = files.storage()[:-2] + b"(" + files.text("part") + files.number(2) + files.number(4)
    view = files.tensor(part + b"ttQ", shape=[2, 2], strides=[2, 1], function="_rebuild_tensor")
    view = view.replace(b"\x89" + files.ORDERED_DICT, b"")  # It had neither gradient nor hooks.
    arrays = read_bytes(files.torch_legacy(files.dictionary(w=view))).arrays
    assert arrays["w"].tolist() == [[2, 3], [4, 5]]


def test_pickles_of_python_2(read_bytes):
    # Keys as bytes (U), an OrderedDict of a list of pairs, numbers and dicts as text.
    pairs = b"ccollections\nOrderedDict\n((l(lU\x01wa" + files.tensor() + b"aatR"
    content = b"(dS'state_dict'\np7\n" + pairs + b"sVepoch\nI12\nsS'lr'\nF0.5\nsS'n'\nL7L\ns"
    content += b"S'best'\nI01\nsVkey\ng7\ns"
    checkpoint = read_bytes(files.torch_legacy(content))
    assert checkpoint.nesting == "state_dict" and list(checkpoint.arrays) == ["w"]


def test_reading_needs_neither_torch_nor_tensorflow():
    code = (
        "import sys, tfstyle.checkpoints;"
        "print({'torch', 'tensorflow', 'keras', 'safetensors', 'h5py'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "set()"


def test_the_reader_has_no_means_to_run_anything():
    """No module that imports or unpickles, no built-in that evaluates."""
    for path in Path(tfstyle.checkpoints.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        modules |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        assert not {"pickle", "importlib", "marshal", "shelve", "runpy", "subprocess"} & modules
        assert not {"eval", "exec", "compile", "__import__", "globals", "setattr"} & names, path
        if path.name != "torch_writer.py":
            assert "zipfile" not in modules and "tempfile" not in modules

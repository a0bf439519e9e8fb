"""Files that claim more than they hold are refused before anything is allocated, and soon."""

import contextlib
import struct
import time
import tracemalloc

import pytest

from tfstyle.checkpoints import unpickler
from tfstyle.errors import CheckpointError

from . import files


def one(*arguments, **options):
    return files.dictionary(w=files.tensor(*arguments, **options))


@pytest.fixture
def refused(read_bytes):
    """Return a function that checks that a file is refused, cheaply."""

    def refused(data, message, seconds=4.0, size=2**27):
        tracemalloc.start()
        start = time.process_time()
        try:
            with pytest.raises(CheckpointError, match=message):
                read_bytes(data)
            assert time.process_time() - start < seconds
            assert tracemalloc.get_traced_memory()[1] < size
        finally:
            tracemalloc.stop()

    return refused


@pytest.mark.parametrize("changes, message", [
    ({"shape": [2, 4]}, "claims more than the 6 elements"),
    ({"shape": [3, 3]}, "claims more than the 6 elements"),
    ({"offset": 1}, "claims more"),
    ({"strides": [4, 1]}, "claims more"),
    ({"shape": [2**40, 2**40], "strides": [0, 0]}, "claims more"),
    ({"shape": [7], "strides": [0]}, "claims more.*contiguous"),
    ({"shape": [2**62], "strides": [1]}, "no valid offset, shape or strides"),
    ({"shape": [-1, 3]}, "no valid offset"),
    ({"strides": [-3, 1]}, "no valid offset"),
    ({"offset": -1}, "no valid offset"),
    ({"offset": 2**70}, "no valid offset"),
    ({"strides": [3]}, "no valid offset"),
    ({"shape": [1] * 17, "strides": [1] * 17}, "no valid offset"),
    ({"shape": [0, 2**40, 2**40], "strides": [1, 1, 1]}, "claims more"),
    ({"row": files.storage(size=2**40), "shape": [2**40], "strides": [1]}, "claim"),
    ({"row": files.storage(size=2**62)}, "no type, key or size"),
    ({"row": files.storage(size=-6)}, "no type, key or size"),
    ({"row": files.storage(size=5), "shape": [2], "strides": [1]}, "where its tensors claim"),
    ({"row": files.storage(kind="DoubleStorage")}, "where its tensors claim|are left"),
    ({"row": files.storage(key="1")}, "no archive/data/1|is missing|belongs to no tensor"),
    ({"row": files.storage(key="../version")}, "no archive/data/../version|is missing|belongs"),
    ({"row": b"K\x01"}, "lies on int, not on a storage"),
    ({"row": files.storage(kind="UntypedStorage")}, "data type NoneType"),
])  # fmt: skip
def test_tensors_beyond_their_storage(refused, changes, message):
    for pack in (files.torch_zip, files.torch_legacy):
        refused(pack(one(**changes)), message, size=2**20)


@pytest.mark.parametrize("content", [
    files.dictionary(w=files.tensor() + b"q\x01", p=b"ctorch._utils\n_rebuild_parameter\n(NNNtR"),
    files.dictionary(w=files.tensor().replace(b"N\x89", b"\x89")[:-2] + b"}VNeg\nVneg\nstR"),
    files.dictionary(w=files.tensor(), b=files.tensor(files.storage(kind="IntStorage"))),
    one(files.storage()[:-2] + b"(" + files.text("v") + b"K\x04K\x04ttQ"),
])  # fmt: skip
def test_tensors_that_are_none(refused, content):
    refused(files.torch_zip(content), "parameter holds|conjugated|two types or sizes|outside")


def test_many_tensors_on_one_storage(refused):
    first = files.tensor(files.storage(size=2**17), shape=[2**17], strides=[1]) + b"q\x01"
    content = files.dictionary(a=first, **{f"t{i}": b"h\x01" for i in range(1000)})
    refused(files.torch_zip(content, {"0": bytes(2**19)}), "far more than the file has, by sharing")


@pytest.mark.parametrize("lies, message", [
    ({"packed": 2**31, "size": 2**31}, "claims more than the file has"),
    ({"size": 2**31}, "two sizes"),
    ({"offset": 2**31}, "begins after its end"),
    ({"offset": 5}, "is not where it says"),
    ({"flags": 1}, "encrypted"),
    ({"method": 12}, "method 12"),
    ({"method": 8}, "is damaged|does not unpack"),
    ({"packed": 2**32 - 1, "size": 2**32 - 1,
      "extra": struct.pack("<2H2Q", 1, 16, 2**62, 2**62)}, "claims more than the file has"),
])  # fmt: skip
def test_zip_archives_that_lie(refused, lies, message):
    data = {"a/data.pkl": files.pickle_of(one()), "a/data/0": files.raw()}
    refused(files.zip_of(data, **lies), message)


@pytest.mark.parametrize("name, message", [
    ("/etc/data.pkl", "a place outside"), ("../data.pkl", "a place outside"),
    ("a/../../data.pkl", "a place outside"), ("a\\data.pkl", "a place outside"),
])  # fmt: skip
def test_zip_archives_with_names_that_lead_elsewhere(refused, name, message):
    refused(files.zip_of({"a/data.pkl": files.pickle_of(one()), name: b""}), message)


def test_zip_archives_with_a_name_twice_or_entries_on_the_same_bytes(refused):
    inner = files.local("b", b"xyz")
    outer = files.local("a", inner)
    place = len(outer) - len(inner)
    first, second = files.central("a", 0, inner), files.central("b", place, b"xyz")
    for listed, message in ((first + second, "overlap"), (first + first, "twice")):
        refused(outer + listed + files.end(2, len(listed), len(outer)), message)
    # The list itself as an entry.
    refused(outer + first + files.end(1, len(first), len(outer) - 1), "no list|overlap|cut short")


def test_zip_archives_of_countless_entries(refused):
    end = files.end(0, 0, 0)
    many = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 0, 4)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 4, 1)
    refused(b"PK\x03\x04" + many + locator + end, "1099511627776 entries")


def test_zip_bombs(refused):
    packed = files.deflate(bytes(70 * 2**20))
    name = "a/data.pkl"
    for size, message in ((70 * 2**20, "unpacks to 73400320: a bomb"), (1000, "does not unpack")):
        listed = files.central(name, 0, b"", packed, 8, size=size)
        data = files.local(name, packed, 8)
        refused(data + listed + files.end(1, len(listed), len(data)), message)


LAUGHS = b"]q\x00(K\x01K\x01e" + b"0(h\x00h\x00tq\x00" * 60
LONG = b"](" + b")" * 50_000 + b"eq\x00"


@pytest.mark.parametrize("content, message", [
    (LAUGHS, "no dict of tensors"),
    (files.dictionary(a=LAUGHS), "no dict of tensors"),
    (b"}" + LAUGHS + b"Ns", "tuple as a key"),
    (b"}q\x00" + files.text("self") + b"h\x00s", "no dict of tensors"),
    (b"]q\x00h\x00a(h\x00tq\x01h\x01", "no dict of tensors"),
    (b"}q\x00(" + files.text("a") + b"]q\x01h\x00a" + files.text("b") + b"h\x01u", "no dict"),
    (b"N" + b"\x85" * 100_000, "no dict of tensors"),
    (b"(" * 20_000 + b"t" * 20_000, "no dict of tensors"),
    (b"]" * 20_000 + b"a" * 19_999, "no dict of tensors"),
    (b"}" + (b"X\x01\0\0\0a}" * 20_000) + b"s" * 20_000, "no dict of tensors"),
    (b"N" * 200_000, "more than 150000 steps"),
    (LONG + b"ccollections\nOrderedDict\nq\x01(h\x00tR" * 1000, "steps|not made of pairs"),
    (LONG + b"ctorch\nSize\nq\x01" + b"h\x01(h\x00tR" * 1000, "steps|no sizes"),
    (LONG + b"0" + one(shape=[1]).replace(files.numbers([1]), b"h\x00"), "no valid offset"),
    (files.text("a" * 2**24), "more than 16777216 bytes|no end of its pickle"),
])  # fmt: skip
def test_pickles_that_laugh_loop_nest_or_never_end(read_bytes, monkeypatch, content, message):
    monkeypatch.setattr(unpickler, "MOST_STEPS", 150_000)
    for pack in (files.torch_zip, files.torch_legacy):
        start = time.process_time()
        with pytest.raises(CheckpointError, match=message):
            read_bytes(pack(content, {}))
        assert time.process_time() - start < 5


@pytest.mark.parametrize("content", [
    files.dictionary(**{"w": files.tensor()}) + b"X\x00\x00\xf0\x00" + b"\xff" * 15 * 2**20 + b"0",
    b"c" + b"\xff" * 15 * 2**20 + b"\nsystem\n",
    b"(i" + b"\xff" * 15 * 2**20 + b"\nsystem\n",
])  # fmt: skip
def test_megabytes_that_are_no_text(read_bytes, content):
    start = time.process_time()
    with contextlib.suppress(CheckpointError):
        read_bytes(files.torch_zip(content))
    assert time.process_time() - start < 1.5


def test_keys_that_collide(read_bytes):
    """A Python dict would compare each with all before: hours for a million of them."""
    keys = b"".join(
        b"\x8a\x0a" + (i * (2**61 - 1)).to_bytes(10, "little") + b"h\x00" for i in range(1, 20_000)
    )
    start = time.process_time()
    net = files.dictionary(w=files.tensor() + b"q\x00")
    content = files.dictionary(state_dict=net, other=b"}(" + keys + b"u")
    assert read_bytes(files.torch_zip(content)).nesting == "state_dict"
    assert time.process_time() - start < 2


HEADER = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}


@pytest.mark.parametrize("header, message", [
    (b"{", "no JSON"), (b"{}x", "no JSON"), (b'{"\xff": 1}', "no JSON"),
    (b'{"a":' + b"[" * 100_000, "no JSON"), (b'{"a":' + b"9" * 5000 + b"}", "no JSON"),
    (b'{"a": {}, "a": {}}', "a key twice"),
    ({"w": 3}, "data type NoneType"),
    ({"w": {**HEADER, "dtype": "F8_E4M3"}}, "data type F8_E4M3"),
    ({"w": {**HEADER, "dtype": ["F32"]}}, "data type list"),
    ({"w": {**HEADER, "shape": [2, 4]}}, "claims the shape"),
    ({"w": {**HEADER, "shape": [-2, -3]}}, "no valid shape"),
    ({"w": {**HEADER, "shape": [2.0, 3]}}, "no valid shape"),
    ({"w": {**HEADER, "shape": [True, 6]}}, "no valid shape"),
    ({"w": {**HEADER, "shape": [2**62]}}, "no valid shape"),
    ({"w": {**HEADER, "shape": [0, 2**40, 2**40], "data_offsets": [0, 0]}}, "no valid shape"),
    ({"w": {**HEADER, "shape": [1] * 17}}, "no valid shape"),
    ({"w": {**HEADER, "data_offsets": [24, 48]}}, "cut short"),
    ({"w": {**HEADER, "data_offsets": [24, 0]}}, "claims the shape"),
    ({"w": {**HEADER, "data_offsets": [0]}}, "no valid shape or offsets"),
    ({"w": HEADER, "v": HEADER}, "overlap or leave holes"),
    ({"w": {**HEADER, "shape": [5], "data_offsets": [0, 20]}}, "longer than its arrays"),
    ({"w": {**HEADER, "shape": [5], "data_offsets": [4, 24]}}, "leave holes"),
    ({}, "longer than its arrays"),
])  # fmt: skip
def test_safetensors_that_lie(refused, header, message):
    refused(files.safetensors(header, files.raw()), message)


def test_a_safetensors_header_beyond_the_file(refused):
    for size in (2**20, 2**31):
        refused(struct.pack("<Q", size) + b"{}" + bytes(100), "its header claims")
    refused(files.safetensors(b"{}"), "no arrays")


GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"


@pytest.mark.parametrize("header, message", [
    (GOOD.replace("<f4", "|O"), "Python objects .a pickle.; nothing was run"),
    (GOOD.replace("'<f4'", "[('a', '|O')]"), "Python objects"),
    (GOOD.replace("'<f4'", "[('a', '<f4')]"), "no plain array"),
    (GOOD.replace("(2, 3)", "(2, __import__('os').system('true'))"), "no plain array"),
    (GOOD.replace("<f4", "<M8"), "data type M8"),
    (GOOD.replace("<f4", "|V4"), "data type V4"),
    (GOOD.replace("<f4", "<f3"), "data type f3"),
    (GOOD.replace("(2, 3)", "(2, 4)"), "claims the shape"),
    (GOOD.replace("(2, 3)", "(-2, -3)"), "no plain array"),
    (GOOD.replace("(2, 3)", "(999999999999999, 999999999999999)"), "claims the shape"),
    (GOOD.replace("(2, 3)", "(" + "1, " * 17 + "6)"), "claims the shape"),
    ("(" * 9000, "no plain array"),
    ("{" + "1, " * 3000, "no plain array"),
    (GOOD + " " * 20_000, "its header has"),
])  # fmt: skip
def test_npz_that_lies(refused, header, message):
    refused(files.zip_of({"w.npy": files.npy(header, files.raw())}), message)


def test_npz_entries_that_are_damaged(refused):
    good = files.npy(GOOD, files.raw())
    refused(files.zip_of({"w.npy": b"\x93NUMPX" + good[6:]}), "no NumPy array")
    refused(files.zip_of({"w.npy": b""}), "no NumPy array")
    refused(files.zip_of({"w.npy": good}, checksum=0), "its checksum differs")

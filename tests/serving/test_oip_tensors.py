"""Tensors as bytes behind JSON: every type there and back, and the bytes of another reader."""

import struct

import numpy as np
import pytest

from tests.optional import need
from tfstyle.serving.problems import ServingError

need("orjson")
hypothesis = need("hypothesis")
arrays = need("hypothesis.extra.numpy")

from tfstyle.protos.open_tensors import DTYPES, to_raw  # noqa: E402
from tfstyle.serving.oip_tensors import datatype_of, from_binary, read_shape  # noqa: E402

st = hypothesis.strategies
PLAIN = sorted(set(DTYPES.values()) - {"string"})


@hypothesis.given(
    arrays.arrays(st.sampled_from(PLAIN), arrays.array_shapes(min_dims=0, min_side=0, max_side=4))
)
def test_what_is_written_is_read_again(array):
    data = to_raw(array)
    assert data == array.astype(array.dtype.newbyteorder("<")).tobytes()
    read = from_binary(memoryview(data), array.dtype.name, array.shape)
    assert read.dtype == array.dtype and read.tobytes() == array.tobytes()


@hypothesis.given(st.lists(st.binary(max_size=300), max_size=8))
def test_files_are_written_behind_their_lengths(files):
    array = np.empty(len(files), object)
    array[:] = files
    data = to_raw(array)
    assert data == b"".join(struct.pack("<I", len(file)) + file for file in files)
    assert from_binary(memoryview(data), "string", (len(files),)).tolist() == files


@hypothesis.given(st.binary(max_size=40), st.integers(0, 5))
def test_any_bytes_are_elements_or_refused(data, count):
    try:
        array = from_binary(memoryview(data), "string", (count,))
    except ServingError as error:
        assert error.status == 400
    else:
        assert to_raw(array) == data and len(array) == count


def test_a_truth_value_is_0_or_1():
    read = from_binary(memoryview(b"\x00\x01"), "bool", (2,))
    assert read.tolist() == [False, True] and read.dtype == bool
    with pytest.raises(ServingError, match="0 or 1"):
        from_binary(memoryview(b"\x02"), "bool", (1,))


@pytest.mark.parametrize("shape", [None, 5, "x", [1.0], [True], [-1], [None], [1] * 33, [2**48]])
def test_what_is_no_shape(shape):
    with pytest.raises(ServingError, match="shape must be a list of sizes"):
        read_shape(shape)


def test_names_of_types():
    assert read_shape([]) == () and read_shape([1, 0, 3]) == (1, 0, 3)
    assert {datatype_of(dtype) for dtype in DTYPES.values()} == set(DTYPES)
    assert datatype_of("bfloat16") == "BFLOAT16"

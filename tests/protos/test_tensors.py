"""Arrays through messages and back, and messages that lie about what they hold."""

import tracemalloc

import numpy as np
import pytest
from google.protobuf.message import DecodeError

from tests.optional import need
from tfstyle.errors import TensorError
from tfstyle.protos import open_tensors
from tfstyle.protos.open_inference import InferTensorContents
from tfstyle.protos.tensors import data_type, from_array, to_array
from tfstyle.protos.tf_serving import TensorProto

NUMBERS = [
    np.arange(24, dtype=kind).reshape(2, 3, 4)
    for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
                 "float16", "float32", "float64")
]  # fmt: skip
ARRAYS = [
    *NUMBERS,
    np.array([[True], [False]]),
    np.array([b"", b"\0\xff", b"text"], object),
    np.array(2.5, "float32"),
    np.array(b"one", object),
    np.zeros((0, 4), "float32"),
    np.array([np.nan, np.inf, -0.0, 1e-45], "float32"),
]


def tensor(dtype, sides=(), **values):
    proto = TensorProto(dtype=dtype, **values)
    for side in sides:
        proto.tensor_shape.dim.add(size=side)
    return proto


def same(got, expected):
    assert got.dtype == expected.dtype and got.shape == expected.shape
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_arrays_come_back(array):
    same(to_array(TensorProto.FromString(from_array(array).SerializeToString())), array)
    name = open_tensors.datatype(array.dtype.name)
    same(open_tensors.from_raw(open_tensors.to_raw(array), name, array.shape), array)
    if name != "FP16":
        contents = open_tensors.to_contents(array)
        same(open_tensors.from_contents(contents, name, array.shape), array)


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_tensorflow_reads_and_writes_the_same(array):
    from tensorflow.core.framework import tensor_pb2
    from tensorflow.python.framework import tensor_util

    content = tensor_util.make_tensor_proto(array).SerializeToString()
    same(to_array(TensorProto.FromString(content)), array)
    theirs = tensor_pb2.TensorProto.FromString(from_array(array).SerializeToString())
    same(tensor_util.MakeNdarray(theirs), array)


def test_a_strided_array_and_one_of_another_byte_order():
    array = np.arange(24, dtype=">i4").reshape(4, 6)[::2, ::3].T
    np.testing.assert_array_equal(to_array(from_array(array.astype("int32"))), array)
    same(open_tensors.from_raw(open_tensors.to_raw(array), "INT32", (2, 2)), array.astype("int32"))


@pytest.mark.parametrize(
    ("proto", "expected"),
    [
        (tensor(1, (2, 2), float_val=[0.5]), np.full((2, 2), 0.5, "float32")),
        (tensor(1, (3,), float_val=[1, 2]), np.array([1, 2, 2], "float32")),  # the last, again
        (tensor(1, (2,)), np.zeros(2, "float32")),
        (tensor(7, (2,), string_val=[b"a"]), np.array([b"a", b"a"], object)),
        (tensor(7, (2,)), np.array([b"", b""], object)),
        (tensor(4, (2,), int_val=[0, 255]), np.array([0, 255], "uint8")),
        (tensor(19, (2,), half_val=[0x3C00, 0xBC00]), np.array([1, -1], "float16")),
        (tensor(10, (2,), bool_val=[True]), np.array([True, True])),
        (tensor(23, (1,), uint64_val=[2**64 - 1]), np.array([2**64 - 1], "uint64")),
    ],
)
def test_values_of_their_own_field(proto, expected):
    same(to_array(proto), expected)


@pytest.mark.parametrize(
    ("proto", "words"),
    [
        (tensor(0), "Received: number 0"),
        (tensor(14, (1,)), "number 14"),  # bfloat16
        (tensor(999), "number 999"),
        (tensor(1, (-1, 2)), r"negative. Received: \(-1, 2\)"),
        (tensor(1, (-2, -2), float_val=[1] * 4), "negative"),
        (tensor(1, (10**12,), float_val=[1.0]), "67108864 at most"),
        (tensor(7, (10**12,), string_val=[b"x"]), "at most"),
        (tensor(1, (2**62, 2**62)), "at most"),
        (tensor(1, (2**32, 2**32), tensor_content=b"abcd"), "Received: 4"),
        (tensor(1, (0, 2**62, 2**62)), "too large"),
        (tensor(1, [1] * 200, float_val=[1]), "32 axes"),
        (tensor(1, (2,), tensor_content=b"1234567"), "has 8 bytes. Received: 7"),
        (tensor(1, (2,), tensor_content=b"123456789"), "Received: 9"),
        (tensor(1, (1,), float_val=[1, 2]), "has 1 values. Received: 2"),
        (tensor(1, (1,), tensor_content=b"1234", float_val=[1]), "exclude each other"),
        (tensor(7, (1,), tensor_content=b"\x01a"), "string_val"),
        (tensor(10, (2,), tensor_content=b"\x01\x02"), "truth value"),
        (tensor(4, (1,), int_val=[300]), "range of uint8"),
        (tensor(4, (1,), int_val=[-1]), "range of uint8"),
        (tensor(19, (1,), half_val=[70000]), "range of uint16"),
        (TensorProto(dtype=1, tensor_shape={"unknown_rank": True}), "not known"),
    ],
)
def test_a_tensor_that_lies_is_refused_before_memory_is_taken(proto, words):
    tracemalloc.start()
    try:
        with pytest.raises(TensorError, match=words):
            to_array(proto)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_a_value_in_the_field_of_another_type_is_not_read():
    same(to_array(tensor(1, (1,), int_val=[5])), np.zeros(1, "float32"))  # as TensorFlow


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda: open_tensors.from_raw(b"1234", "FP64", (1,)), "8 bytes"),
        (lambda: open_tensors.from_raw(b"1234", "BF16", (2,)), "Received: BF16"),
        (lambda: open_tensors.from_raw(b"", "FP32", (-1,)), "negative"),
        (lambda: open_tensors.from_raw(b"\x05\0\0\0abc", "BYTES", (1,)), "1 strings"),
        (lambda: open_tensors.from_raw(b"\x01\0\0\0ab", "BYTES", (1,)), "1 strings"),
        (lambda: open_tensors.from_raw(b"\x01\0\0\0a", "BYTES", (10**12,)), "strings"),
        (lambda: open_tensors.from_raw(b"\xff\xff\xff\xffa", "BYTES", (1,)), "strings"),
        (lambda: open_tensors.from_contents(InferTensorContents(), "FP16", (0,)), "raw_input"),
        (lambda: open_tensors.from_contents(
            InferTensorContents(fp64_contents=[1]), "FP32", (1,)), "Received: fp64_contents"),
        (lambda: open_tensors.from_contents(
            InferTensorContents(uint_contents=[256]), "UINT8", (1,)), "range of uint8"),
        (lambda: open_tensors.from_contents(
            InferTensorContents(fp32_contents=[1]), "FP32", (10**12,)), "Received: 1"),
        (lambda: open_tensors.datatype("complex64"), "complex64"),
        (lambda: open_tensors.to_contents(np.zeros(1, "float16")), "float16"),
        (lambda: data_type("complex64"), "complex64"),
        (lambda: data_type("nonsense"), "nonsense"),
    ],
)  # fmt: skip
def test_open_tensors_that_lie(read, words):
    with pytest.raises(TensorError, match=words):
        read()


def test_a_damaged_message_is_a_tensor_or_refused():
    hypothesis = need("hypothesis")
    draw = hypothesis.strategies
    whole = [from_array(array[:1] if array.ndim else array).SerializeToString() for array in ARRAYS]

    @hypothesis.settings(max_examples=200, deadline=None, database=None)
    @hypothesis.given(draw.sampled_from(whole), draw.lists(
        draw.tuples(draw.integers(0, 200), draw.binary(max_size=3)), max_size=4))  # fmt: skip
    def check(content, changes):
        for place, put in changes:
            content = content[:place] + put + content[place + 1 :]
        try:
            array = to_array(TensorProto.FromString(content), max_bytes=1 << 16)
        except (DecodeError, TensorError):
            return
        assert array.nbytes <= 1 << 16

    check()

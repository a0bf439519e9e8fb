"""Numbers, texts and files between JSON and arrays: exact, or refused with the reason."""

import json
import math
import sys

import numpy as np
import pytest

from tests.optional import need
from tfstyle.serving.problems import ServingError

need("orjson")
hypothesis = need("hypothesis")
arrays = need("hypothesis.extra.numpy")

from tfstyle.serving.json_tensors import from_base64, to_array, to_json  # noqa: E402
from tfstyle.serving.json_values import parse, said, weight  # noqa: E402

FLOATS = ("float16", "float32", "float64")
INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")


@hypothesis.given(
    arrays.arrays(
        hypothesis.strategies.sampled_from([*FLOATS, *INTEGERS, "bool"]),
        arrays.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=4),
    )
)
def test_what_is_written_is_read_again(array):
    """Every finite float of its type, NaN and infinities, every integer: bit by bit the same."""
    read = to_array(parse(to_json("x", array)), array.dtype.name)
    assert read.dtype == array.dtype and read.shape == array.shape
    if array.dtype.kind == "f":
        read, array = np.nan_to_num(read, nan=7.25), np.nan_to_num(array, nan=7.25)
    elif array.dtype.kind in "iu" and array.dtype.itemsize < 8:
        assert json.loads(to_json("x", array)) == array.tolist()
    np.testing.assert_array_equal(read, array)


@hypothesis.given(
    arrays.arrays("float32", arrays.array_shapes(max_dims=3),
                  elements={"allow_nan": True, "allow_infinity": True})
)  # fmt: skip
def test_the_standard_library_reads_what_is_written(array):
    np.testing.assert_array_equal(
        np.array(json.loads(to_json("x", array)), "float32"), array
    )


def test_floats_have_the_digits_they_need():
    written = to_json("x", np.array([0.1, 0.2, 1, 1e20, 3.4e38], "float32"))
    assert written.replace(b"+", b"") == b"[0.1,0.2,1.0,1e20,3.4e38]"


def test_strings_are_text_or_base64_by_their_name():
    array = np.array([b"\x89PNG", b"\xc3\xa9"], object)
    assert json.loads(to_json("out_bytes", array)) == [{"b64": "iVBORw=="}, {"b64": "w6k="}]
    assert json.loads(to_json("out", array)) == ["�PNG", "é"]
    read = to_array([{"b64": "iVBORw"}, "é"], "string")
    assert read.tolist() == array.tolist() and read.dtype == object


@pytest.mark.parametrize("text, data", [
    ("", b""), ("aGk=", b"hi"), ("aGk", b"hi"), ("aG\n k=\r\n", b"hi"), ("+/+/", b"\xfb\xff\xbf"),
])  # fmt: skip
def test_base64(text, data):
    assert from_base64(text) == data


@pytest.mark.parametrize("text", ["-_-_", "a", "aGk==", "a=Gk", "aGk=aGk=", "é", "aG!k", "===="])
def test_what_is_no_base64(text):
    with pytest.raises(ServingError, match="Unable to base64 decode"):
        from_base64(text)


@pytest.mark.parametrize("value, dtype, words", [
    ([[1, 2], [3]], "float32", "list at unexpected size: 1 at level: 1 expected size: 2"),
    ([[1], 2], "float32", "JSON Value: 2 found at incorrect level: 2"),
    ([1, [2]], "float32", "list at unexpected level: 1"),
    ([1, True], "float32", "Value: true Type: True is not of expected type: float"),
    ([1, None], "float64", "Value: null Type: Null is not of expected type: double"),
    ([1, {"a": 1}], "int32", 'Value: {"a": 1} Type: Object is not of expected type: int32'),
    ([1, "2"], "uint8", 'Value: "2" Type: String'),
    ([1, 1.0], "uint8", "Value: 1.0 Type: Number is not of expected type: uint8"),
    ([1, 256], "uint8", r"Value: 256 Type: Number .* uint8 \(0 to 255\)"),
    ([1, -1], "uint64", "Value: -1"),
    ([2**63], "int64", "Value: 9223372036854775808"),
    ([1e39], "float32", r"Cannot convert JSON value: 1e\+39 to float without loss of precision"),
    ([0.5, 2**24], "float32", "value: 16777216 to float"),
    ([2**53], "float64", "value: 9007199254740992 to double"),
    ([10**400], "float32", "Cannot convert a JSON value"),
    ([1], "bool", "Type: Number is not of expected type: bool"),
    ([5], "string", "Type: Number is not of expected type: string"),
    ([{"b64": 5}], "string", "not formatted correctly for base64 data"),
    ([{"b64": "", "x": 1}], "string", "not formatted correctly for base64 data"),
    ([{}], "string", "not formatted correctly"),
    (["\ud800"], "string", "is not of expected type: string"),
])  # fmt: skip
def test_what_is_refused_is_named(value, dtype, words):
    with pytest.raises(ServingError, match=words) as error:
        to_array(value, dtype)
    assert error.value.status == 400


def test_what_a_float_holds_exactly_is_taken():
    assert to_array([2**24 - 1, 2.0**24, 3.4e38, 1e300 * 0], "float32")[0] == 2**24 - 1
    assert to_array([math.inf, -math.inf], "float16").tolist() == [math.inf, -math.inf]


def test_nesting_ends_somewhere():
    value = 1
    for _ in range(200):
        value = [value]
    with pytest.raises(ServingError, match="nested more than 32 times"):
        to_array(value, "float32")
    assert said(value, 10) == "[[[[[[[[[[…"


def test_a_type_that_json_has_not():
    with pytest.raises(ServingError, match="complex64") as error:
        to_array([1], "complex64")
    assert error.value.status == 501


@pytest.mark.parametrize("body, words", [
    (b" \n", "The document is empty"),
    (b'{"a": nope}', "Invalid value. at offset: 6"),
    (b"[1] 2", "at offset: 4"),
    (b"[" * 100_000, "JSON Parse error"),
    (b"[" * 100_000 + b"NaN", "JSON Parse error: Invalid value."),
    (b"[NaN, " + b"1" * 5000 + b"]", "JSON Parse error: Invalid value."),
    (b"[NaN, \xff]", "JSON Parse error: Invalid value."),
    (b"[NaN, nope]", "Invalid value. at offset: 6"),
])  # fmt: skip
def test_what_is_no_json(body, words):
    with pytest.raises(ServingError, match=words):
        parse(body)


@pytest.mark.parametrize("body, words", [
    # by python-rapidjson 1.25 with NM_NAN: as the real server reads
    ('{"instances": [1,}', "Invalid value. at offset: 17"),
    ('{"instances": [1, ]}', "Invalid value. at offset: 18"),
    ("[1 2]", "Missing a comma or ] after an array element. at offset: 3"),
    ('{"a":1 "b":2}', "Missing a comma or } after an object member. at offset: 7"),
    ('{"a" 1}', "Missing a colon after a name of object member. at offset: 5"),
    ("{a:1}", "Missing a name for object member. at offset: 1"),
    ("[1] 2", "The document root must not be followed by other values. at offset: 4"),
    ("[1e999]", "Number too big to be stored in double. at offset: 1"),
    ('["\\x"]', "Invalid escape character in string. at offset: 2"),
    ("[+1]", "Invalid value. at offset: 1"),
    ("['a']", "Invalid value. at offset: 1"),
    ("[", "Invalid value. at offset: 1"),
])  # fmt: skip
def test_errors_are_rapidjsons(body, words):
    with pytest.raises(ServingError) as error:
        parse(body.encode())
    assert str(error.value) == f"JSON Parse error: {words}"


def test_json_that_is_odd_and_fine():
    assert parse(b"\xef\xbb\xbf[1]") == [1]
    assert parse(b'{"a": 1, "a": 2}') == {"a": 2}
    assert parse(b"[-Infinity, Infinity]") == [-math.inf, math.inf]
    assert parse(b'"NaN"') == "NaN"


def test_a_message_shows_little_of_what_is_large():
    assert len(said(["x" * 10**6] * 100)) == 101
    assert said({"a": [1, None, "é"]}) == '{"a": [1, null, "\\u00e9"]}'


def test_the_weight_of_json_is_about_its_memory():
    """No less than what CPython takes for the worst of it: empty lists, objects, short texts."""
    for item in (b"[]", b"{}", b'"ab"', b"0.5", b"123456"):
        body = b"[" + b",".join([item] * 1000) + b"]"
        value = parse(body)
        size = sys.getsizeof(value) + sum(map(sys.getsizeof, value))
        assert 0.5 * size < weight(body) < 3 * size, item

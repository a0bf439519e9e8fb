"""JSON as TensorFlow Serving reads it: NaN and Infinity are numbers, errors say where they are.

orjson reads a picture's numbers several times faster than the standard library's reader and writes
a float32 with as few digits as it has. It knows no NaN: the rare body with one is read again, by
the slow reader.
"""

import itertools
import json

import orjson

from tfstyle.serving.problems import ServingError

_TYPES = {
    type(None): "Null", dict: "Object", list: "Array", str: "String", int: "Number",
    float: "Number",
}  # fmt: skip
_BOM = b"\xef\xbb\xbf"
# What orjson says, or the end of it, and what TensorFlow Serving says then; otherwise "Invalid
# value." A test compares with RapidJSON, which the real server reads with.
_WORDS = {
    "',' or ']'": "Missing a comma or ] after an array element.",
    "',' or '}'": "Missing a comma or } after an object member.",
    "':' after key": "Missing a colon after a name of object member.",
    "a string key": "Missing a name for object member.",
    "content after document": "The document root must not be followed by other values.",
    "infinity when parsed as double": "Number too big to be stored in double.",
    "invalid escaped sequence in string": "Invalid escape character in string.",
}


def parse(body: bytes):
    """Return what a body of JSON says.

    Of a key that is there twice the last one counts.

    Raises:
        ServingError: INVALID_ARGUMENT; it is no JSON, is nested more than some hundred times, or
            has a number that no float64 holds.

    Example:
        >>> parse(b'[1, NaN]')
        [1, nan]
    """
    if not body or body.isspace():
        raise _wrong("The document is empty")
    try:
        return orjson.loads(body.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        if b"NaN" not in body and b"Infinity" not in body:
            raise _wrong(_placed(error, body)) from None
    try:
        return json.loads(body.removeprefix(_BOM).decode("utf-8"))
    except json.JSONDecodeError as error:
        raise _wrong(f"Invalid value. at offset: {error.pos}") from None
    except (ValueError, RecursionError):  # no UTF-8, thousands of digits, thousands of brackets
        raise _wrong("Invalid value.") from None


def parse_object(body: bytes) -> dict:
    """Return the object that a body of JSON is.

    Raises:
        ServingError: INVALID_ARGUMENT; see `parse`, or it is something else.
    """
    value = parse(body)
    if not isinstance(value, dict):
        raise ServingError("INVALID_ARGUMENT", f"JSON Value: {said(value)} Is not object")
    return value


def weight(body: bytes) -> int:
    """Return about how many bytes of memory the values of a JSON take, at most.

    Three bytes, `[],`, become a list of 64: what is small as JSON need not be small.

    Example:
        >>> weight(b"[1,2]")
        128
    """
    return 64 * (body.count(b"[") + body.count(b"{")) + 64 * body.count(b",")


def dump(value) -> bytes:
    """Return a value without NumPy arrays as JSON."""
    return orjson.dumps(value)


def type_name(value) -> str:
    """Return what TensorFlow Serving calls the type of a value of JSON.

    Example:
        >>> type_name(1.5), type_name(True)
        ('Number', 'True')
    """
    return str(value) if isinstance(value, bool) else _TYPES[type(value)]


def said(value, length: int = 100) -> str:
    """Return a value as a message shows it: not more of it than that, however large it is.

    Example:
        >>> said([1, "a"]), said([7] * 1000, 8)
        ('[1, "a"]', '[7, 7, 7…')
    """
    text = ""
    for part in itertools.islice(json.JSONEncoder().iterencode(value), length + 1):
        text += part[: length + 1]
        if len(text) > length:
            return f"{text[:length]}…"
    return text


def _placed(error, body) -> str:
    """Return what is wrong, and where: a comma too many is seen at what follows it."""
    place = error.pos
    if "trailing comma" in error.msg:
        place += 1
        place += len(body[place:]) - len(body[place:].lstrip())
    what = next((text for words, text in _WORDS.items() if error.msg.endswith(words)), None)
    return f"{what or 'Invalid value.'} at offset: {place}"


def _wrong(what) -> ServingError:
    return ServingError("INVALID_ARGUMENT", f"JSON Parse error: {what}")

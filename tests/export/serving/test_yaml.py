"""The emitter against its own rules, and against PyYAML."""

import pytest

from tests.optional import need
from tfstyle.files.yaml import dump_all

TRICKY = [
    "yes", "NO", "on", "null", "~", "1", "1.5", "1e3", "0x1", "1:30", "2026-01-01", "", " ", "a b",
    "a: b", "a #b", "- a", "-", "--flag=1", "*", "&a", "!t", "%", "@", "`", "'", '"', "\\", "a\nb",
    "\t", "ä", "\u2028", "\x00", "[a]", "{a}", "a,b", "key:", "..", ".inf", "inf", "y", "True",
    "e5", "/a/b", "a" * 200, "|", ">", "?", "=", "<<", "\U0001f600",
]  # fmt: skip
DOCUMENT = {
    "texts": TRICKY,
    "numbers": [0, -3, 10**12],
    "flags": [True, False],
    "deep": {"a": [[1, [2, {"b": [{"c": 1, "d": {"e": "x"}}, "y"]}]]]},
    **{text: 1 for text in TRICKY},
}


def test_a_document_in_full():
    text = dump_all([{"a": {"b": [{"c": "x", "d": [True, "no"]}, "3"]}}, {"e": "f:g"}])
    assert text == (
        "a:\n  b:\n    - c: x\n      d:\n        - true\n        - \"no\"\n    - \"3\"\n"
        "---\ne: \"f:g\"\n"
    )  # fmt: skip


def test_a_reader_of_yaml_finds_the_same_values():
    yaml = need("yaml")
    assert list(yaml.safe_load_all(dump_all([DOCUMENT, {"second": 2}]))) == [
        DOCUMENT, {"second": 2},
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [1.5, None, b"x", (1,), {1}])
def test_other_values_are_refused(wrong):
    with pytest.raises(TypeError, match="no text, whole number or boolean"):
        dump_all([{"a": wrong}])


@pytest.mark.parametrize("empty", [{}, []])
def test_nothing_is_refused(empty):
    with pytest.raises(ValueError, match="says nothing"):
        dump_all([{"a": empty}])

"""Markup from texts of any kind."""

from html.parser import HTMLParser

import pytest

from tests.report.hostile import NAMES
from tfstyle.report.html import clean, element, table


class Seen(HTMLParser):
    """Names of the elements of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.attributes, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("text", NAMES)
def test_a_text_stays_a_text(text):
    seen = Seen(element("p", text, title=text))
    assert seen.elements == ["p"]
    assert seen.text == clean(text)
    assert seen.attributes == [("title", clean(text))]
    clean(text).encode("utf-8")


def test_elements_hold_elements():
    inner = element("b", "a & b")
    assert element("p", inner, None, 3, hidden=True, id=None) == "<p hidden><b>a &amp; b</b>3</p>"


def test_a_table_says_what_it_shows_and_heads_its_rows():
    seen = Seen(table("About", ("name", "value"), [("a", 1), ("b", 2)]))
    assert seen.elements.count("caption") == 1
    assert ("scope", "col") in seen.attributes and ("scope", "row") in seen.attributes

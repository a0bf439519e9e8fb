"""A published file of weights: fetched once, and not at all where nothing may be."""

import hashlib
import io

import pytest

from tfstyle.errors import IntegrityError, OfflineError
from tfstyle.fetching import PublishedFile, addresses, fetch_published

CONTENT = b"weights"
FILE = PublishedFile("https://example.org/a/w.pth", hashlib.sha256(CONTENT).hexdigest(), 7)


class Answer(io.BytesIO):
    """What a server sends, without a word of its length."""

    def __init__(self, content):
        super().__init__(content)
        self.headers = {}


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """The addresses that were asked for, in an empty cache."""
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path))
    monkeypatch.delenv("TFSTYLE_OFFLINE", raising=False)
    asked = []

    def open_url(url, *_):
        asked.append(url)
        return Answer(CONTENT)

    monkeypatch.setattr(addresses, "open_url", open_url)
    return asked


def test_it_is_fetched_once(asked, monkeypatch):
    assert fetch_published(FILE, "TFSTYLE_INCEPTION").read_bytes() == CONTENT
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    assert fetch_published(FILE, "TFSTYLE_INCEPTION").name == "w.pth" and asked == [FILE.url]


def test_another_content_is_refused(asked):
    other = PublishedFile(FILE.url, "0" * 64, 7)
    with pytest.raises(IntegrityError, match="Nothing was kept"):
        fetch_published(other, "TFSTYLE_INCEPTION")


def test_offline_the_file_and_the_variable_are_named(asked, monkeypatch):
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    with pytest.raises(OfflineError, match=r"w\.pth .*SHA-256.* Or set TFSTYLE_INCEPTION to "):
        fetch_published(FILE, "TFSTYLE_INCEPTION")
    assert not asked

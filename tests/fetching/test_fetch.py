"""A download never takes more than was promised, and leaves nothing when it fails."""

import email.message
import hashlib

import pytest

from tests.files.limits import most_bytes
from tfstyle.errors import IntegrityError, OfflineError, StorageError
from tfstyle.fetching import addresses, fetch

URL, MEBI = "https://models.example.org/weights.h5", 1 << 20


class Answer:
    """A server's answer of so many bytes, or of endless ones."""

    def __init__(self, content=None, length=None):
        self.content, self.sent = content, 0
        self.headers = email.message.Message()
        if length is not None:
            self.headers["Content-Length"] = str(length)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read(self, count):
        block = bytes(count) if self.content is None else self.content[self.sent :][:count]
        self.sent += len(block)
        return block


@pytest.fixture
def get(monkeypatch, tmp_path):
    """Fetch an answer; nothing may be left of a failed one."""
    monkeypatch.delenv("TFSTYLE_OFFLINE", raising=False)

    def get(answer, **options):
        monkeypatch.setattr(addresses, "open_url", lambda *_: answer)
        fetch(URL, tmp_path / "cache" / "weights.h5", **options)
        return (tmp_path / "cache" / "weights.h5").read_bytes()

    yield get
    assert not list(tmp_path.rglob(".*")) and not list(tmp_path.rglob("*.tmp*"))


def test_an_endless_answer_is_cut_at_the_promised_size(get, tmp_path):
    answer = Answer()
    with pytest.raises(IntegrityError, match="more than the 3,000,000 bytes"):
        get(answer, expected="0" * 64, size=3_000_000)
    assert answer.sent <= 3_000_000 + MEBI
    assert not list((tmp_path / "cache").iterdir())


def test_an_announced_excess_is_not_begun(get):
    answer = Answer(length=10**12)
    for options in ({"size": 5}, {}):
        with pytest.raises(IntegrityError, match="more than the"):
            get(answer, **options)
    assert answer.sent == 0


@pytest.mark.parametrize("length", ["abc", "-5", "", "٣", "9" * 5000, "1.5"])
def test_a_nonsensical_length_says_nothing(get, length):
    assert get(Answer(b"weights", length), size=7) == b"weights"


def test_a_checksum_is_compared_before_anything_is_looked_at(get):
    seen = []
    with pytest.raises(IntegrityError, match="SHA-256"):
        get(Answer(b"weights"), expected="0" * 64, check=seen.append)
    assert not seen
    good = hashlib.sha256(b"weights").hexdigest()
    assert get(Answer(b"weights"), expected=good, check=seen.append) and len(seen) == 1


def test_a_full_disk_is_no_fault_of_the_network(get):
    with most_bytes(1000), pytest.raises(StorageError, match="ulimit -f"):
        get(Answer(bytes(1500)))


@pytest.mark.parametrize("url", ["file:///dev/zero", "http://127.0.0.1/x", "http://localhost/x"])
def test_an_address_that_is_none_is_refused_before_a_place_is_made(tmp_path, monkeypatch, url):
    monkeypatch.delenv("TFSTYLE_OFFLINE", raising=False)
    with pytest.raises(OfflineError):
        fetch(url, tmp_path / "cache" / "weights.h5")
    assert not (tmp_path / "cache").exists()

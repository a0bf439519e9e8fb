"""Whole or not at all: on full disks, with the longest names, and after a kill at any moment."""

import errno
import os
import signal

import pytest

from tests.files.limits import most_bytes
from tfstyle.errors import StorageError
from tfstyle.files import (
    atomic_directory,
    atomic_file,
    exchange,
    leftovers,
    publish_directory,
    recover,
)

# The children only write files; the threads that Python warns of are TensorFlow's, of other tests.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def write(path, text):
    """Write a directory of one file."""
    with atomic_directory(path) as temporary:
        (temporary / "text").write_text(text, "utf-8")


def names(place):
    return sorted(os.listdir(place))


def killed(work):
    """Do something in a process of its own that kills itself, and wait for its end."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    leftovers._SWEPT.clear()  # as in a new process


def kill_itself(*_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(params=["exchange", "no exchange"])
def system(request, monkeypatch):
    """Both ways to replace a directory."""
    if request.param == "no exchange":
        monkeypatch.setattr(exchange, "_exchange", lambda *_: False)
    leftovers._SWEPT.clear()
    return request.param


def test_a_directory_takes_the_place_of_another(tmp_path, system):
    for text in ("old", "new", "newer"):
        write(tmp_path / "p", text)
        assert (tmp_path / "p" / "text").read_text("utf-8") == text
        assert names(tmp_path) == ["p"]


def test_a_link_to_a_directory_is_replaced_and_not_followed(tmp_path, system):
    write(tmp_path / "elsewhere", "mine")
    (tmp_path / "p").symlink_to("elsewhere")
    write(tmp_path / "p", "new")
    assert not (tmp_path / "p").is_symlink()
    assert (tmp_path / "elsewhere" / "text").read_text("utf-8") == "mine"
    assert names(tmp_path) == ["elsewhere", "p"]


@pytest.mark.parametrize("moment", range(1, 6))
def test_a_kill_leaves_the_old_or_the_new(tmp_path, system, moment):
    write(tmp_path / "p", "old")

    def work():
        # Killed before the first, second, ... of all calls that change what names stand for.
        left = iter(range(1, moment))

        def watch(module, name):
            call = getattr(module, name)
            setattr(module, name, lambda *a: call(*a) if next(left, None) else kill_itself())

        for name in ("rename", "replace"):
            watch(os, name)
        for name in ("_exchange", "remove"):
            watch(exchange, name)
        write(tmp_path / "p", "new")
        kill_itself()

    killed(work)
    recover(tmp_path / "p")  # as whoever reads it does
    assert (tmp_path / "p" / "text").read_text("utf-8") in ("old", "new")
    write(tmp_path / "p", "newer")
    assert (tmp_path / "p" / "text").read_text("utf-8") == "newer"
    assert names(tmp_path) == ["p"]


@pytest.mark.parametrize("writer", [atomic_file, atomic_directory])
def test_the_next_writer_clears_what_a_kill_left_and_nothing_else(tmp_path, writer, monkeypatch):
    leftovers._SWEPT.clear()
    mine = tmp_path / ".tmp-notes"
    mine.write_text("mine", "utf-8")

    def work():
        with writer(tmp_path / "one.txt"):
            kill_itself()

    killed(work)
    assert len(names(tmp_path)) == 2
    with atomic_file(tmp_path / "living") as living:
        leftovers._SWEPT.clear()
        with writer(tmp_path / "two.txt"):
            assert living.exists()
        assert len(names(tmp_path)) == 3  # .tmp-notes, two.txt and the living
    assert names(tmp_path) == [".tmp-notes", "living", "two.txt"]


def test_without_locks_only_what_is_old_is_left_over(tmp_path, monkeypatch):
    monkeypatch.setattr(leftovers, "hold", lambda _: None)
    young, old = tmp_path / ".tmp-tfstyle-abcdefgh.png", tmp_path / ".tmp-tfstyle-12345678"
    young.touch()
    old.mkdir()
    os.utime(old, (0, 0))
    leftovers._SWEPT.clear()
    leftovers.sweep(tmp_path)
    assert names(tmp_path) == [young.name]
    leftovers.remove_leftovers(tmp_path)  # of a directory that nobody else writes to
    assert names(tmp_path) == []


@pytest.mark.parametrize("suffix", ["", ".png", "." + "s" * 200])
def test_the_longest_legal_names(tmp_path, suffix, system):
    name = "n" * (255 - len(suffix)) + suffix
    for _ in range(2):
        with atomic_file(tmp_path / name) as temporary:
            temporary.write_text("x", "utf-8")
        write(tmp_path / "d" / name, "x")
    assert names(tmp_path) == ["d", name] and names(tmp_path / "d") == [name]
    with pytest.raises(StorageError, match="too long"):
        write(tmp_path / (name + "n"), "x")


def test_a_full_disk_leaves_what_was_there(tmp_path, system):
    write(tmp_path / "p", "old")
    with most_bytes(10), pytest.raises(StorageError, match="larger than"):
        write(tmp_path / "p", "new" * 10)
    with most_bytes(10), pytest.raises(StorageError), atomic_file(tmp_path / "f") as temporary:
        temporary.write_bytes(bytes(20))
    assert names(tmp_path) == ["p"]
    assert (tmp_path / "p" / "text").read_text("utf-8") == "old"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"), (errno.EDQUOT, "disk is full"), (errno.EFBIG, "larger"),
        (errno.EIO, "reports an error"), (errno.EROFS, "only be read"),
        (errno.EACCES, "No permission"), (errno.EPERM, "No permission"),
    ],
)  # fmt: skip
def test_what_the_system_says_is_told(tmp_path, monkeypatch, code, words):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    for writer in (atomic_file, atomic_directory):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            with pytest.raises(StorageError, match=words), writer(tmp_path / "x") as temporary:
                if temporary.is_dir():
                    (temporary / "text").touch()
        assert names(tmp_path) == []


def test_a_directory_that_cannot_be_synced_is_no_failure(tmp_path, monkeypatch):
    sync = os.fsync

    def refuse(handle):
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    write(tmp_path / "p", "new")
    assert names(tmp_path) == ["p"]


@pytest.mark.parametrize("taken", ["directory", "empty", "file", "link"])
def test_a_name_that_is_taken_is_not_given_again(tmp_path, taken):
    place = tmp_path / "models" / "1"
    write(tmp_path / "new", "new")
    if taken == "directory":
        write(place, "old")
    elif taken == "empty":
        place.mkdir(parents=True)
    else:
        place.parent.mkdir()
        place.touch() if taken == "file" else place.symlink_to("nowhere")
    before = place.lstat().st_ino
    assert not publish_directory(tmp_path / "new", place)
    assert place.lstat().st_ino == before and names(tmp_path / "new") == ["text"]
    assert publish_directory(tmp_path / "new", place.with_name("2"))
    assert names(place.parent) == ["1", "2"] and names(tmp_path) == ["models"]
    with pytest.raises(StorageError, match="not a directory"):
        publish_directory(place.with_name("2"), place.with_name("2") / "text" / "3")
